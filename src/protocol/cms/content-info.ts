import { berToDer, indefinite } from '#protocol/encoding/ber.ts';
import { contextTag, DerError, type DerReader, parseDer, Tag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { CmsError } from './cms-error.ts';

/** Content types of CMS (RFC 5652 sections 4 to 6). */
export const contentTypeOid = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
} as const;

/** How the outer layers are written: DER, or with indefinite lengths as macOS and Apple Business Manager do. */
export type CmsEncoding = 'der' | 'ber-indefinite';

/** The largest message that is read when the caller says nothing else, in bytes: a signed profile may be megabytes. */
export const defaultMaximumBytes = 4 * 1024 * 1024;

/**
 * Reads a ContentInfo (RFC 5652 section 3) of one content type, in BER or DER. `read` gets a reader placed before the
 * content, which is DER by then. Throws CmsError `cms_too_large`, `cms_malformed`, `cms_wrong_content_type`, and
 * whatever `read` throws; a DerError becomes `cms_malformed`.
 */
export function readContentInfo<Value>(
  bytes: Uint8Array,
  wanted: string,
  read: (content: DerReader) => Value,
  maximumBytes = defaultMaximumBytes,
): Value {
  if (bytes.length > maximumBytes) throw new CmsError('cms_too_large', `more than ${maximumBytes} bytes`);
  return derErrorsAsCms(() =>
    parseDer(berToDer(bytes), (outer) => {
      const fields = outer.enter();
      const contentType = fields.objectIdentifier();
      if (contentType !== wanted) throw new CmsError('cms_wrong_content_type', `the message is a ${contentType}`);
      const content = fields.enter(contextTag(0));
      fields.finish();
      const value = read(content);
      content.finish();
      return value;
    }),
  );
}

/** Runs a reader; what DerError it throws becomes CmsError `cms_malformed`. */
export function derErrorsAsCms<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof DerError) throw new CmsError('cms_malformed', error.message);
    throw error;
  }
}

/** Writes a ContentInfo around the fields of a SEQUENCE, which is the content of both types that we build. */
export function encodeContentInfo(
  contentType: string,
  fields: readonly Uint8Array[],
  encoding: CmsEncoding,
): Uint8Array<ArrayBuffer> {
  const oid = der.objectIdentifier(contentType);
  if (encoding === 'der') return der.sequence(oid, der.context(0, der.sequence(...fields)));
  return indefinite(Tag.sequence, oid, indefinite(contextTag(0), indefinite(Tag.sequence, ...fields)));
}
