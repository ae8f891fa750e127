import { Tag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { encodeExtension, type HasExtensions, parseExtension } from '../extension.ts';
import { extensionOid } from '../object-identifiers.ts';

/** basicConstraints (RFC 5280 section 4.2.1.9). `pathLength`: how many CA certificates may follow below this one. */
export interface BasicConstraints {
  readonly isAuthority: boolean;
  readonly pathLength: number | undefined;
}

/** The extension of a certificate, or undefined. Throws X509Error `x509_malformed_extension`. */
export function basicConstraints(certificate: HasExtensions): BasicConstraints | undefined {
  return parseExtension(certificate, extensionOid.basicConstraints, (reader) => {
    const fields = reader.enter();
    const isAuthority = fields.peek() === Tag.boolean && fields.boolean();
    const pathLength = fields.isAtEnd ? undefined : fields.smallInteger();
    fields.finish();
    if (pathLength !== undefined && pathLength < 0) throw new RangeError('path length is negative');
    return { isAuthority, pathLength };
  });
}

/** The extension, critical as RFC 5280 asks of authorities. */
export function encodeBasicConstraints({ isAuthority, pathLength }: BasicConstraints): Uint8Array {
  const members = isAuthority ? [der.boolean(true)] : [];
  if (pathLength !== undefined) members.push(der.integer(pathLength));
  return encodeExtension(extensionOid.basicConstraints, der.sequence(...members), true);
}
