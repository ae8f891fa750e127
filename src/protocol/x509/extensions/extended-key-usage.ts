import * as der from '#protocol/encoding/der-writer.ts';
import { encodeExtension, type HasExtensions, parseExtension } from '../extension.ts';
import { extensionOid } from '../object-identifiers.ts';

/** The purposes (object identifiers) of extendedKeyUsage (RFC 5280 section 4.2.1.12), or undefined. Throws X509Error. */
export function extendedKeyUsage(certificate: HasExtensions): ReadonlySet<string> | undefined {
  return parseExtension(certificate, extensionOid.extendedKeyUsage, (reader) => {
    const list = reader.enter();
    const purposes = new Set<string>();
    while (!list.isAtEnd) purposes.add(list.objectIdentifier());
    return purposes;
  });
}

/** The extension, not critical. */
export function encodeExtendedKeyUsage(purposes: readonly string[]): Uint8Array {
  const value = der.sequence(...purposes.map((purpose) => der.objectIdentifier(purpose)));
  return encodeExtension(extensionOid.extendedKeyUsage, value);
}
