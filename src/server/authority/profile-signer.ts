/** Signs configuration profiles, so that macOS shows who they are from. CMS SignedData around the property list. */
import { createPrivateKey } from 'node:crypto';
import { decodePem, decodePemBlocks } from '#protocol/encoding/pem.ts';
import { signProfile } from '#protocol/profile/signed-profile.ts';
import type { Clock } from '#runtime/clock.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { messageSigner } from '#runtime/rsa.ts';

/** A key with its certificate and those above it, in PEM. */
export interface ProfileSignerIdentity {
  readonly keyPem: string;
  readonly certificateChainPem: string;
}

/**
 * A signer with an identity: the server's own for TLS, which Macs trust already since they speak with it.
 * @throws {PemError} for a chain without a certificate, KeyError `unsupported_key` for a key that is neither RSA nor EC
 */
export function profileSigner(identity: ProfileSignerIdentity, clock: Clock): (profile: Uint8Array) => Uint8Array {
  const certificate = decodePem('CERTIFICATE', identity.certificateChainPem);
  const [, ...chain] = decodePemBlocks('CERTIFICATE', identity.certificateChainPem);
  const key = messageSigner(createPrivateKey(identity.keyPem));
  return (profile) => signProfile(profile, { key, certificate, chain }, nodeCrypto, clock.now());
}
