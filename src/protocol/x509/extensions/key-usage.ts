import * as der from '#protocol/encoding/der-writer.ts';
import { encodeExtension, type HasExtensions, parseExtension } from '../extension.ts';
import { extensionOid } from '../object-identifiers.ts';

// In the order of their bits (RFC 5280 section 4.2.1.3).
const usages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

/** What a key may be used for. */
export type KeyUsage = (typeof usages)[number];

/** The keyUsage extension, or undefined when there is none (then every use is allowed). Throws X509Error. */
export function keyUsage(certificate: HasExtensions): ReadonlySet<KeyUsage> | undefined {
  return parseExtension(certificate, extensionOid.keyUsage, (reader) => {
    const { bytes } = reader.bitString();
    return new Set(usages.filter((_, bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0));
  });
}

/** The extension, critical. */
export function encodeKeyUsage(allowed: readonly KeyUsage[]): Uint8Array {
  return encodeExtension(extensionOid.keyUsage, der.namedBits(allowed.map((usage) => usages.indexOf(usage))), true);
}
