/** The messages of one SCEP transaction, as the Mac writes and reads them. */
import type { KeyObject } from 'node:crypto';
import type { DigestName } from '#protocol/crypto.ts';
import { equals } from '#protocol/encoding/bytes.ts';
import { DerError } from '#protocol/encoding/der.ts';
import type { Capability } from '#protocol/scep/capabilities.ts';
import { encodeIssuerAndSubject } from '#protocol/scep/cert-poll.ts';
import { readCertRep } from '#protocol/scep/cert-rep.ts';
import { sealEnvelope } from '#protocol/scep/envelope.ts';
import { buildPkiMessage, parsePkiMessage, type VerifiedPkiMessage } from '#protocol/scep/pki-message.ts';
import { ScepError } from '#protocol/scep/scep-error.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import type { DistinguishedName } from '#protocol/x509/name.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { blockCiphers } from '#runtime/block-ciphers.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { messageSigner, rsaDecrypter, rsaEncrypter } from '#runtime/rsa.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import { IdentityFailed, type IdentityOutcome, type IdentityPorts } from './ports.ts';
import { type MessageIdentity, publicKeyOf } from './scep-keys.ts';

/** What stays the same from the request to its answer. */
export interface ScepConversation {
  readonly authorities: readonly Certificate[];
  readonly recipient: Certificate;
  readonly capabilities: ReadonlySet<Capability>;
  readonly signer: MessageIdentity;
  readonly subject: DistinguishedName;
  readonly transactionId: string;
  readonly ports: IdentityPorts;
}

/** A message with what its answer must repeat. */
export interface SentScepMessage {
  readonly bytes: Uint8Array;
  readonly senderNonce: Uint8Array;
}

/** PKCSReq. */
export function requestMessage(conversation: ScepConversation, csr: Uint8Array): SentScepMessage {
  return messageOf(conversation, 'PKCSReq', csr);
}

/** CertPoll, for a request that is pending. */
export function pollMessage(conversation: ScepConversation): SentScepMessage {
  const issuer = conversation.recipient.subject;
  return messageOf(conversation, 'CertPoll', encodeIssuerAndSubject({ issuer, subject: conversation.subject }));
}

function messageOf(
  conversation: ScepConversation,
  messageType: 'PKCSReq' | 'CertPoll',
  content: Uint8Array,
): SentScepMessage {
  const { recipient, capabilities, signer, transactionId, ports } = conversation;
  const senderNonce = ports.random.bytes(16);
  const cipher = capabilities.has('AES') || capabilities.has('SCEPStandard') ? 'aes-128-cbc' : 'des-ede3-cbc';
  const bytes = buildPkiMessage({
    attributes: { messageType, transactionId, senderNonce },
    envelope: sealEnvelope(content, recipient, cipher, {
      encrypter: rsaEncrypter,
      ciphers: blockCiphers,
      random: (length) => ports.random.bytes(length),
    }),
    digest: digestOf(capabilities),
    digests: nodeCrypto,
    signer: { key: messageSigner(signer.privateKey), certificate: signer.certificate.raw },
    signingTime: ports.clock.now(),
  });
  return { bytes, senderNonce };
}

/** The best that the authority names. */
function digestOf(capabilities: ReadonlySet<Capability>): DigestName {
  if (capabilities.has('SHA-512')) return 'sha512';
  return capabilities.has('SHA-256') || capabilities.has('SCEPStandard') ? 'sha256' : 'sha1';
}

/** Reads an answer: by the authority, to this request, for this key. @throws {IdentityFailed} */
export function readReply(
  conversation: ScepConversation,
  sent: SentScepMessage,
  bytes: Uint8Array,
  privateKey: KeyObject,
): IdentityOutcome | { readonly kind: 'pending' } {
  const { signer } = conversation;
  try {
    const message = parsePkiMessage(bytes, { verify: verifySignature, digests: nodeCrypto });
    checkSender(conversation, sent, message);
    const decrypter = rsaDecrypter(signer.privateKey);
    const answer = readCertRep(message, { certificate: signer.certificate, decrypter, ciphers: blockCiphers });
    if (answer.kind === 'pending') return answer;
    if (answer.kind === 'failure') {
      return { kind: 'refused', reason: answer.failInfo ?? 'no failInfo', detail: undefined };
    }
    return issuedOf(answer.certificates, privateKey);
  } catch (error) {
    if (!(error instanceof ScepError || error instanceof DerError || error instanceof X509Error)) throw error;
    throw new IdentityFailed('answer_unreadable', error.message);
  }
}

function checkSender(
  { authorities, transactionId }: ScepConversation,
  { senderNonce }: SentScepMessage,
  { signerCertificate, attributes }: VerifiedPkiMessage,
): void {
  if (!authorities.some(({ raw }) => equals(raw, signerCertificate.raw))) {
    throw new IdentityFailed('answer_not_by_authority', 'the answer is signed by somebody else');
  }
  const { recipientNonce } = attributes;
  if (attributes.transactionId !== transactionId || !recipientNonce || !equals(recipientNonce, senderNonce)) {
    throw new IdentityFailed('answer_to_another_request', 'the answer names another transaction or nonce');
  }
}

function issuedOf(certificates: readonly Uint8Array[], privateKey: KeyObject): IdentityOutcome {
  const { spki } = publicKeyOf(privateKey);
  const own = certificates.find((der) => equals(parseCertificate(der).publicKey.spki, spki));
  if (!own) throw new IdentityFailed('certificate_of_another_key', 'no certificate of the answer has the Mac’s key');
  return {
    kind: 'issued',
    certificate: own,
    authorities: certificates.filter((der) => der !== own),
    privateKey: new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })),
  };
}
