/** What each address of ACME does, once it is known who asks. */
import { parseAccountUpdate, parseFinalize, parseNewAccount, parseNewOrder } from '#protocol/acme/payloads.ts';
import { concat, equals } from '#protocol/encoding/bytes.ts';
import { DerError } from '#protocol/encoding/der.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { encodePem } from '#protocol/encoding/pem.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import {
  type CertificationRequest,
  parseCertificationRequest,
  verifyCertificationRequest,
} from '#protocol/x509/request.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import { checkClientIdentifier } from '../client-identifiers.ts';
import { certificateOf } from '../identity-store.ts';
import { isStrongKey } from '../key-strength.ts';
import { accountObject, accountOfKey, insertAccount, updateAccount } from './accounts.ts';
import { judgeAttestation } from './attestation.ts';
import { type AccountRequest, type KeyRequest, present } from './authenticate.ts';
import { acmeUrls, type AcmeContext } from './context.ts';
import {
  type AcmeOrder,
  findOrder,
  insertOrder,
  markInvalid,
  markReady,
  markValid,
  orderObject,
  ownsCertificate,
} from './orders.ts';
import { AcmeRefusal } from './refusal.ts';

/** An answer: JSON, or the certificates as PEM. */
export interface AcmeAnswer {
  readonly status: 200 | 201;
  readonly body: JsonObject | string;
  readonly location?: string;
  /** Another link besides that to the directory. */
  readonly up?: string;
}

/** newAccount (section 7.3). */
export async function newAccount(context: AcmeContext, { key, payload }: KeyRequest): Promise<AcmeAnswer> {
  const { onlyReturnExisting, contact } = parseNewAccount(payload);
  const { database, publicUrl } = context.ports;
  const existing = await accountOfKey(database, key.thumbprint);
  if (!existing && onlyReturnExisting) throw new AcmeRefusal('account_unknown');
  if (existing && existing.status !== 'valid') throw new AcmeRefusal('account_deactivated');
  if (!existing) await insertAccount(context, key, contact);
  const account = existing ?? (await accountOfKey(database, key.thumbprint));
  if (!account) throw new Error('An account that was made is gone.');
  const location = acmeUrls(publicUrl).account(account.id);
  return { status: existing ? 200 : 201, body: accountObject(context, account), location };
}

/** An account's own address: reads it, changes its contact, or deactivates it (sections 7.3.2 and 7.3.6). */
export async function changeAccount(
  context: AcmeContext,
  { account, payload }: AccountRequest,
  id: string,
): Promise<AcmeAnswer> {
  if (account.id !== id) throw new AcmeRefusal('not_found');
  if (!payload) return { status: 200, body: accountObject(context, account) };
  const update = parseAccountUpdate(payload);
  const status = update.isDeactivated ? 'deactivated' : account.status;
  const changed = { contact: update.contact ?? account.contact, status };
  await updateAccount(context.ports.database, account.id, changed);
  return { status: 200, body: accountObject(context, { ...account, ...changed }) };
}

/** newOrder (section 7.4) for one permanent identifier, which is the client identifier of a profile. */
export async function newOrder(context: AcmeContext, { account, payload }: AccountRequest): Promise<AcmeAnswer> {
  const [identifier, ...others] = parseNewOrder(present(payload));
  if (identifier?.type !== 'permanent-identifier' || others.length > 0) throw new AcmeRefusal('identifier_unsupported');
  const verdict = checkClientIdentifier(identifier.value, context.keys.tokenKey, context.ports.clock.now());
  if (verdict.kind === 'refused') throw new AcmeRefusal(verdict.code);
  const id = await insertOrder(context, account.id, identifier.value, verdict.subject);
  const order = await orderAt(context, account.id, id);
  const location = acmeUrls(context.ports.publicUrl).order(id);
  return { status: 201, body: orderObject(context, order), location };
}

/** An account's order. @throws {AcmeRefusal} `not_found` */
export async function orderAt(context: AcmeContext, accountId: string, id: string): Promise<AcmeOrder> {
  const order = await findOrder(context, accountId, id);
  if (!order) throw new AcmeRefusal('not_found');
  return order;
}

/**
 * The answer to a challenge. What is wrong with an attestation ends the order, and stands in the challenge (section 7.5.1);
 * it is thrown here so that it is recorded, and the endpoint answers with the challenge.
 * @throws {AcmeRefusal} `challenge_finished`, and the codes of attestations
 */
export async function answerChallenge(context: AcmeContext, order: AcmeOrder, payload: JsonObject): Promise<void> {
  if (order.status !== 'pending') throw new AcmeRefusal('challenge_finished');
  try {
    const { key, by } = judgeAttestation(context, order, payload);
    if (!(await markReady(context, order.id, key, by))) throw new AcmeRefusal('challenge_finished');
  } catch (error) {
    if (error instanceof AcmeRefusal && error.code !== 'challenge_finished') {
      await markInvalid(context, order.id, error.code);
    }
    throw error;
  }
}

/** finalize (section 7.4): certifies the attested key. Asking again gives the same certificate. */
export async function finalize(
  context: AcmeContext,
  { account, payload }: AccountRequest,
  id: string,
  address: string,
): Promise<AcmeAnswer> {
  const order = await orderAt(context, account.id, id);
  if (order.status !== 'valid') await certify(context, order, parseFinalize(present(payload)), address);
  const done = await orderAt(context, account.id, id);
  return { status: 200, body: orderObject(context, done), location: acmeUrls(context.ports.publicUrl).order(id) };
}

async function certify(context: AcmeContext, order: AcmeOrder, csrDer: Uint8Array, address: string): Promise<void> {
  const { attestedKey, subject } = order;
  if (order.status !== 'ready' || !attestedKey) throw new AcmeRefusal('order_not_ready');
  const csr = readRequest(csrDer);
  if (!equals(csr.publicKey.spki, attestedKey) || !isStrongKey(csr.publicKey)) {
    throw new AcmeRefusal('csr_wrong_key', { serialNumber: subject.serialNumber });
  }
  const requestHash = nodeCrypto.sha256(concat(utf8('acme'), utf8(order.id)));
  const outcome = await context.issuer.issue({
    subject,
    publicKey: csr.publicKey,
    protocol: 'acme',
    requestHash,
    address,
  });
  if (outcome.kind === 'conflict') throw new AcmeRefusal('order_not_ready');
  await markValid(context, order.id, outcome.certificateSerial);
}

function readRequest(csrDer: Uint8Array): CertificationRequest {
  let csr: CertificationRequest;
  try {
    csr = parseCertificationRequest(csrDer);
  } catch (error) {
    if (error instanceof DerError || error instanceof X509Error) throw new AcmeRefusal('csr_malformed');
    throw error;
  }
  try {
    verifyCertificationRequest(csr, verifySignature);
    return csr;
  } catch (error) {
    if (error instanceof X509Error) throw new AcmeRefusal('csr_signature_wrong');
    throw error;
  }
}

/** The certificates of an order, the Mac's first (section 7.4.2). */
export async function downloadCertificate(
  { ports, keys }: AcmeContext,
  { account }: AccountRequest,
  serial: string,
): Promise<AcmeAnswer> {
  const isOwn = await ownsCertificate(ports.database, account.id, serial);
  const certificate = isOwn ? await certificateOf(ports.database, serial) : undefined;
  if (!certificate) throw new AcmeRefusal('not_found');
  const chain = [certificate, keys.authority.certificate.raw];
  return { status: 200, body: chain.map((der) => encodePem('CERTIFICATE', der)).join('') };
}
