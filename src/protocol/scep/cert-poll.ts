/**
 * CertPoll (RFC 8894 section 3.3.3; GetCertInitial before), client to authority: asks again for a certificate that was
 * pending, by the names of its issuer and subject.
 */
import { DerError, parseDer, Tag } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { type DistinguishedName, parseName } from '#protocol/x509/name.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { ScepError } from './scep-error.ts';

/** IssuerAndSubject: which certificate is waited for. */
export interface IssuerAndSubject {
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
}

/** Reads what the envelope of a CertPoll holds. @throws {ScepError} `scep_malformed_request` */
export function parseIssuerAndSubject(bytes: Uint8Array): IssuerAndSubject {
  try {
    return parseDer(bytes, (reader) => {
      const fields = reader.enter();
      const issuer = parseName(fields.raw(Tag.sequence));
      const subject = parseName(fields.raw(Tag.sequence));
      fields.finish();
      return { issuer, subject };
    });
  } catch (error) {
    if (!(error instanceof DerError || error instanceof X509Error)) throw error;
    throw new ScepError('scep_malformed_request', 'the names of issuer and subject cannot be read', error);
  }
}

/** IssuerAndSubject, DER. */
export function encodeIssuerAndSubject({ issuer, subject }: IssuerAndSubject): Uint8Array<ArrayBuffer> {
  return der.sequence(issuer.raw, subject.raw);
}
