/** The SSO tokens of a user: sealed on this device, readable by the system and the extension. */
import { type JsonObject, parseJsonObject } from '#protocol/encoding/json.ts';
import { optionalText } from '#protocol/platform-sso/claims.ts';
import type { MacParts } from '../mac-parts.ts';
import type { UserConfiguration } from '../mac-state.ts';
import type { LoginGrant } from './login.ts';

const purpose = 'sso tokens';

/** Keeps the tokens of a grant in place of the old ones. `full`: a credential was presented, not a refresh token. */
export function storeTokens(mac: MacParts, user: UserConfiguration, grant: LoginGrant, full: boolean): void {
  const now = mac.now();
  const old = refreshTokenOf(mac, user);
  if (old !== undefined && old !== grant.response.refreshToken) mac.quirks.remember('previous refresh token', old);
  user.tokens = {
    received: now,
    expires: now + grant.response.refreshTokenExpiresIn * 1000,
    sealed: mac.sealer.sealText(JSON.stringify(grant.body), purpose),
    idTokenClaims: grant.claims,
  };
  user.uniqueIdentifier = grant.uniqueIdentifier;
  if (!full) return;
  user.lastLogin = now;
  user.lastFullLogin = now;
  user.state = 'Normal';
  user.authenticationRequired = false;
}

/** `loginManager.ssoTokens`: the whole decrypted response, or undefined. */
export function ssoTokens(mac: MacParts, user: UserConfiguration): JsonObject | undefined {
  return user.tokens && parseJsonObject(mac.sealer.openText(user.tokens.sealed, purpose));
}

/** The refresh token, or undefined. */
export function refreshTokenOf(mac: MacParts, user: UserConfiguration): string | undefined {
  const tokens = ssoTokens(mac, user);
  return tokens && optionalText(tokens, 'refresh_token');
}
