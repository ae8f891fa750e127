/** What is known of a Mac, gathered from the features that know it. */
import type { DeviceAttestations } from './device-attestations/feature.ts';
import type { Management } from './mdm/management.ts';
import type { PlatformSsoAdministration } from './platform-sso/administration.ts';
import type { DeviceFacts } from './policy/purpose.ts';

/**
 * What is known of the Mac with a serial number. One that only claims its serial number is not managed: by an exported
 * profile anybody enrolls under any.
 */
export function deviceFactsFrom(
  platformSso: Pick<PlatformSsoAdministration, 'device'>,
  management: Pick<Management, 'enrollmentBySerialNumber'>,
  attestations: () => Pick<DeviceAttestations, 'latest'>,
) {
  return async (serialNumber: string): Promise<DeviceFacts> => {
    const [known, enrollment, answer] = await Promise.all([
      platformSso.device(serialNumber),
      management.enrollmentBySerialNumber(serialNumber),
      attestations().latest(serialNumber),
    ]);
    const device = known?.device;
    const isRegistered = device?.state === 'registered' || device?.state === 'repair';
    const hasAttestedKey = isRegistered && (device.attestation === 'apple' || device.attestation === 'simulated');
    return {
      registered: isRegistered,
      managed: enrollment?.state === 'enabled' && enrollment.isSerialNumberProven,
      attested: hasAttestedKey || answer?.verdict?.kind === 'accepted',
    };
  };
}
