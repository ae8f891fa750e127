/**
 * Who a request of a phone is from. There is no cookie and no token that could be stolen: each request carries a signature
 * over what is asked, when, and in which order. A counter that goes back means that two hold the key, and locks it.
 */
import { z } from 'zod';
import type { PhoneRefusalCode } from '#api/authenticator-refusals.ts';
import { requestText, signatureLeeway, signatureScheme, signingInputOf } from '#api/authenticator-signatures.ts';
import { equals } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { JoseError } from '#protocol/jose/error.ts';
import { hasValidSignature, parseJws, type UnverifiedJws } from '#protocol/jose/jws.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { type AuditEvent, appendAudit } from '#server/audit/audit.ts';
import type { User } from '#server/directory/directory.ts';
import { type Authenticator, findAuthenticator, lockAuthenticator, takeCounter, useNonce } from './authenticators.ts';
import type { AuthenticatorPorts } from './authenticator-ports.ts';

/** A request as it came. */
export interface ReceivedRequest {
  readonly authorization: string | undefined;
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  /** SHA-256 of the body, base64url. */
  readonly bodyHash: string;
  /** Where from. */
  readonly address: string;
}

/** What came of it. `known`: the signature is that of an authenticator of ours. */
export type Admission =
  | { readonly kind: 'admitted'; readonly authenticator: Authenticator; readonly user: User }
  | { readonly kind: 'refused'; readonly code: PhoneRefusalCode; readonly known?: Authenticator };

/** A signature that was taken apart and not verified. */
export interface ParsedSignature {
  readonly jws: UnverifiedJws;
  readonly authenticatorId: string;
  readonly at: number;
  readonly nonce: string;
  readonly counter: number;
}

const largestHeader = 3000;
const authorizationForm = new RegExp(`^${signatureScheme} ([\\w-]+\\.[\\w-]+\\.[\\w-]+)$`);

const claims = z.object({
  iat: z.number().min(0).max(1e11),
  jti: z.string().regex(/^[\w-]{20,64}$/),
  ctr: z.int().min(1),
});

/** Takes an `authorization` header apart. Never throws. */
export function parseSignature(authorization: string | undefined): ParsedSignature | 'missing' | 'malformed' {
  if (authorization === undefined || authorization === '') return 'missing';
  const [, compact] = (authorization.length <= largestHeader && authorizationForm.exec(authorization)) || [];
  const jws = compact === undefined ? undefined : readJws(compact);
  const said = claims.safeParse(jws?.claims);
  const kid = jws?.header['kid'];
  if (jws === undefined || !said.success || typeof kid !== 'string' || !/^[\w-]{1,64}$/.test(kid)) return 'malformed';
  const { iat, jti, ctr } = said.data;
  return { jws, authenticatorId: kid, at: Math.round(iat * 1000), nonce: jti, counter: ctr };
}

/** Finds out whose request it is, and uses its nonce and its counter up. */
export async function admitPhone(ports: AuthenticatorPorts, request: ReceivedRequest): Promise<Admission> {
  const parsed = parseSignature(request.authorization);
  if (typeof parsed === 'string') return { kind: 'refused', code: `signature_${parsed}` };
  const authenticator = await findAuthenticator(ports.database, parsed.authenticatorId);
  if (authenticator === undefined || !isSignedBy(ports.issuer, authenticator, request, parsed)) {
    return { kind: 'refused', code: 'signature_invalid' };
  }
  const code = await useUp(ports, authenticator, parsed, request.address);
  if (code !== undefined) return { kind: 'refused', code, known: authenticator };
  const user = await ports.directory.userById(authenticator.userId);
  if (user?.state !== 'active') return { kind: 'refused', code: 'person_disabled', known: authenticator };
  return { kind: 'admitted', authenticator, user };
}

/** The signed text is made again from what was received: method, path, body and server have to be the same. */
function isSignedBy(
  issuer: string,
  { id, publicKey }: Authenticator,
  { method, path, bodyHash }: ReceivedRequest,
  { jws, at, nonce, counter }: ParsedSignature,
): boolean {
  const text = requestText({ issuer, authenticatorId: id, method, path, bodyHash, at, nonce, counter });
  return equals(utf8(signingInputOf(text)), jws.signingInput) && hasValidSignature(jws, nodeCrypto.p256(publicKey));
}

async function useUp(
  { database, clock }: AuthenticatorPorts,
  authenticator: Authenticator,
  { at, nonce, counter }: ParsedSignature,
  address: string,
): Promise<PhoneRefusalCode | undefined> {
  const now = clock.now();
  if (authenticator.state === 'removed') return 'authenticator_removed';
  if (authenticator.state === 'locked') return 'authenticator_locked';
  if (Math.abs(now - at) > signatureLeeway) return 'signature_outdated';
  const { id } = authenticator;
  return database.write(async (writer) => {
    if (!(await useNonce(writer, id, nonce, at + 2 * signatureLeeway))) return 'signature_replayed';
    if (await takeCounter(writer, { id, counter, signedAt: at, now })) return undefined;
    const present = await findAuthenticator(writer, id);
    if (present?.state !== 'active')
      return present?.state === 'locked' ? 'authenticator_locked' : 'authenticator_removed';
    // Made before the request that took the counter: a delay on the way, and no copy of the key.
    if (at < present.lastSignedAt) return 'signature_out_of_order';
    await lockAuthenticator(writer, id, now);
    appendAudit(writer, now, [lockedEvent(present, counter, address)]);
    return 'authenticator_locked';
  });
}

function lockedEvent({ id, userId, counter: last }: Authenticator, counter: number, address: string): AuditEvent {
  const detail = { authenticator: id, counter, last };
  const code = 'counter_went_back';
  return { type: 'authenticator.locked', outcome: 'refused', code, actor: 'system', userId, address, detail };
}

function readJws(compact: string): UnverifiedJws | undefined {
  try {
    return parseJws(compact);
  } catch (error) {
    if (error instanceof JoseError) return undefined;
    throw error;
  }
}
