/** The refresh: new tokens for a good refresh token, which is replaced. */
import { encodeLoginResponse } from '#protocol/platform-sso/login-response.ts';
import type { RefreshRequest } from '#protocol/platform-sso/refresh-request.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { AuthenticatedRequest } from './authenticate-device.ts';
import type { PlatformSso } from './context.ts';
import { unsignedIdToken } from './id-token.ts';
import { consumeNonce } from './nonces.ts';
import { Refusal } from './refusal.ts';
import { occasionDetail } from './occasion-detail.ts';
import { newToken, rotateToken } from './refresh-tokens.ts';
import { type Answer, sealedAnswer } from './response.ts';
import { type TokenOwner, ownerOfToken } from './token-owner.ts';

/** RFC 8176 values by the method that began the session. */
export const amrOf = { Password: ['pwd'], UserSecureEnclaveKey: ['hwk'], SmartCard: ['sc'], OpenID: [] } as const;

/** Answers a refresh request. @throws {Refusal} see `ownerOfToken`; `nonce_replayed`, `refresh_token_revoked` */
export async function refresh(sso: PlatformSso, authenticated: AuthenticatedRequest<RefreshRequest>): Promise<Answer> {
  const owner = await ownerOfToken(sso, authenticated);
  const refreshToken = await rotate(sso, authenticated, owner);
  const body = encodeLoginResponse({
    idToken: '', // signed on the way out
    refreshToken,
    refreshTokenExpiresIn: sso.settings.refreshTokenLife,
    expiresIn: sso.settings.refreshTokenLife,
  });
  const idToken = unsignedIdToken(sso, {
    user: owner.user,
    nonce: authenticated.request.nonce,
    amr: owner.found.owner.amr ?? amrOf[owner.registration.method],
    authTime: Math.floor(sso.clock.now() / 1000),
    groups: undefined,
  });
  sso.lastSeen.note(authenticated.device.deviceId);
  return sealedAnswer(sso, authenticated, 'login', body, idToken);
}

async function rotate(
  sso: PlatformSso,
  authenticated: AuthenticatedRequest<RefreshRequest>,
  owner: TokenOwner,
): Promise<string> {
  const { nonce, device, origin, request } = authenticated;
  const context = { deviceId: device.deviceId, userId: owner.user.id };
  const next = newToken(sso.random, owner.token.familyId);
  const now = sso.clock.now();
  const times = { now, expiresAt: now + sso.settings.refreshTokenLife * 1000 };
  const outcome = await sso.database.write(async (writer) => {
    if (!(await consumeNonce(writer, nonce))) return 'replayed';
    if (!(await rotateToken(writer, owner.token, next, times))) return 'gone';
    appendAudit(writer, now, [
      {
        type: 'platform-sso.refresh',
        outcome: 'allowed',
        ...context,
        address: origin.address,
        ...occasionDetail(request),
      },
    ]);
    return 'rotated';
  });
  if (outcome === 'replayed') throw new Refusal('nonce_replayed', context);
  if (outcome === 'gone') throw new Refusal('refresh_token_revoked', context);
  return next.text;
}
