/** How a Mac gets its identity, by the plan and by what the Mac is. */
import type { MachineInfo } from '#protocol/ade/machine-info.ts';
import { hasAppleSilicon } from './apple-silicon.ts';
import type { EnrollmentPlans } from './enrollment-ports.ts';
import { Refusal } from './refusal.ts';

type AskingMac = Pick<MachineInfo, 'SERIAL' | 'PRODUCT' | 'OS_VERSION'>;

/**
 * The protocol. A Mac that is managed already and cannot attest renews by SCEP under every plan: to let its identity end
 * would leave it unmanaged, and keep nobody out.
 * @throws {Refusal} `attestation_impossible` where the plan insists on what the Mac cannot do
 */
export async function identityProtocol(
  plans: Pick<EnrollmentPlans, 'deviceIdentity'>,
  mac: AskingMac,
  isRenewal = false,
): Promise<'scep' | 'acme'> {
  const wish = await plans.deviceIdentity();
  if (wish === 'scep') return 'scep';
  if (canAttest(mac)) return 'acme';
  if (wish === 'attested-only' && !isRenewal) throw new Refusal('attestation_impossible', { serialNumber: mac.SERIAL });
  return 'scep';
}

// Keys of Macs are attested since macOS 14, which is also when machine information began to name the version.
function canAttest({ PRODUCT, OS_VERSION }: AskingMac): boolean {
  return OS_VERSION !== undefined && Number.parseInt(OS_VERSION, 10) >= 14 && hasAppleSilicon(PRODUCT);
}
