/**
 * Authenticator data (W3C WebAuthn section 6.1): what an authenticator says of itself, the person and the credential, and
 * signs. Sent by the authenticator, through the browser, to the relying party.
 */
import { concat, fromHex, toHex, uint32 } from '../encoding/bytes.ts';
import type { CborMap } from '../encoding/cbor.ts';
import { isMap, parseCanonicalCborPrefix, readingAs, writeCanonicalCbor } from './canonical-cbor.ts';
import { es256KeyMap, pointOf } from './cose-key.ts';
import { WebAuthnError } from './webauthn-error.ts';

/** The message. */
export interface AuthenticatorData {
  /** SHA-256 of the relying party's id. */
  readonly rpIdHash: Uint8Array;
  /** UP: somebody was there. */
  readonly userPresent: boolean;
  /** UV: it was the person. */
  readonly userVerified: boolean;
  /** BE: the credential may be copied to other devices. */
  readonly backupEligible: boolean;
  /** BS: it was. */
  readonly backedUp: boolean;
  readonly signCount: number;
  /** AT: of a new credential only. */
  readonly credential?: AttestedCredential | undefined;
  /** ED. */
  readonly extensions?: CborMap | undefined;
}

/** Attested credential data (section 6.5.1). */
export interface AttestedCredential {
  /** Lower-case UUID. */
  readonly aaguid: string;
  /** At most 1023 bytes. */
  readonly id: Uint8Array;
  /** X9.63, 65 bytes. */
  readonly publicKey: Uint8Array;
}

const flag = {
  userPresent: 0x01,
  userVerified: 0x04,
  backupEligible: 0x08,
  backedUp: 0x10,
  credential: 0x40,
  extensions: 0x80,
};
const reserved = 0x22;
const headLength = 37;
const longestId = 1023;

/** The bytes. @throws {WebAuthnError} `authenticator_data_malformed` for what cannot be said */
export function encodeAuthenticatorData(data: AuthenticatorData): Uint8Array<ArrayBuffer> {
  const { rpIdHash, signCount, credential, extensions } = data;
  if (rpIdHash.length !== 32) throw malformed('The hash of the relying party’s id is not 32 bytes.');
  if (!Number.isInteger(signCount) || signCount < 0 || signCount >= 2 ** 32)
    throw malformed('The counter has 32 bits.');
  checkBackup(data);
  return concat(
    rpIdHash,
    new Uint8Array([flagsOf(data)]),
    uint32(signCount),
    credential === undefined ? new Uint8Array() : encodeCredential(credential),
    extensions === undefined ? new Uint8Array() : writeCanonicalCbor(extensions),
  );
}

/** The message. @throws {WebAuthnError} `authenticator_data_malformed`, and as of {@link pointOf} */
export function parseAuthenticatorData(bytes: Uint8Array): AuthenticatorData {
  const flags = bytes[32] ?? 0;
  if (bytes.length < headLength) throw malformed('Authenticator data has at least 37 bytes.');
  if ((flags & reserved) !== 0) throw malformed('A reserved flag is set.');
  const has = (name: keyof typeof flag) => (flags & flag[name]) !== 0;
  let rest = bytes.subarray(headLength);
  let credential: AttestedCredential | undefined;
  if (has('credential')) [credential, rest] = readCredential(rest);
  let extensions: CborMap | undefined;
  if (has('extensions')) [extensions, rest] = readExtensions(rest);
  if (rest.length > 0) throw malformed('Bytes follow the authenticator data.');
  const data: AuthenticatorData = {
    rpIdHash: bytes.slice(0, 32),
    userPresent: has('userPresent'),
    userVerified: has('userVerified'),
    backupEligible: has('backupEligible'),
    backedUp: has('backedUp'),
    signCount: new DataView(bytes.buffer, bytes.byteOffset + 33, 4).getUint32(0),
    ...(credential === undefined ? {} : { credential }),
    ...(extensions === undefined ? {} : { extensions }),
  };
  checkBackup(data);
  return data;
}

function flagsOf(data: AuthenticatorData): number {
  const set = (Object.keys(flag) as (keyof typeof flag)[]).filter((name) => isSet(data[name]));
  return set.reduce((flags, name) => flags | flag[name], 0);
}

function isSet(member: AuthenticatorData[keyof AuthenticatorData]): boolean {
  return member !== undefined && member !== false;
}

/** Section 6.1.3: what cannot be backed up is not backed up. */
function checkBackup({ backupEligible, backedUp }: AuthenticatorData): void {
  if (backedUp && !backupEligible) throw malformed('The credential is backed up, and not eligible for that.');
}

function encodeCredential({ aaguid, id, publicKey }: AttestedCredential): Uint8Array {
  const model = aaguid.replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/.test(model)) throw malformed('The AAGUID is no UUID in lower case.');
  if (id.length === 0 || id.length > longestId) throw malformed('A credential id has 1 to 1023 bytes.');
  const length = new Uint8Array([id.length >> 8, id.length & 0xff]);
  return concat(fromHex(model), length, id, writeCanonicalCbor(es256KeyMap(publicKey)));
}

function readCredential(bytes: Uint8Array): [AttestedCredential, Uint8Array] {
  if (bytes.length < 18) throw malformed('The credential is cut short.');
  const end = 18 + (((bytes[16] ?? 0) << 8) | (bytes[17] ?? 0));
  if (end > bytes.length || end === 18 || end > 18 + longestId)
    throw malformed('The credential id has no such length.');
  const key = readingAs('authenticator_data_malformed', () => parseCanonicalCborPrefix(bytes.subarray(end)));
  const credential = { aaguid: uuidOf(bytes.subarray(0, 16)), id: bytes.slice(18, end), publicKey: pointOf(key.value) };
  return [credential, bytes.subarray(end + key.length)];
}

function readExtensions(bytes: Uint8Array): [CborMap, Uint8Array] {
  const { value, length } = readingAs('authenticator_data_malformed', () => parseCanonicalCborPrefix(bytes));
  if (!isMap(value)) throw malformed('The extensions are no map.');
  return [value, bytes.subarray(length)];
}

function uuidOf(bytes: Uint8Array): string {
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function malformed(message: string): WebAuthnError {
  return new WebAuthnError('authenticator_data_malformed', message);
}
