/**
 * The attestation object of a new credential (W3C WebAuthn section 6.5.4) in the two forms of an authenticator without
 * certificates: `none` (section 8.7) and `packed` with self attestation (section 8.2).
 */
import type { Crypto, Signer } from '../crypto.ts';
import { concat } from '../encoding/bytes.ts';
import type { CborMap, CborValue } from '../encoding/cbor.ts';
import { derFromP1363, p1363FromDer } from '../jose/ecdsa-signature.ts';
import { parseAuthenticatorData } from './authenticator-data.ts';
import { isMap, parseCanonicalCbor, readingAs, writeCanonicalCbor } from './canonical-cbor.ts';
import { es256 } from './cose-key.ts';
import { WebAuthnError } from './webauthn-error.ts';

/** The object. Authenticator data stays as bytes: it is what was signed. */
export interface AttestationObject {
  readonly authenticatorData: Uint8Array;
  readonly statement: AttestationStatement;
}

/** Who vouches for the credential: nobody, or the credential itself. */
export type AttestationStatement =
  | { readonly format: 'none' }
  /** ECDSA signature in DER over authenticator data and hash of client data. */
  | { readonly format: 'packed'; readonly signature: Uint8Array };

/** Signs a credential by its own key. */
export function selfAttestation(
  authenticatorData: Uint8Array,
  clientDataHash: Uint8Array,
  signer: Signer,
): AttestationStatement {
  return { format: 'packed', signature: signCeremony(authenticatorData, clientDataHash, signer) };
}

/** The signature of a ceremony (section 6.3.3 step 11, section 8.2): ECDSA in DER (section 6.5.5). */
export function signCeremony(authenticatorData: Uint8Array, clientDataHash: Uint8Array, signer: Signer): Uint8Array {
  return derFromP1363(signer.sign(concat(authenticatorData, clientDataHash)));
}

/** Whether a signature of a ceremony is right. @param publicKey X9.63, 65 bytes. @throws {KeyError} for a key off the curve */
export function verifiesCeremony(
  {
    authenticatorData,
    clientDataHash,
  }: { readonly authenticatorData: Uint8Array; readonly clientDataHash: Uint8Array },
  signature: Uint8Array,
  publicKey: Uint8Array,
  crypto: Pick<Crypto, 'p256'>,
): boolean {
  const fixed = p1363FromDer(signature, 32);
  if (fixed === undefined) return false;
  return crypto.p256(publicKey).verify('ES256', concat(authenticatorData, clientDataHash), fixed);
}

/** The bytes. */
export function encodeAttestationObject({ authenticatorData, statement }: AttestationObject): Uint8Array<ArrayBuffer> {
  const members = new Map<string, CborValue>();
  if (statement.format === 'packed') members.set('alg', es256).set('sig', statement.signature);
  return writeCanonicalCbor(
    new Map<string, CborValue>([
      ['fmt', statement.format],
      ['attStmt', members],
      ['authData', authenticatorData],
    ]),
  );
}

/**
 * The object.
 * @throws {WebAuthnError} `attestation_object_malformed`, `attestation_format_unsupported`, `cbor_not_canonical`
 */
export function parseAttestationObject(bytes: Uint8Array): AttestationObject {
  const object = readingAs('attestation_object_malformed', () => parseCanonicalCbor(bytes));
  if (!isMap(object) || object.size !== 3) throw malformed('The attestation object has not three members.');
  const [format, members, authenticatorData] = [object.get('fmt'), object.get('attStmt'), object.get('authData')];
  if (!isMap(members)) throw malformed('The attestation statement is no map.');
  if (!(authenticatorData instanceof Uint8Array)) throw malformed('The authenticator data is no byte string.');
  return { authenticatorData, statement: readStatement(format, members) };
}

/**
 * Checks a self attestation (section 8.2, verification procedure). Nothing is to check for `none`.
 * @throws {WebAuthnError} `attestation_signature_wrong`; those of the authenticator data. {KeyError} for a key off the curve
 */
export function verifyAttestation(
  { authenticatorData, statement }: AttestationObject,
  clientDataHash: Uint8Array,
  crypto: Pick<Crypto, 'p256'>,
): void {
  const { credential } = parseAuthenticatorData(authenticatorData);
  if (credential === undefined) throw malformed('The authenticator data holds no credential.');
  if (statement.format === 'none') return;
  const signed = { authenticatorData, clientDataHash };
  if (verifiesCeremony(signed, statement.signature, credential.publicKey, crypto)) return;
  throw new WebAuthnError('attestation_signature_wrong', 'The credential did not sign its attestation.');
}

function readStatement(format: CborValue | undefined, members: CborMap): AttestationStatement {
  if (format === 'none') {
    if (members.size > 0) throw malformed('A statement of the format "none" is empty.');
    return { format };
  }
  if (format !== 'packed' || members.has('x5c')) {
    throw new WebAuthnError(
      'attestation_format_unsupported',
      'The attestation is neither "none" nor by the key itself.',
    );
  }
  const [alg, signature] = [members.get('alg'), members.get('sig')];
  if (alg !== es256 || !(signature instanceof Uint8Array) || members.size !== 2) {
    throw malformed('The statement has not the members of a self attestation by ES256.');
  }
  return { format, signature };
}

function malformed(message: string): WebAuthnError {
  return new WebAuthnError('attestation_object_malformed', message);
}
