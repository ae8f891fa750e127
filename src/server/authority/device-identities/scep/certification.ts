/** From a PKCSReq or a RenewalReq to a certificate: every check, in order. */
import { concat } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { challengePassword } from '#protocol/scep/challenge-password.ts';
import type { VerifiedPkiMessage } from '#protocol/scep/pki-message.ts';
import { type CertificationRequest, verifyCertificationRequest } from '#protocol/x509/request.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import { checkChallenge } from '../challenges.ts';
import type { IdentitySubject } from '../device-identities.ts';
import { isStrongKey } from '../key-strength.ts';
import { isManualChallenge, macOfRequest, useManualChallenge } from '../manual-challenges.ts';
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
  const requestHash = transactionHash(message.attributes.transactionId, csr.publicKey.spki);
  const subject =
    message.attributes.messageType === 'RenewalReq'
      ? await renewedSubject(context, message)
      : await challengedSubject(context, csr, requestHash);
  const outcome = await context.issuer.issue({
    subject,
    publicKey: csr.publicKey,
    protocol: 'scep',
    requestHash,
    address,
  });
  if (outcome.kind === 'conflict') throw new ScepRefusal('transaction_conflict', subject.serialNumber);
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

// Who signed the message is not compared with the request: Apple's client signs with a key of its own, made for this one
// message. The key that is certified has signed the request, and the challenge stands inside that signature.
async function challengedSubject(
  { ports }: ScepContext,
  csr: CertificationRequest,
  requestHash: Uint8Array,
): Promise<IdentitySubject> {
  const challenge = challengePassword(csr);
  if (challenge === undefined || challenge === '') throw new ScepRefusal('challenge_missing');
  if (await isManualChallenge(ports, challenge)) return manualSubject(ports, csr, challenge, requestHash);
  const verdict = await checkChallenge(ports, challenge);
  if (verdict.kind === 'refused') throw new ScepRefusal(verdict.code);
  if (namesAnother(csr.subject, verdict.subject)) {
    throw new ScepRefusal('challenge_foreign', verdict.subject.serialNumber);
  }
  return verdict.subject;
}

const manualRefusals = {
  unknown: 'challenge_wrong',
  expired: 'manual_challenge_expired',
  spent: 'manual_challenge_spent',
  'mac-known': 'manual_challenge_mac_known',
} as const;

async function manualSubject(
  ports: ScepContext['ports'],
  csr: CertificationRequest,
  challenge: string,
  requestHash: Uint8Array,
): Promise<IdentitySubject> {
  const mac = macOfRequest(csr.subject);
  if (!mac) throw new ScepRefusal('manual_request_nameless');
  const verdict = await useManualChallenge(ports, { challenge, mac, requestHash });
  if (verdict !== 'good') throw new ScepRefusal(manualRefusals[verdict], mac.serialNumber);
  return mac;
}

// Renewal needs no challenge: the identity that is to be replaced signs it.
async function renewedSubject({ verifier }: ScepContext, message: VerifiedPkiMessage): Promise<IdentitySubject> {
  const subject = await verifier.subjectOf(message.signerCertificate.raw);
  if (!subject) throw new ScepRefusal('renewal_refused');
  return { ...subject, isRenewal: true };
}
