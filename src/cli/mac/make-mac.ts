/** Making a Mac and putting it on the desk: hardware, first account, the organisation's application and profile. */
import type { AuthenticationMethod } from '#protocol/platform-sso/registration/user-registration.ts';
import type { ActResult } from '#mac/evidence.ts';
import { randomHardware } from '#mac/home/hardware.ts';
import { uidKeyLength } from '#mac/home/mac-folder.ts';
import type { Connection } from '#mac/home/saved-mac.ts';
import type { ExtensionKind, Hardware } from '#mac/mac-state.ts';
import type { MacosVersion } from '#mac/macos/versions.ts';
import type { PlainOutcome, ProfileOutcome } from '#mac/outcomes.ts';
import type { LoginConfiguration } from '#protocol/platform-sso/login-configuration.ts';
import { companionExtension } from './companion.ts';
import { deskOf, macPorts } from './open-mac.ts';
import { platformSsoProfile } from './profile.ts';
import { CommandRefusal } from './refusal.ts';
import type { Surroundings } from './surroundings.ts';

/** What is wanted. */
export interface MacWish {
  readonly name: string;
  readonly macos: MacosVersion;
  readonly method: AuthenticationMethod;
  readonly account: { readonly shortName: string; readonly fullName: string; readonly password: string };
  readonly serialNumber: string | undefined;
  readonly connection: Connection & { readonly issuer: string };
  readonly accountDisplayName: string;
  readonly createsAccounts?: boolean;
  readonly syncsPassword?: boolean;
  readonly administratorGroups?: readonly string[];
  /** Asked for once the serial number is known; undefined when the Mac has to register without a token. */
  readonly registrationToken: (serialNumber: string) => Promise<string | undefined>;
  /** A configuration from a file, in place of what the issuer would hand out at registration. */
  readonly foreign:
    | { readonly configuration: LoginConfiguration; readonly loginUserName: string | undefined }
    | undefined;
}

/** Makes it. @throws {MacHomeError} as the desk; {CommandRefusal} when the Mac refuses the profile */
export async function makeMac(home: string, wish: MacWish, surroundings: Surroundings): Promise<Hardware> {
  const { macos, method, connection, account } = wish;
  const drawn = randomHardware(macos, surroundings.random);
  const hardware = { ...drawn, serialNumber: wish.serialNumber ?? drawn.serialNumber };
  const uidKey = surroundings.random.bytes(uidKeyLength);
  const mac = surroundings.macs.create(
    { ...hardware, computerName: `${account.fullName}’s Mac`, macos, firstAccount: account },
    await macPorts(home, connection, uidKey, surroundings),
  );
  const macosMajor = Number.parseInt(macos, 10);
  const kind: ExtensionKind = wish.foreign
    ? {
        kind: 'configuration-file',
        loginConfiguration: wish.foreign.configuration,
        loginUserName: wish.foreign.loginUserName,
      }
    : { kind: 'porchlight' };
  expectDone(await mac.installExtension(companionExtension(macosMajor, kind)));
  const registrationToken = await wish.registrationToken(hardware.serialNumber);
  const profile = platformSsoProfile({
    issuer: connection.issuer,
    method,
    macosMajor,
    accountDisplayName: wish.accountDisplayName,
    registrationToken,
    createsAccounts: wish.createsAccounts ?? false,
    syncsPassword: wish.syncsPassword ?? false,
    administratorGroups: wish.administratorGroups ?? [],
  });
  expectDone(await mac.installProfile(profile));
  const saved = { createdAt: surroundings.clock.now(), connection, state: mac.state() };
  await deskOf(home, surroundings).create(wish.name, uidKey, saved);
  return saved.state.hardware;
}

/** A Mac that somebody has set up, and that belongs to no organisation. */
export interface BareMacWish {
  readonly name: string;
  readonly macos: MacosVersion;
  readonly account: MacWish['account'];
  readonly connection: Connection;
}

/** Makes it: an account and nothing else. @throws {MacHomeError} as the desk; {MacError} for an account that cannot be */
export async function addBareMac(home: string, wish: BareMacWish, surroundings: Surroundings): Promise<Hardware> {
  const { name, macos, account, connection } = wish;
  const hardware = randomHardware(macos, surroundings.random);
  const uidKey = surroundings.random.bytes(uidKeyLength);
  const options = { ...hardware, computerName: `${account.fullName}’s Mac`, macos, firstAccount: account };
  const mac = surroundings.macs.create(options, await macPorts(home, connection, uidKey, surroundings));
  const saved = { createdAt: surroundings.clock.now(), connection, state: mac.state() };
  await deskOf(home, surroundings).create(name, uidKey, saved);
  return saved.state.hardware;
}

function expectDone({ outcome }: ActResult<PlainOutcome | ProfileOutcome>): void {
  if (outcome.kind === 'refused') throw new CommandRefusal('mac_refused', outcome.sentence);
}
