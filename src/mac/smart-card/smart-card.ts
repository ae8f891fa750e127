/**
 * A virtual PIV card: an authentication key, its certificate, a PIN with three tries. The key signs only after the PIN was
 * right, and never comes out. Source: FIPS 201; the algorithm by key is Apple's, "Creating an embedded assertion".
 */
import { type KeyObject, createPrivateKey, createPublicKey } from 'node:crypto';
import type { Digests, JwsAlgorithm, Signer } from '#protocol/crypto.ts';
import { fromBase64, toBase64 } from '#protocol/encoding/base64.ts';
import { equals, toHex } from '#protocol/encoding/bytes.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { appleKeyId } from '#protocol/jose/jwk.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { keySigner } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import { makeVerifier, matches } from '../local-accounts/password-verifier.ts';
import { MacError } from '../mac-error.ts';
import type { SmartCardState } from '../mac-state.ts';
import type { Sealer } from '../secure-enclave/seal.ts';

/** Tries a card gives for its PIN. */
export const pinTries = 3;

const algorithmOf: Readonly<Record<SmartCardState['keyType'], JwsAlgorithm>> = {
  'P-256': 'ES256',
  'P-384': 'ES384',
  'RSA-2048': 'RS256',
  'RSA-3072': 'RS384',
  'RSA-4096': 'RS512',
};

/** What a card is personalised with. */
export interface CardMaterial {
  readonly label: string;
  /** PKCS#8 DER. */
  readonly privateKey: Uint8Array;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly pin: string;
}

/**
 * Makes a card.
 * @throws {MacError} `card_malformed` when key, certificate and PIN do not make one
 */
export function personalise(
  material: CardMaterial,
  { random, sealer, digests }: { readonly random: Random; readonly sealer: Sealer; readonly digests: Digests },
): SmartCardState {
  const key = importKey(material.privateKey);
  const certificate = importCertificate(material.certificate);
  const spki = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }));
  if (!equals(spki, certificate.publicKey.spki)) throw malformed('its certificate is of another key');
  if (!/^\d{4,8}$/.test(material.pin)) throw malformed('a PIN has 4 to 8 digits');
  const id = uuidFrom(random.bytes(16));
  return {
    id,
    label: material.label,
    certificate: toBase64(certificate.raw),
    publicKeyHash: toHex(digests.sha1(certificate.publicKey.keyBits)).toUpperCase(),
    keyType: cardKeyType(certificate),
    sealedKey: sealer.seal(material.privateKey, sealPurpose(id)),
    pin: makeVerifier(material.pin, random),
    pinTriesLeft: pinTries,
  };
}

/** What came of a PIN. */
export type PinOutcome =
  | { readonly kind: 'verified'; readonly signer: Signer }
  | { readonly kind: 'wrong-pin'; readonly triesLeft: number }
  | { readonly kind: 'blocked' };

/** Presents a PIN. Wrong ones count down; at 0 the card is blocked, and even the right PIN no longer helps. */
export function presentPin(card: SmartCardState, pin: string, sealer: Sealer): PinOutcome {
  if (card.pinTriesLeft === 0) return { kind: 'blocked' };
  if (!matches(card.pin, pin)) {
    card.pinTriesLeft -= 1;
    return card.pinTriesLeft === 0 ? { kind: 'blocked' } : { kind: 'wrong-pin', triesLeft: card.pinTriesLeft };
  }
  card.pinTriesLeft = pinTries;
  const key = importKey(sealer.open(card.sealedKey, sealPurpose(card.id)));
  return { kind: 'verified', signer: keySigner(key, algorithmOf[card.keyType]) };
}

/** `kid` and `x5c` for the card's embedded assertions. */
export function cardHeader(card: SmartCardState, digests: Digests): { readonly kid: string; readonly x5c: string[] } {
  const certificate = parseCertificate(fromBase64(card.certificate) ?? new Uint8Array());
  return { kid: appleKeyId(certificate.publicKey.keyBits, digests), x5c: [card.certificate] };
}

function cardKeyType({ publicKey }: Certificate): SmartCardState['keyType'] {
  if (publicKey.kind === 'ec' && publicKey.curve !== 'P-521') return publicKey.curve;
  if (publicKey.kind === 'rsa') {
    const type = `RSA-${publicKey.modulusBits}`;
    if (type === 'RSA-2048' || type === 'RSA-3072' || type === 'RSA-4096') return type;
  }
  throw malformed('its key is not P-256, P-384 or RSA of 2048, 3072 or 4096 bits');
}

function importKey(pkcs8: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  } catch {
    throw malformed('its private key is not PKCS#8');
  }
}

function importCertificate(der: Uint8Array): Certificate {
  try {
    return parseCertificate(der);
  } catch {
    throw malformed('its certificate does not parse');
  }
}

function sealPurpose(id: string): string {
  return `smart card ${id}`;
}

function malformed(what: string): MacError {
  return new MacError('card_malformed', `This cannot be a smart card: ${what}.`);
}
