/**
 * Configuration profiles with a signature: the property list inside CMS signed data in DER, with the signer's chain (Apple,
 * "Configuring Multiple Devices Using Profiles"). A device shows an unsigned or untrusted one as "Not Verified", and
 * outside MDM replaces a signed profile only by one of the same signer.
 */
import type { Digests } from '#protocol/crypto.ts';
import {
  buildSignedData,
  type CmsSigner,
  parseSignedData,
  type SignedDataQuestion,
  type VerifiedSignedData,
  verifySignedData,
} from '#protocol/cms/signed-data.ts';
import { VerifiedContent } from '#protocol/cms/verified-content.ts';

class Verified extends VerifiedContent {
  readonly kind = 'signed';

  static of(signed: VerifiedSignedData): Verified {
    return new Verified(signed);
  }
}

/** A profile whose signature `openProfile` found right; nothing else can make one. */
export type VerifiedProfile = Verified;

/** A profile as it comes: with a signature that is right, or without one. */
export type OpenedProfile = VerifiedProfile | { readonly kind: 'unsigned'; readonly content: Uint8Array };

/**
 * The property list of a profile, signed or not. A signature must be right; who made it is the caller's to judge.
 * @throws {CmsError} as `parseSignedData` and `verifySignedData`, for what starts as CMS does
 */
export function openProfile(bytes: Uint8Array, question: Omit<SignedDataQuestion, 'content'>): OpenedProfile {
  if (!isSignedProfile(bytes)) return { kind: 'unsigned', content: bytes };
  return Verified.of(verifySignedData(parseSignedData(bytes), question));
}

/** Whether bytes start as a CMS message does, which no property list starts with. */
export function isSignedProfile(bytes: Uint8Array): boolean {
  return bytes[0] === 0x30;
}

/** Who signs profiles: key, certificate, and the certificates above it without the root (DER, in this order). */
export interface ProfileSigner extends CmsSigner {
  readonly chain: readonly Uint8Array[];
}

/**
 * Signs a profile: SHA-256 over signed attributes, the profile and the chain inside, DER.
 * @param signingTime milliseconds since 1970
 * @throws {CmsError} `cms_malformed_certificate`
 */
export function signProfile(
  profile: Uint8Array,
  signer: ProfileSigner,
  digests: Digests,
  signingTime: number,
): Uint8Array<ArrayBuffer> {
  return buildSignedData({
    content: profile,
    detached: false,
    digest: 'sha256',
    digests,
    signer,
    certificates: [signer.certificate, ...signer.chain],
    signedAttributes: { kind: 'standard', signingTime },
    encoding: 'der',
  });
}
