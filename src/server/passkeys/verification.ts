/**
 * The judge: `@simplewebauthn/server`. Only this file knows it, and it is loaded with the first passkey that comes, since
 * it takes some 25 MB. What the library says in prose we say before it with codes; its verdict comes last and counts.
 */
import { SettingsService, verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import {
  convertAAGUIDToString,
  cose,
  decodeAttestationObject,
  decodeCredentialPublicKey,
  parseAuthenticatorData,
} from '@simplewebauthn/server/helpers';
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { type CborValue, writeCbor } from '#protocol/encoding/cbor.ts';
import { type Certificate, parseCertificatesPem } from '#protocol/x509/certificate.ts';
import { type AuthenticatorData, offeredAlgorithms, type Place } from './ceremony.ts';
import { attestationFormats } from './policy.ts';
import { PasskeyRefusal } from './refusals.ts';
import type { RegistrationResponse, SignInResponse } from './response.ts';
import type { StoredPasskey } from './store.ts';

/** Roots of the makers that the library brings. */
export const builtInRoots: ReadonlyMap<string, readonly Certificate[]> = new Map([
  ['apple', SettingsService.getRootCertificates({ identifier: 'apple' }).flatMap((pem) => parseCertificatesPem(pem))],
]);

// The library's roots are one set for the whole process, and with roots it fetches revocation lists from addresses that
// stand in certificates of strangers. Whom we trust is decided in attestation.ts.
SettingsService.setRootCertificates({ identifier: 'apple', certificates: [] });

/** Formats that are judged. Others count as none: for `android-key` the library fetches in any case. */
const judgedFormats: ReadonlySet<string> = new Set(['none', ...attestationFormats]);

/** A new credential with what it says of its origin. */
export interface NewCredential extends AuthenticatorData {
  readonly credentialId: string;
  readonly aaguid: string;
  readonly algorithm: unknown;
  readonly format: string;
  /** DER, leaf first; empty where nobody but the passkey vouches. */
  readonly chain: readonly Uint8Array[];
  /** As they are signed. */
  readonly authenticatorData: Uint8Array;
}

/** Reads an attestation object (section 6.5.4). @throws {PasskeyRefusal} `passkey_malformed` */
export function readNewCredential({ attestationObject }: RegistrationResponse): NewCredential {
  return readable(() => {
    const object = decodeAttestationObject(bytesOf(attestationObject));
    const data = parseAuthenticatorData(object.get('authData'));
    const { aaguid, credentialID, credentialPublicKey } = data;
    const x5c: unknown = object.get('attStmt').get('x5c') ?? [];
    if (!aaguid || !credentialID || !credentialPublicKey || !isChain(x5c)) return undefined;
    return {
      ...dataOf(data),
      credentialId: toBase64url(credentialID),
      aaguid: convertAAGUIDToString(aaguid),
      algorithm: decodeCredentialPublicKey(credentialPublicKey).get(cose.COSEKEYS.alg),
      format: object.get('fmt'),
      chain: x5c,
      authenticatorData: object.get('authData'),
    };
  });
}

/** Reads the authenticator data of a sign-in. @throws {PasskeyRefusal} `passkey_malformed` */
export function readAuthenticatorData({ authenticatorData }: SignInResponse): AuthenticatorData {
  return readable(() => dataOf(parseAuthenticatorData(bytesOf(authenticatorData))));
}

/** Judges a registration (section 7.1). Undefined: it does not verify. */
export async function judgeRegistration(
  response: RegistrationResponse,
  { format, authenticatorData }: NewCredential,
  { origin, rpId }: Place,
): Promise<{ readonly publicKey: Uint8Array<ArrayBuffer> } | undefined> {
  const { id, clientData, clientDataJson: clientDataJSON } = response;
  const attestationObject = judgedFormats.has(format)
    ? response.attestationObject
    : withoutStatement(authenticatorData);
  const outcome = await verifyRegistrationResponse({
    response: { ...outside(id), response: { clientDataJSON, attestationObject } },
    expectedChallenge: clientData.challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    supportedAlgorithmIDs: [...offeredAlgorithms],
  }).catch(() => undefined);
  return outcome?.registrationInfo && { publicKey: outcome.registrationInfo.credential.publicKey };
}

/** Judges a sign-in (section 7.2), but for the counter, which only counts once the signature is right. */
export async function judgeSignIn(
  response: SignInResponse,
  passkey: Pick<StoredPasskey, 'credentialId' | 'publicKey'>,
  { origin, rpId }: Place,
): Promise<boolean> {
  const { id, clientData, clientDataJson: clientDataJSON, authenticatorData, signature } = response;
  const outcome = await verifyAuthenticationResponse({
    response: { ...outside(id), response: { clientDataJSON, authenticatorData, signature } },
    expectedChallenge: clientData.challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    credential: { id: passkey.credentialId, publicKey: passkey.publicKey, counter: 0 },
  }).catch(() => undefined);
  return outcome?.verified === true;
}

/** What a browser makes of an attestation that nobody asked for (section 5.4.7, `none`). */
function withoutStatement(authenticatorData: Uint8Array): string {
  const object = new Map<string, CborValue>([
    ['fmt', 'none'],
    ['attStmt', new Map()],
    ['authData', authenticatorData],
  ]);
  return toBase64url(writeCbor(object));
}

function outside(id: string) {
  return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} };
}

function dataOf({ rpIdHash, flags, counter }: ReturnType<typeof parseAuthenticatorData>): AuthenticatorData {
  const { up: isUserPresent, uv: isUserVerified, be: backupEligible, bs: backedUp } = flags;
  return { rpIdHash, isUserPresent, isUserVerified, backupEligible, backedUp, counter };
}

/** The library throws whatever comes to pass in bytes that are wrong. */
function readable<Value>(read: () => Value | undefined): Value {
  let value: Value | undefined;
  try {
    value = read();
  } catch {
    value = undefined;
  }
  if (value === undefined) throw new PasskeyRefusal('passkey_malformed');
  return value;
}

function isChain(value: unknown): value is readonly Uint8Array[] {
  return Array.isArray(value) && value.length <= 8 && value.every((one) => one instanceof Uint8Array);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return fromBase64url(text) ?? new Uint8Array();
}
