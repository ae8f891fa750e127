/** The id_token of a login or refresh response. Source: Apple, "Processing the JWE login response"; OpenID Connect Core 2. */
import type { TokenToSign } from '#runtime/crypto-work.ts';
import type { NamedSigningKey } from '#runtime/request-crypto.ts';
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

/** An id_token and the key it is to be signed with. */
export interface UnsignedIdToken {
  readonly token: TokenToSign;
  readonly key: NamedSigningKey;
}

/** An id_token to be signed with the current key of the JWKS. */
export function unsignedIdToken({ settings, keys, clock }: PlatformSso, facts: IdTokenFacts): UnsignedIdToken {
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
  const headerJson = `{"typ":"JWT","alg":"ES256","kid":"${key.keyId}"}`;
  const token = { member: 'id_token', headerJson, claimsJson: JSON.stringify(claims), keyId: key.keyId };
  return { token, key };
}
