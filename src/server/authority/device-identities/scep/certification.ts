/** From a PKCSReq or a RenewalReq to a certificate: every check, in order. */
import { concat } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { challengePassword } from '#protocol/scep/challenge-password.ts';
import type { VerifiedPkiMessage } from '#protocol/scep/pki-message.ts';
import { type CertificationRequest, verifyCertificationRequest } from '#protocol/x509/request.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import { checkChallenge } from '../challenges.ts';
import type { IdentitySubject } from '../device-identities.ts';
import { isStrongKey } from '../key-strength.ts';
import type { IssueRequest } from '../issuer.ts';
import { ScepRefusal } from '../refusals.ts';
import type { ScepContext } from './context.ts';
import { namesAnother } from './named-device.ts';

/**
 * Certifies the key of a request, or gives the certificate that the same transaction with the same key got before.
 * @throws {ScepRefusal}
 */
export async function certify(
  context: ScepContext,
  message: VerifiedPkiMessage,
  csr: CertificationRequest,
  address: string,
): Promise<Uint8Array> {
  checkRequest(csr);
  const allowed =
    message.attributes.messageType === 'RenewalReq'
      ? { subject: await renewedSubject(context, message) }
      : await challengedSubject(context, csr);
  const outcome = await context.issuer.issue({
    ...allowed,
    publicKey: csr.publicKey,
    protocol: 'scep',
    requestHash: transactionHash(message.attributes.transactionId, csr.publicKey.spki),
    address,
  });
  if (outcome.kind === 'conflict') throw new ScepRefusal('transaction_conflict', allowed.subject.serialNumber);
  return outcome.certificate;
}

/** What makes a request the same again: its transaction and its key. */
export function transactionHash(transactionId: string, spki: Uint8Array): Uint8Array {
  return nodeCrypto.sha256(concat(utf8('scep'), nodeCrypto.sha256(utf8(transactionId)), nodeCrypto.sha256(spki)));
}

function checkRequest(csr: CertificationRequest): void {
  if (csr.publicKey.kind !== 'rsa' || !isStrongKey(csr.publicKey)) throw new ScepRefusal('key_weak');
  try {
    verifyCertificationRequest(csr, verifySignature);
  } catch (error) {
    if (error instanceof X509Error) throw new ScepRefusal('request_signature_wrong');
    throw error;
  }
}

type Allowed = Pick<IssueRequest, 'subject' | 'manualChallenge'>;

// Who signed the message is not compared with the request: Apple's client signs with a key of its own, made for this one
// message. The key that is certified has signed the request, and the challenge stands inside that signature.
async function challengedSubject({ ports }: ScepContext, csr: CertificationRequest): Promise<Allowed> {
  const challenge = challengePassword(csr);
  if (challenge === undefined || challenge === '') throw new ScepRefusal('challenge_missing');
  const verdict = await checkChallenge(ports, challenge);
  if (verdict.kind === 'refused') throw new ScepRefusal(verdict.code);
  if (verdict.kind === 'manual') return { subject: nobodyYet(ports.random), manualChallenge: verdict.id };
  if (namesAnother(csr.subject, verdict.subject)) {
    throw new ScepRefusal('challenge_foreign', verdict.subject.serialNumber);
  }
  return { subject: verdict.subject };
}

// Which Mac it is comes out with its first message to management; until then the certificate has a name of its own.
function nobodyYet(random: Random): IdentitySubject {
  return { enrollmentId: `unbound-${uuidFrom(random.bytes(16))}`, serialNumber: '', udid: undefined };
}

// Renewal needs no challenge: the identity that is to be replaced signs it.
async function renewedSubject({ verifier }: ScepContext, message: VerifiedPkiMessage): Promise<IdentitySubject> {
  const subject = await verifier.subjectOf(message.signerCertificate.raw);
  if (!subject) throw new ScepRefusal('renewal_refused');
  return { ...subject, isRenewal: true };
}
