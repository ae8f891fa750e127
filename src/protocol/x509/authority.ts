import type { Digests, Signer } from '#protocol/crypto.ts';
import { type Certificate, parseCertificate } from './certificate.ts';
import { issueCertificate, serialFromRandom } from './issue.ts';
import type { DistinguishedName } from './name.ts';
import { authorityExtensions, type ProfileKeys } from './profiles.ts';
import type { SubjectPublicKey } from './public-key.ts';

/** A key pair that can be certified and can sign certificates. */
export interface SigningKey {
  readonly signer: Signer;
  readonly publicKey: SubjectPublicKey;
}

/** A certificate authority: its certificate and the key in it. */
export interface Authority {
  readonly certificate: Certificate;
  readonly signer: Signer;
}

/** What one certificate says, apart from its issuer. */
export interface CertificateWish {
  readonly subject: DistinguishedName;
  readonly publicKey: SubjectPublicKey;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** At least 16 random bytes, for the serial. */
  readonly random: Uint8Array;
  readonly digests: Pick<Digests, 'sha1'>;
  /** One of the functions of `profiles.ts`, applied to the keys. */
  readonly extensions: (keys: ProfileKeys) => readonly Uint8Array[];
}

/** Issues a certificate under an authority. Throws as `issueCertificate` does. */
export function issueUnder(authority: Authority, wish: CertificateWish): Certificate {
  const { subject, publicKey: issuerKey } = authority.certificate;
  return parseCertificate(issueCertificate(contentOf(wish, subject, issuerKey), authority.signer));
}

/** Issues a certificate signed by the key that it certifies; `wish.publicKey` must be the signer's. */
export function issueSelfSigned(signer: Signer, wish: CertificateWish): Certificate {
  return parseCertificate(issueCertificate(contentOf(wish, wish.subject, wish.publicKey), signer));
}

function contentOf(wish: CertificateWish, issuer: DistinguishedName, issuerKey: SubjectPublicKey) {
  const { subject, publicKey, notBefore, notAfter, digests } = wish;
  const extensions = wish.extensions({ publicKey, issuerKey, digests });
  return { serial: serialFromRandom(wish.random), issuer, subject, notBefore, notAfter, publicKey, extensions };
}

/** How an authority's own certificate is made. `pathLength`: how many authorities may stand below it. */
export type AuthorityWish = Omit<CertificateWish, 'extensions' | 'publicKey'> & { readonly pathLength: number };

/** Makes a root: an authority that signs itself. */
export function makeRootAuthority(key: SigningKey, wish: AuthorityWish): Authority {
  const extensions = (keys: ProfileKeys) => authorityExtensions(keys, wish.pathLength);
  const certificate = issueSelfSigned(key.signer, { ...wish, publicKey: key.publicKey, extensions });
  return { certificate, signer: key.signer };
}

/** Makes an authority below another one. */
export function makeSubordinateAuthority(issuer: Authority, key: SigningKey, wish: AuthorityWish): Authority {
  const extensions = (keys: ProfileKeys) => authorityExtensions(keys, wish.pathLength);
  const certificate = issueUnder(issuer, { ...wish, publicKey: key.publicKey, extensions });
  return { certificate, signer: key.signer };
}
