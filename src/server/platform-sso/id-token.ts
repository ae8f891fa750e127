/** The id_token of a login or refresh response. Source: Apple, "Processing the JWE login response"; OpenID Connect Core 2. */
import { signJws } from '#protocol/jose/jws.ts';
import type { User } from '#server/directory/directory.ts';
import type { PlatformSso } from './context.ts';

/** What the token says besides who the person is. */
export interface IdTokenFacts {
  readonly user: User;
  /** The request's nonce, which the Mac compares. */
  readonly nonce: string;
  /** RFC 8176 values. */
  readonly amr: readonly string[];
  /** When the person proved who they are, in seconds since 1970. */
  readonly authTime: number;
  /** Those of the requested groups that the person is in; undefined when none were asked for. */
  readonly groups: readonly string[] | undefined;
}

/** Signs an id_token with the current key of the JWKS. */
export function signIdToken({ settings, keys, clock }: PlatformSso, facts: IdTokenFacts): string {
  const { user } = facts;
  const key = keys.current();
  const now = Math.floor(clock.now() / 1000);
  const claims = {
    iss: settings.issuer,
    aud: settings.clientId,
    sub: user.id,
    nonce: facts.nonce,
    iat: now,
    exp: now + settings.idTokenLife,
    auth_time: facts.authTime,
    amr: facts.amr,
    preferred_username: user.accountName,
    name: user.fullName,
    upn: user.userPrincipalName,
    ...(user.email === undefined ? {} : { email: user.email }),
    ...(facts.groups === undefined ? {} : { groups: facts.groups }),
  };
  const header = `{"typ":"JWT","alg":"ES256","kid":"${key.keyId}"}`;
  return signJws(header, JSON.stringify(claims), key.signer);
}
