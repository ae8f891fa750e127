import { contextTag, type DerReader } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { encodeExtension, type HasExtensions, parseExtension } from '../extension.ts';
import { extensionOid } from '../object-identifiers.ts';
import { encodeGeneralName, readGeneralNames } from './general-names.ts';

/**
 * The URIs where revocation lists stand (RFC 5280 section 4.2.1.13), in order; empty when there is none. Points given by
 * a name relative to the issuer are passed over. Throws X509Error.
 */
export function crlDistributionPoints(certificate: HasExtensions): readonly string[] {
  const read = (reader: DerReader): string[] => {
    const points = reader.enter();
    const addresses: string[] = [];
    while (!points.isAtEnd) addresses.push(...readPoint(points.enter()));
    return addresses;
  };
  return parseExtension(certificate, extensionOid.crlDistributionPoints, read) ?? [];
}

function readPoint(point: DerReader): string[] {
  const fullName = point.enterOptional(contextTag(0))?.enterOptional(contextTag(0));
  if (fullName === undefined) return [];
  return readGeneralNames(fullName).flatMap((name) => (name.kind === 'uri' ? [name.value] : []));
}

/** The extension with one point a URI, not critical. */
export function encodeCrlDistributionPoints(addresses: readonly string[]): Uint8Array {
  const points = addresses.map((value) =>
    der.sequence(der.context(0, der.context(0, encodeGeneralName({ kind: 'uri', value })))),
  );
  return encodeExtension(extensionOid.crlDistributionPoints, der.sequence(...points));
}
