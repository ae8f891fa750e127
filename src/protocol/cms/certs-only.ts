import { contextTag, Tag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { encodeEncapsulated } from './build-signed-data.ts';
import { CmsError } from './cms-error.ts';
import { contentTypeOid, encodeContentInfo } from './content-info.ts';
import { parseSignedData } from './parse-signed-data.ts';

/**
 * Certificates without a signature: a degenerate SignedData (RFC 5652 section 5.1), in which SCEP sends authorities and
 * what it issued (RFC 8894 section 3.4).
 * @param certificates DER, in this order
 */
export function buildCertsOnly(certificates: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const fields = [
    der.integer(1),
    der.setOf(),
    encodeEncapsulated(contentTypeOid.data, undefined, 'der'),
    der.element(contextTag(0), ...certificates),
    der.element(Tag.set),
  ];
  return encodeContentInfo(contentTypeOid.signedData, fields, 'der');
}

/**
 * The certificates (DER) of such a message, in its order; none is trusted yet.
 * @throws {CmsError} `cms_no_certificate` when there is none, and as `parseSignedData`
 */
export function parseCertsOnly(
  bytes: Uint8Array,
  limits: { readonly maximumBytes?: number } = {},
): readonly Uint8Array[] {
  const { certificates } = parseSignedData(bytes, limits);
  if (certificates.length === 0) throw new CmsError('cms_no_certificate', 'the message has no certificate');
  return certificates;
}
