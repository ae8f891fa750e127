/** One SCEP message in, one out. A refusal is an answer too: CertRep with a failure under status 200. */
import { readCertificationRequest } from '#protocol/scep/certification-request.ts';
import { parsePkiMessage, type VerifiedPkiMessage } from '#protocol/scep/pki-message.ts';
import { ScepError } from '#protocol/scep/scep-error.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import { certificateOfRequest } from '../identity-store.ts';
import { ScepRefusal, type ScepRefusalCode, scepRefusals } from '../refusals.ts';
import { answerFailure, answerSuccess } from './answer.ts';
import { certify, transactionHash } from './certification.ts';
import type { ScepContext } from './context.ts';

/** An answer; `unreadable` when there is nobody to answer to, since the message itself cannot be read. */
export type ScepOutcome =
  | { readonly kind: 'answered'; readonly message: Uint8Array }
  | { readonly kind: 'unreadable'; readonly code: ScepRefusalCode };

/** Answers a message. Refusals are recorded and charged to the address. */
export async function answerPkiOperation(
  context: ScepContext,
  bytes: Uint8Array,
  address: string,
): Promise<ScepOutcome> {
  let message: VerifiedPkiMessage;
  try {
    message = parsePkiMessage(bytes, { verify: verifySignature, digests: nodeCrypto });
  } catch (error) {
    if (!(error instanceof ScepError)) throw error;
    recordRefusal(context, error.code, { address });
    return { kind: 'unreadable', code: error.code };
  }
  return { kind: 'answered', message: await answerMessage(context, message, address) };
}

async function answerMessage(context: ScepContext, message: VerifiedPkiMessage, address: string): Promise<Uint8Array> {
  try {
    if (message.attributes.messageType === 'CertPoll') return await answerPoll(context, message);
    const { csr, cipher } = readCertificationRequest(message, context.opener);
    const certificate = await certify(context, message, csr, address);
    return answerSuccess(context, message, certificate, cipher);
  } catch (error) {
    if (!(error instanceof ScepError || error instanceof ScepRefusal)) throw error;
    const serialNumber = error instanceof ScepRefusal ? error.serialNumber : undefined;
    recordRefusal(context, error.code, { address, serialNumber, transactionId: message.attributes.transactionId });
    return answerFailure(context, message, scepRefusals[error.code].failInfo);
  }
}

// Nothing is ever pending here; whoever polls has lost an answer, and gets it again by transaction and key.
async function answerPoll(context: ScepContext, message: VerifiedPkiMessage): Promise<Uint8Array> {
  const { attributes, signerCertificate } = message;
  const hash = transactionHash(attributes.transactionId, signerCertificate.publicKey.spki);
  const certificate = await certificateOfRequest(context.ports.database, hash);
  if (!certificate) throw new ScepRefusal('transaction_unknown');
  return answerSuccess(context, message, certificate, 'aes-128-cbc');
}

function recordRefusal(
  { ports, budget }: ScepContext,
  code: ScepRefusalCode,
  {
    address,
    serialNumber,
    transactionId,
  }: { address: string; serialNumber?: string | undefined; transactionId?: string },
): void {
  budget.charge(address);
  ports.audit.record({
    type: 'authority.scep.refused',
    outcome: 'refused',
    code,
    address,
    detail: {
      reason: scepRefusals[code].admin,
      ...(serialNumber === undefined ? {} : { serialNumber }),
      ...(transactionId === undefined ? {} : { transaction: transactionId }),
    },
  });
}
