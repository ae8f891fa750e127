/**
 * Simulated device authority: certifies the key that a virtual Mac signs its machine information with, in place of Apple
 * iPhone Device CA. Subject and purposes are those of real device certificates, of which samples are public.
 */
import { encodeExtendedKeyUsage } from '#protocol/x509/extensions/extended-key-usage.ts';
import { encodeKeyUsage } from '#protocol/x509/extensions/key-usage.ts';
import { encodeExtension } from '#protocol/x509/extension.ts';
import { issueUnder } from '#protocol/x509/authority.ts';
import { makeName } from '#protocol/x509/name.ts';
import { purposeOid } from '#protocol/x509/object-identifiers.ts';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import type { DeviceIdentityRequest } from '#protocol/simulated-apple/device-identity.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { type ApplePorts, authorityFrom, type AuthorityState, day } from './authority-state.ts';

const leafLife = 3 * 365 * day;
/** What marks a device certificate of Apple's. */
const deviceCertificateOid = '1.2.840.113635.100.6.10.2';

/** Certifies a device key: DER, leaf first, then the authority. Throws DerError or X509Error for a damaged key. */
export function issueDeviceIdentity(
  state: AuthorityState,
  { udid, publicKey }: DeviceIdentityRequest,
  { clock, random }: ApplePorts,
): readonly Uint8Array[] {
  const authority = authorityFrom(state);
  const leaf = issueUnder(authority, {
    subject: makeName([
      ['commonName', udid],
      ['countryName', 'US'],
      ['stateOrProvinceName', 'CA'],
      ['localityName', 'Cupertino'],
      ['organizationName', 'Porchlight Simulated'],
      ['organizationalUnitName', 'iPhone'],
    ]),
    publicKey: parsePublicKey(publicKey),
    notBefore: clock.now() - day,
    notAfter: clock.now() + leafLife,
    random: random.bytes(16),
    digests: nodeCrypto,
    extensions: () => [
      encodeKeyUsage(['digitalSignature', 'keyEncipherment']),
      encodeExtendedKeyUsage([purposeOid.serverAuth, purposeOid.clientAuth]),
      encodeExtension(deviceCertificateOid, new Uint8Array([5, 0])),
    ],
  });
  return [leaf.raw, authority.certificate.raw];
}
