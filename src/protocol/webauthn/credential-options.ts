/**
 * Options of a ceremony as a relying party's page hands them to `navigator.credentials` (W3C WebAuthn sections 5.1.9 and
 * 5.1.10: `PublicKeyCredentialCreationOptionsJSON`, `PublicKeyCredentialRequestOptionsJSON`), with the defaults of
 * sections 5.4 and 5.5. Members and values that this does not know are passed over, as the specification says.
 */
import { fromBase64url } from '../encoding/base64.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '../encoding/json.ts';
import { WebAuthnError } from './webauthn-error.ts';

/** How much a relying party wants the person verified, or the credential resident. */
export type Requirement = 'required' | 'preferred' | 'discouraged';

/** Options of `navigator.credentials.create`. */
export interface CreationOptions {
  /** Undefined: the host of the page. */
  readonly rpId: string | undefined;
  readonly rpName: string;
  readonly user: { readonly id: Uint8Array; readonly name: string; readonly displayName: string };
  readonly challenge: Uint8Array;
  /** COSE algorithms that are taken, best first; both defaults when the list is empty. */
  readonly algorithms: readonly number[];
  readonly excludedIds: readonly Uint8Array[];
  readonly attachment: 'platform' | 'cross-platform' | undefined;
  readonly residentKey: Requirement;
  readonly userVerification: Requirement;
  readonly attestation: 'none' | 'indirect' | 'direct' | 'enterprise';
  /** Whether the page asks how the credential came out (extension `credProps`, section 10.1.3). */
  readonly asksProperties: boolean;
}

/** Options of `navigator.credentials.get`. */
export interface RequestOptions {
  readonly rpId: string | undefined;
  readonly challenge: Uint8Array;
  /** Undefined: any credential of the relying party. */
  readonly allowedIds: readonly Uint8Array[] | undefined;
  readonly userVerification: Requirement;
}

/** ES256 and RS256 (section 5.1.3 step 9). */
const usualAlgorithms = [-7, -257];

/** @throws {WebAuthnError} `options_malformed` */
export function parseCreationOptions(json: unknown): CreationOptions {
  const options = objectOf(json, 'the options');
  const [rp, user] = [objectOf(options['rp'], 'rp'), objectOf(options['user'], 'user')];
  const selection =
    options['authenticatorSelection'] === undefined
      ? {}
      : objectOf(options['authenticatorSelection'], 'authenticatorSelection');
  const id = bytesOf(user['id'], 'user.id');
  if (id.length === 0 || id.length > 64) throw malformed('user.id has 1 to 64 bytes');
  const algorithms = listOf(options['pubKeyCredParams'], 'pubKeyCredParams').flatMap(algorithmOf);
  return {
    rpId: optionalText(rp['id'], 'rp.id'),
    rpName: textOf(rp['name'], 'rp.name'),
    user: { id, name: textOf(user['name'], 'user.name'), displayName: textOf(user['displayName'], 'user.displayName') },
    challenge: bytesOf(options['challenge'], 'challenge'),
    algorithms: isEmpty(options['pubKeyCredParams']) ? usualAlgorithms : algorithms,
    excludedIds: idsOf(options['excludeCredentials'], 'excludeCredentials') ?? [],
    attachment: oneOf(selection['authenticatorAttachment'], ['platform', 'cross-platform']),
    residentKey:
      oneOf(selection['residentKey'], requirements) ??
      (selection['requireResidentKey'] === true ? 'required' : 'discouraged'),
    userVerification: oneOf(selection['userVerification'], requirements) ?? 'preferred',
    attestation: oneOf(options['attestation'], ['none', 'indirect', 'direct', 'enterprise']) ?? 'none',
    asksProperties: isJsonObject(options['extensions']) && options['extensions']['credProps'] === true,
  };
}

/** @throws {WebAuthnError} `options_malformed` */
export function parseRequestOptions(json: unknown): RequestOptions {
  const options = objectOf(json, 'the options');
  const allowed = idsOf(options['allowCredentials'], 'allowCredentials');
  return {
    rpId: optionalText(options['rpId'], 'rpId'),
    challenge: bytesOf(options['challenge'], 'challenge'),
    allowedIds: allowed?.length === 0 ? undefined : allowed,
    userVerification: oneOf(options['userVerification'], requirements) ?? 'preferred',
  };
}

const requirements = ['required', 'preferred', 'discouraged'] as const;

function algorithmOf(entry: JsonValue): number[] {
  const { type, alg } = objectOf(entry, 'a member of pubKeyCredParams');
  if (typeof alg !== 'number' || !Number.isSafeInteger(alg)) throw malformed('an algorithm is no number');
  return type === 'public-key' ? [alg] : [];
}

/** Descriptors of other types are passed over. */
function idsOf(value: JsonValue | undefined, name: string): Uint8Array[] | undefined {
  if (value === undefined) return undefined;
  const descriptors = listOf(value, name).map((entry) => objectOf(entry, `a member of ${name}`));
  return descriptors.flatMap(({ type, id }) => (type === 'public-key' ? [bytesOf(id, `an id of ${name}`)] : []));
}

function oneOf<Value extends string>(value: JsonValue | undefined, known: readonly Value[]): Value | undefined {
  return known.find((one) => one === value);
}

function objectOf(value: unknown, name: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw malformed(`${name} is no object`);
}

function listOf(value: JsonValue | undefined, name: string): readonly JsonValue[] {
  if (Array.isArray(value)) return value as readonly JsonValue[];
  throw malformed(`${name} is no list`);
}

function isEmpty(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.length === 0;
}

function textOf(value: JsonValue | undefined, name: string): string {
  if (typeof value === 'string') return value;
  throw malformed(`${name} is no text`);
}

function optionalText(value: JsonValue | undefined, name: string): string | undefined {
  return value === undefined ? undefined : textOf(value, name);
}

function bytesOf(value: JsonValue | undefined, name: string): Uint8Array {
  const bytes = typeof value === 'string' ? fromBase64url(value) : undefined;
  if (bytes) return bytes;
  throw malformed(`${name} is not base64url`);
}

function malformed(problem: string): WebAuthnError {
  return new WebAuthnError('options_malformed', `The options of the ceremony are of no use: ${problem}.`);
}
