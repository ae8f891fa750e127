/** The identity of an enrollment: how it is kept, and what it signs. */
import type { KeyObject } from 'node:crypto';
import type { MessageSigner } from '#protocol/crypto.ts';
import { fromBase64, toBase64 } from '#protocol/encoding/base64.ts';
import { derFromP1363 } from '#protocol/jose/ecdsa-signature.ts';
import { macosMdmSignature, signMdmMessage } from '#protocol/mdm/mdm-signature.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { nameAttribute } from '#protocol/x509/name.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { privateKeyOf } from '#runtime/private-key.ts';
import { messageSigner } from '#runtime/rsa.ts';
import type { MacParts } from '../mac-parts.ts';
import type { ManagedIdentity } from './management-state.ts';

const purpose = 'mdm identity';

/** An identity as it is kept: the key sealed. */
export function keepIdentity(mac: MacParts, certificate: Uint8Array, key: KeyObject): ManagedIdentity {
  const pkcs8 = mac.sealer.seal(key.export({ format: 'der', type: 'pkcs8' }), purpose);
  return { certificate: toBase64(certificate), key: { kind: 'sealed', pkcs8 } };
}

/** The same for a key of the Secure Enclave. */
export function keepEnclaveIdentity(certificate: Uint8Array, handle: string): ManagedIdentity {
  return { certificate: toBase64(certificate), key: { kind: 'enclave', handle } };
}

/**
 * The header `Mdm-Signature` over a body, in the layout of macOS; with signed attributes as other clients of Apple write it.
 * @throws {MacError} `seal_broken`, `no_such_key`
 */
export function signatureOf(
  mac: MacParts,
  identity: ManagedIdentity,
  body: Uint8Array,
  signedAttributes: boolean,
): string {
  const key = signerOf(mac, identity);
  const style = signedAttributes ? ({ encoding: 'der', signingTime: mac.wireNow() } as const) : macosMdmSignature;
  return signMdmMessage(body, { key, certificate: certificateOf(identity) }, nodeCrypto, style);
}

function signerOf(mac: MacParts, { key }: ManagedIdentity): MessageSigner {
  if (key.kind === 'sealed') return messageSigner(privateKeyOf(mac.sealer.open(key.pkcs8, purpose)));
  const signer = mac.enclave.signer(key.handle);
  // Keys of the Secure Enclave sign P-256 with SHA-256, which is also what an EC identity is asked for.
  return { scheme: 'ecdsa', sign: (_digest, data) => derFromP1363(signer.sign(data)) };
}

/** DER of the certificate. */
export function certificateOf({ certificate }: ManagedIdentity): Uint8Array {
  return fromBase64(certificate) ?? new Uint8Array();
}

/** The common name of a certificate, or nothing. */
export function commonNameOf(certificate: Uint8Array): string {
  return nameAttribute(parseCertificate(certificate).subject, 'commonName') ?? '';
}
