/** Refresh tokens in requests: whether the token, the device and the person behind it still may. */
import type { KeyExchangeRequest } from '#protocol/platform-sso/key-exchange-request.ts';
import type { KeyRequest } from '#protocol/platform-sso/key-request.ts';
import type { RefreshRequest } from '#protocol/platform-sso/refresh-request.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { User } from '#server/directory/directory.ts';
import type { AuthenticatedRequest } from './authenticate-device.ts';
import type { PlatformSso } from './context.ts';
import { consumeNonce } from './nonces.ts';
import { Refusal, type RefusalCode } from './refusal.ts';
import { type PresentedToken, type TokenOutcome, findToken, parseToken, revokeFamily } from './refresh-tokens.ts';
import { type Registration, findRegistration } from './stores/registrations.ts';

/** A person whose refresh token, registration and account are good at this moment. */
export interface TokenOwner {
  readonly user: User;
  readonly registration: Registration;
  readonly token: PresentedToken;
  readonly found: Extract<TokenOutcome, { kind: 'good' }>;
}

/**
 * Finds the owner of the request's refresh token. Reuse and use by another device end the family, durably, before the
 * refusal is sent.
 * @throws {Refusal} `refresh_token_...`, `nonce_replayed`, `user_disabled`, `user_not_registered`
 */
export async function ownerOfToken(
  sso: PlatformSso,
  authenticated: AuthenticatedRequest<RefreshRequest | KeyRequest | KeyExchangeRequest>,
): Promise<TokenOwner> {
  const { request, device } = authenticated;
  const { deviceId } = device;
  const token = parseToken(request.refreshToken);
  const found = token && (await findToken(sso.database, token, sso.settings.refreshGrace, sso.clock));
  if (!token || !found || found.kind === 'unknown') throw new Refusal('refresh_token_unknown', { deviceId });
  if (found.kind === 'expired') throw new Refusal('refresh_token_expired', { deviceId });
  if (found.kind === 'revoked') throw new Refusal('refresh_token_revoked', { deviceId });
  const { userId } = found.owner;
  if (found.owner.deviceId !== deviceId) return endFamily(sso, authenticated, token, 'refresh_token_foreign', userId);
  if (found.kind === 'reused') return endFamily(sso, authenticated, token, 'refresh_token_reused', userId);
  const user = await sso.directory.userById(userId);
  if (!user || user.state === 'disabled') throw new Refusal('user_disabled', { deviceId, userId });
  const registration = await findRegistration(sso.database, deviceId, userId);
  if (!registration || registration.state === 'revoked') throw new Refusal('user_not_registered', { deviceId, userId });
  return { user, registration, token, found };
}

/**
 * Ends a family because its token turned up where it must not, and refuses. A request that was answered before and comes
 * again says nothing about who holds the token now: it is refused as the replay that it is, and ends nothing.
 */
export async function endFamily(
  sso: PlatformSso,
  { nonce, device }: Pick<AuthenticatedRequest<RefreshRequest>, 'nonce' | 'device'>,
  token: PresentedToken,
  code: Extract<RefusalCode, 'refresh_token_foreign' | 'refresh_token_reused'>,
  userId: string,
): Promise<never> {
  const { deviceId } = device;
  const now = sso.clock.now();
  const ended = await sso.database.write(async (writer) => {
    if (!(await consumeNonce(writer, nonce))) return false;
    await revokeFamily(writer, token.familyId, now);
    appendAudit(writer, now, [
      { type: 'platform-sso.refresh-family.revoked', outcome: 'changed', code, userId, deviceId },
    ]);
    return true;
  });
  throw new Refusal(ended ? code : 'nonce_replayed', { deviceId, userId });
}
