/**
 * CertRep (RFC 8894 section 3.3.2), authority to client: the certificate in an envelope to the client's temporary one, or
 * why not, or that it has to wait.
 */
import { parseCertsOnly } from '#protocol/cms/certs-only.ts';
import { CmsError } from '#protocol/cms/cms-error.ts';
import type { FailInfo } from './attributes.ts';
import { openEnvelope, type ScepOpener } from './envelope.ts';
import type { VerifiedPkiMessage } from './pki-message.ts';
import { ScepError } from './scep-error.ts';

/** What the answer says. */
export type CertRep =
  | {
      readonly kind: 'success';
      /** DER; whose key is in which, the client finds out. */
      readonly certificates: readonly Uint8Array[];
    }
  | { readonly kind: 'failure'; readonly failInfo: FailInfo | undefined }
  | { readonly kind: 'pending' };

/**
 * Reads an answer. Whether it was signed by the authority, and answers this request, is the caller's to check.
 * @throws {ScepError} `scep_wrong_message_type`, `scep_missing_attribute`, `scep_cannot_open`, `scep_malformed`
 */
export function readCertRep(message: VerifiedPkiMessage, opener: ScepOpener): CertRep {
  const { messageType, pkiStatus, failInfo } = message.attributes;
  if (messageType !== 'CertRep') throw new ScepError('scep_wrong_message_type', `a ${messageType} is no answer`);
  if (pkiStatus === undefined) throw new ScepError('scep_missing_attribute', 'the answer has no pkiStatus');
  if (pkiStatus === 'failure') return { kind: 'failure', failInfo };
  if (pkiStatus === 'pending') return { kind: 'pending' };
  const { content } = openEnvelope(message.envelope, opener);
  try {
    return { kind: 'success', certificates: parseCertsOnly(content) };
  } catch (error) {
    if (!(error instanceof CmsError)) throw error;
    throw new ScepError('scep_malformed', 'the answer holds no certificate', error);
  }
}
