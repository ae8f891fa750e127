/** The key service: the certificate of a person's unlock key, and agreements with it. */
import type { KeyExchangeRequest } from '#protocol/platform-sso/key-exchange-request.ts';
import { encodeKeyExchangeResponse } from '#protocol/platform-sso/key-exchange-response.ts';
import type { KeyRequest } from '#protocol/platform-sso/key-request.ts';
import { encodeKeyResponse } from '#protocol/platform-sso/key-response.ts';
import type { KeyAgreement } from '#protocol/crypto.ts';
import { KeyError } from '#protocol/crypto.ts';
import { type AuditEvent, appendAudit } from '#server/audit/audit.ts';
import type { Writer } from '#server/store/database.ts';
import type { AuthenticatedRequest } from './authenticate-device.ts';
import type { PlatformSso } from './context.ts';
import { consumeNonce } from './nonces.ts';
import { occasionDetail } from './occasion-detail.ts';
import { Refusal } from './refusal.ts';
import { type Answer, sealedAnswer } from './response.ts';
import { ownerOfToken } from './token-owner.ts';
import type { UnlockKeyOwner } from './unlock-keys.ts';

/** How long the Mac may believe a key response, in seconds. */
const responseLife = 300;

/** Answers a key request; the same certificate while it is valid. @throws {Refusal} see `ownerOfToken`; `nonce_replayed` */
export async function answerKeyRequest(
  sso: PlatformSso,
  authenticated: AuthenticatedRequest<KeyRequest>,
): Promise<Answer> {
  const owner = await keyOwner(sso, authenticated);
  const known = await sso.vault.find(sso.database, owner);
  const prepared = known ? undefined : sso.vault.prepare(owner, authenticated.request.username);
  const key = await decide(sso, authenticated, owner, 'platform-sso.key-request', async (writer) =>
    prepared ? sso.vault.keep(writer, prepared) : known,
  );
  if (!key) throw new Refusal('unlock_key_unknown', context(owner));
  const issuedAt = Math.floor(sso.clock.now() / 1000);
  const keyContext = sso.vault.context(owner, key);
  const body = encodeKeyResponse({
    certificate: key.certificate,
    keyContext,
    issuedAt,
    expiresAt: issuedAt + responseLife,
  });
  return sealedAnswer(sso, authenticated, 'key', body);
}

/**
 * Answers a key exchange request with the X coordinate of the agreement.
 * @throws {Refusal} see `ownerOfToken`; `key_context_invalid`, `unlock_key_unknown`, `nonce_replayed`, `point_not_on_curve`
 */
export async function answerKeyExchange(
  sso: PlatformSso,
  authenticated: AuthenticatedRequest<KeyExchangeRequest>,
): Promise<Answer> {
  const { request } = authenticated;
  const owner = await keyOwner(sso, authenticated);
  const agreement = await sso.vault.agreementOf(sso.database, owner, request.keyContext);
  if (agreement === undefined) throw new Refusal('key_context_invalid', context(owner));
  if (agreement === 'gone') throw new Refusal('unlock_key_unknown', context(owner));
  const key = agree(agreement, request.otherPublicKey, owner);
  const issuedAt = Math.floor(sso.clock.now() / 1000);
  const body = encodeKeyExchangeResponse({ key, keyContext: undefined, issuedAt, expiresAt: issuedAt + responseLife });
  const [answer] = await Promise.all([
    sealedAnswer(sso, authenticated, 'key', body),
    decide(sso, authenticated, owner, 'platform-sso.key-exchange', async () => undefined),
  ]);
  return answer;
}

async function keyOwner(
  sso: PlatformSso,
  authenticated: AuthenticatedRequest<KeyRequest | KeyExchangeRequest>,
): Promise<UnlockKeyOwner> {
  const { user } = await ownerOfToken(sso, authenticated);
  const { deviceId } = authenticated.device;
  const { username } = authenticated.request;
  // The login user name as it was given out needs no look-up; any other name of the person does.
  const named = username === user.userPrincipalName ? user : await sso.directory.findUser(username);
  if (named?.id !== user.id) throw new Refusal('refresh_token_foreign', { deviceId, userId: user.id });
  return { deviceId, userId: user.id, purpose: authenticated.request.keyPurpose };
}

async function decide<T>(
  sso: PlatformSso,
  { nonce, origin, request }: AuthenticatedRequest<KeyRequest | KeyExchangeRequest>,
  owner: UnlockKeyOwner,
  type: AuditEvent['type'],
  work: (writer: Writer) => Promise<T>,
): Promise<T> {
  const now = sso.clock.now();
  const outcome = await sso.database.write(async (writer) => {
    if (!(await consumeNonce(writer, nonce))) return { kind: 'replayed' } as const;
    const value = await work(writer);
    appendAudit(writer, now, [
      { type, outcome: 'allowed', ...context(owner), address: origin.address, ...occasionDetail(request) },
    ]);
    return { kind: 'done', value } as const;
  });
  if (outcome.kind === 'replayed') throw new Refusal('nonce_replayed', context(owner));
  sso.lastSeen.note(owner.deviceId);
  return outcome.value;
}

function agree(agreement: KeyAgreement, other: Uint8Array, owner: UnlockKeyOwner): Uint8Array {
  try {
    return agreement.agree(other);
  } catch (error) {
    if (error instanceof KeyError) throw new Refusal('point_not_on_curve', context(owner));
    throw error;
  }
}

function context({ deviceId, userId }: UnlockKeyOwner) {
  return { deviceId, userId };
}
