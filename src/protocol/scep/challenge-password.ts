import { parseDer } from '#protocol/encoding/der.ts';
import { DerError } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { isPrintableText } from '#protocol/encoding/der-text.ts';
import type { CertificationRequest, RequestAttribute } from '#protocol/x509/request.ts';
import { ScepError } from './scep-error.ts';

/** challengePassword of PKCS#9 (RFC 2985 section 5.4.1), by which SCEP authenticates a request. */
const challengePasswordOid = '1.2.840.113549.1.9.7';

/**
 * The challenge of a certification request, or undefined when there is none.
 * @throws {ScepError} `scep_malformed_request` when it is no character string
 */
export function challengePassword({ attributes }: CertificationRequest): string | undefined {
  const value = attributes.get(challengePasswordOid);
  if (value === undefined) return undefined;
  try {
    return parseDer(value, (reader) => reader.text());
  } catch (error) {
    if (error instanceof DerError) throw new ScepError('scep_malformed_request', 'the challenge is no text', error);
    throw error;
  }
}

/** The attribute for a request: a PrintableString where that can hold it, as Apple's client writes. */
export function challengePasswordAttribute(challenge: string): RequestAttribute {
  return [
    challengePasswordOid,
    isPrintableText(challenge) ? der.printableString(challenge) : der.utf8String(challenge),
  ];
}
