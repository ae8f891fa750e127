/**
 * PKCSReq and RenewalReq (RFC 8894 section 3.3.1), client to authority: a certification request in an envelope to the
 * authority. PKCSReq is signed by the key that is to be certified, RenewalReq by the certificate that is to be replaced.
 */
import { DerError } from '#protocol/encoding/der.ts';
import { type CertificationRequest, parseCertificationRequest } from '#protocol/x509/request.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { type Envelope, openEnvelope, type ScepOpener } from './envelope.ts';
import type { VerifiedPkiMessage } from './pki-message.ts';
import { ScepError } from './scep-error.ts';

/** What a client asks for. */
export interface ScepCertificationRequest {
  readonly csr: CertificationRequest;
  /** How the envelope was encrypted, which the client will also be able to read. */
  readonly cipher: Envelope['cipher'];
}

/**
 * Opens the envelope and reads the request in it. Its signature and challenge are the caller's to check.
 * @throws {ScepError} `scep_wrong_message_type`; `scep_cannot_open`, the same for every envelope that does not open;
 * `scep_malformed_request`
 */
export function readCertificationRequest(message: VerifiedPkiMessage, opener: ScepOpener): ScepCertificationRequest {
  const { messageType } = message.attributes;
  if (messageType !== 'PKCSReq' && messageType !== 'RenewalReq') {
    throw new ScepError('scep_wrong_message_type', `a ${messageType} holds no certification request`);
  }
  const { content, cipher } = openEnvelope(message.envelope, opener);
  try {
    return { csr: parseCertificationRequest(content), cipher };
  } catch (error) {
    if (!(error instanceof DerError || error instanceof X509Error)) throw error;
    throw new ScepError('scep_malformed_request', 'the certification request cannot be read', error);
  }
}
