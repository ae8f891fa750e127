import type { KeyObject } from 'node:crypto';
import { issueSelfSigned } from '#protocol/x509/authority.ts';
import { makeName } from '#protocol/x509/name.ts';
import { unlockKeyExtensions } from '#protocol/x509/profiles.ts';
import type { Clock } from '#runtime/clock.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import { signingKey } from '#runtime/signing-key.ts';

const day = 86_400_000;
const clockSkew = day;
const life = 10 * 365 * day;
const longestCommonName = 64;

/** An unlock certificate, ready to be stored beside its sealed key. */
export interface UnlockCertificate {
  readonly certificate: Uint8Array;
  /** SHA-1 of the point, 20 bytes: what the Mac shows as `userUnlockHash`. */
  readonly keyIdentifier: Uint8Array;
  /** Milliseconds since 1970. */
  readonly notAfter: number;
}

/**
 * Makes the certificate of a user's unlock key, which a Platform SSO key response carries (Platform SSO sheet, key
 * request). Signed by the unlock key itself: the Mac checks no chain, so an authority's signature would prove nothing, and
 * this way no server process needs an authority's key for it. Ten years, because a new key makes every Mac ask its user
 * for another credential. Throws KeyError for a key that is not EC.
 */
export function issueUnlockCertificate(
  userName: string,
  privateKey: KeyObject,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): UnlockCertificate {
  const { signer, publicKey } = signingKey(privateKey);
  const certificate = issueSelfSigned(signer, {
    subject: makeName([['commonName', Array.from(userName).slice(0, longestCommonName).join('')]]),
    publicKey,
    notBefore: clock.now() - clockSkew,
    notAfter: clock.now() + life,
    random: random.bytes(16),
    digests: nodeCrypto,
    extensions: unlockKeyExtensions,
  });
  return {
    certificate: certificate.raw,
    keyIdentifier: nodeCrypto.sha1(publicKey.keyBits),
    notAfter: certificate.notAfter,
  };
}
