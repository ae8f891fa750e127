/** Macs of the fake organisation. */
import { now } from '#protocol/x509/contract/test-authority.ts';
import { systemRandom } from '#runtime/random.ts';
import type { MacState } from '../mac-state.ts';
import type { MacosVersion } from '../macos/versions.ts';
import type { MacPorts } from '../ports.ts';
import type { SetupAnswer, SetupOutcome } from '../setup-assistant/answers.ts';
import { type VirtualMac, createVirtualMac, openVirtualMac, unboxVirtualMac } from '../virtual-mac.ts';
import { FakeOrganisation } from './fake-organisation.ts';

/** The ports of a Mac at the organisation, on 1 November 2026. */
export function portsOf(organisation: FakeOrganisation): MacPorts {
  const { fetch, apple } = organisation;
  return { fetch, apple, clock: { now: () => now }, random: systemRandom, uidKey: new Uint8Array(32) };
}

/** A Mac that says Hello. */
export function boxedMac(
  organisation: FakeOrganisation,
  macos: MacosVersion = '26.0',
  appleSilicon = true,
): VirtualMac {
  return unboxVirtualMac(
    { computerName: 'Mac', macos, appleSilicon, serialNumber: 'C02TEST00001' },
    portsOf(organisation),
  );
}

/** Answers panes one after the other, on from the first; gives the last outcome. */
export async function answer(mac: VirtualMac, ...answers: readonly SetupAnswer[]): Promise<SetupOutcome> {
  let last: SetupOutcome | undefined;
  for (const next of answers) last = (await mac.answerSetup(next)).outcome;
  if (!last) throw new Error('There was nothing to answer.');
  return last;
}

/** From Hello to "Remote Management", or to what comes after the network of a Mac of nobody. */
export const toRemoteManagement: readonly SetupAnswer[] = [
  { kind: 'continue' },
  { kind: 'country', country: 'Norway' },
  { kind: 'network', network: 'Ethernet' },
];

/** Enrolling takes its time, so it is done once; each caller gets the Mac at an organisation of its own. */
let enrolledState: Promise<MacState> | undefined;

/** A Mac with macOS 26 whose first person, `ada` with the password `local`, opened the enrollment profile. */
export async function enrolledMac(
  organisation: FakeOrganisation,
  change: (state: MacState) => void = () => undefined,
): Promise<VirtualMac> {
  enrolledState ??= enroll();
  const state = structuredClone(await enrolledState);
  change(state);
  return openVirtualMac(state, portsOf(organisation));
}

async function enroll(): Promise<MacState> {
  const organisation = new FakeOrganisation();
  const firstAccount = { shortName: 'ada', fullName: 'Ada Lovelace', password: 'local' };
  const options = { computerName: 'Mac', macos: '26.0', serialNumber: 'C02TEST00001', firstAccount } as const;
  const mac = createVirtualMac(options, portsOf(organisation));
  const { outcome } = await mac.openMobileconfig(organisation.enrollmentProfile);
  if (outcome.kind !== 'installed') throw new Error(outcome.sentence);
  return mac.state();
}
