/**
 * `DevicePropertiesAttestation`: Apple's certificates for what this Mac is, fresh at most once in seven days; in between the
 * last one comes again, with the nonce of then. Source: Apple, "Managed Device Attestation" and DeviceInformation.
 */
import { fromBase64, toBase64 } from '#protocol/encoding/base64.ts';
import type { MacParts } from '../mac-parts.ts';
import { isAtLeast } from '../macos/versions.ts';

const freshFor = 7 * 24 * 3600 * 1000;

/** DER, leaf first; undefined where a Mac leaves the answer out (Intel, before macOS 14, Apple out of reach). */
export async function deviceAttestation(
  mac: MacParts,
  nonce: Uint8Array | undefined,
): Promise<readonly Uint8Array[] | undefined> {
  const { hardware, macos, attestation: last } = mac.state;
  const { attestation: service } = mac.ports;
  if (!service || !hardware.appleSilicon || !isAtLeast(macos, '14.0')) return undefined;
  if (last && last.macos === macos && mac.now() - last.made < freshFor) {
    return last.certificates.map((certificate) => fromBase64(certificate) ?? new Uint8Array());
  }
  const handle = mac.enclave.create('deviceAttestation', undefined);
  // The nonce stands in the certificate as it is: no hash of it (Apple, "DeviceAttestationNonce").
  const { serialNumber, udid } = hardware;
  const asked = service(mac.enclave.publicKey(handle), nonce ?? new Uint8Array(), {
    serialNumber,
    udid,
    osVersion: macos,
  });
  const chain = await asked.catch(() => undefined);
  mac.enclave.destroy(handle);
  if (!chain) return undefined;
  mac.state.attestation = { made: mac.now(), macos, certificates: chain.map((certificate) => toBase64(certificate)) };
  return chain;
}
