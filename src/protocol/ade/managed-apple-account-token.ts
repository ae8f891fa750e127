/**
 * The token by which a managed Mac lets its person sign in with a Managed Apple Account (GetToken, `com.apple.maid`,
 * macOS 14; fact sheet section 4.7). It says to Apple which server manages the Mac, and has nothing to do with Platform SSO.
 */
import type { Signer } from '../crypto.ts';
import { signJws } from '../jose/jws.ts';

/** The `TokenServiceType` of GetToken. */
export const managedAppleAccountService = 'com.apple.maid';

/** What a token says. */
export interface ManagedAppleAccountToken {
  /** `server_uuid` of the organisation's server at Apple (AccountDetail). */
  readonly serverUuid: string;
  /** When it is issued, in milliseconds since 1970. */
  readonly issuedAt: number;
  /** A UUID that no other token has. */
  readonly id: string;
}

/**
 * Makes the token, a JWT. `signer` is RS256 with the private key to whose certificate Apple encrypts server tokens: that
 * certificate is what Apple knows the server by.
 */
export function signManagedAppleAccountToken(token: ManagedAppleAccountToken, signer: Signer): string {
  const { serverUuid: iss, issuedAt, id: jti } = token;
  const claims = { iss, iat: Math.floor(issuedAt / 1000), jti, service_type: managedAppleAccountService };
  return signJws(JSON.stringify({ alg: signer.alg, typ: 'JWT' }), JSON.stringify(claims), signer);
}
