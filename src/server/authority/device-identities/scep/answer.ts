/** CertRep messages, signed by the authority. */
import { buildCertsOnly } from '#protocol/cms/certs-only.ts';
import type { BlockCipherName, DigestName } from '#protocol/crypto.ts';
import type { FailInfo } from '#protocol/scep/attributes.ts';
import { sealEnvelope } from '#protocol/scep/envelope.ts';
import { buildPkiMessage, type VerifiedPkiMessage } from '#protocol/scep/pki-message.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { ScepContext } from './context.ts';

/** The certificate and its authority, readable by whoever signed the request. */
export function answerSuccess(
  context: ScepContext,
  request: VerifiedPkiMessage,
  certificate: Uint8Array,
  cipher: BlockCipherName,
): Uint8Array {
  const certificates = buildCertsOnly([certificate, context.keys.authority.certificate.raw]);
  const envelope = sealEnvelope(certificates, request.signerCertificate, replyCipher(cipher), context.sealer);
  return answer(context, request, { pkiStatus: 'success' }, envelope);
}

/** Why not, in the protocol's words. */
export function answerFailure(context: ScepContext, request: VerifiedPkiMessage, failInfo: FailInfo): Uint8Array {
  return answer(context, request, { pkiStatus: 'failure', failInfo }, undefined);
}

function answer(
  { ports, signer }: ScepContext,
  { attributes, digest }: VerifiedPkiMessage,
  status: { readonly pkiStatus: 'success' | 'failure'; readonly failInfo?: FailInfo },
  envelope: Uint8Array | undefined,
): Uint8Array {
  const { transactionId, senderNonce } = attributes;
  return buildPkiMessage({
    attributes: {
      messageType: 'CertRep',
      transactionId,
      senderNonce: ports.random.bytes(16),
      recipientNonce: senderNonce,
      ...status,
    },
    envelope,
    digest: replyDigest(digest),
    digests: nodeCrypto,
    signer,
    signingTime: ports.clock.now(),
  });
}

// A client reads what it writes; but single DES protects nothing, and who knows that one knows AES.
function replyCipher(asked: BlockCipherName): BlockCipherName {
  return asked === 'des-cbc' ? 'aes-128-cbc' : asked;
}

function replyDigest(asked: DigestName): DigestName {
  return asked === 'sha1' ? 'sha256' : asked;
}
