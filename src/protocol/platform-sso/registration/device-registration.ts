/**
 * Device registration: the SSO extension gives the device's public keys to the identity provider and gets the login
 * configuration. Apple leaves this exchange to the vendor; this is Porchlight's. A JWS by the device signing key (so
 * that the key is proven, not just named), posted as `{"registration": "<JWS>"}`.
 */
import type { Signer } from '../../crypto.ts';
import { fromAnyBase64, toBase64 } from '../../encoding/base64.ts';
import { type JsonObject, isJsonObject } from '../../encoding/json.ts';
import type { UnverifiedJws } from '../../jose/jws.ts';
import { signJws } from '../../jose/jws.ts';
import { optionalText, optionalTexts, requiredDate, requiredText } from '../claims.ts';
import { MessageError } from '../message-error.ts';
import { readJws } from '../signed-request.ts';
import { type LoginConfiguration, parseLoginConfiguration } from '../login-configuration.ts';
import { parsePublicKey } from './public-key-forms.ts';

/** `typ` of the JWS. */
export const deviceRegistrationTyp = 'porchlight-device-registration+jwt';

/** Why the operating system called the extension (`ASAuthorizationProviderExtensionRequestOptions`). */
export const registrationOptions = [
  'userInteractionEnabled',
  'registrationRepair',
  'registrationSharedDeviceKeys',
  'registrationDeviceKeyMigration',
  'strongerKeyAvailable',
  'userKeyInvalid',
  'setupAssistant',
] as const;
/** One of {@link registrationOptions}. */
export type RegistrationOption = (typeof registrationOptions)[number];

/** How the registration is authorised: the profile's per-Mac token, or a person who signed in. */
export type RegistrationProof =
  | { readonly kind: 'registration-token'; readonly token: string }
  | { readonly kind: 'access-token'; readonly token: string };

/** The message. Keys are X9.63, 65 bytes; attestation chains are DER, leaf first. */
export interface DeviceRegistration {
  readonly serialNumber: string;
  readonly udid: string;
  readonly model: string;
  readonly osVersion: string;
  readonly deviceName: string;
  readonly signingKey: Uint8Array;
  readonly encryptionKey: Uint8Array;
  /** True for keys of the device (macOS 14 and later), false for keys of the user who registers (macOS 13). */
  readonly sharedDeviceKeys: boolean;
  readonly proof: RegistrationProof;
  readonly attestation: readonly Uint8Array[] | undefined;
  readonly options: readonly RegistrationOption[];
  readonly requestNonce: string;
  /** URL of the registration endpoint. */
  readonly audience: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
}

/** A registration that was read; the signature is not verified. */
export interface SignedDeviceRegistration extends DeviceRegistration {
  readonly jws: UnverifiedJws;
}

/** Makes the JWS. The signer is the device signing key. */
export function encodeDeviceRegistration(registration: DeviceRegistration, kid: string, signer: Signer): string {
  const header = { typ: deviceRegistrationTyp, alg: signer.alg, kid };
  const { proof, attestation } = registration;
  const claims = {
    aud: registration.audience,
    iat: registration.issuedAt,
    request_nonce: registration.requestNonce,
    serial_number: registration.serialNumber,
    udid: registration.udid,
    model: registration.model,
    os_version: registration.osVersion,
    device_name: registration.deviceName,
    device_signing_key: toBase64(registration.signingKey),
    device_encryption_key: toBase64(registration.encryptionKey),
    shared_device_keys: registration.sharedDeviceKeys,
    options: registration.options,
    ...(proof.kind === 'registration-token' ? { registration_token: proof.token } : { access_token: proof.token }),
    ...(attestation ? { attestation: attestation.map((der) => toBase64(der)) } : {}),
  };
  return signJws(JSON.stringify(header), JSON.stringify(claims), signer);
}

/** Reads the JWS. @throws {MessageError} `malformed_jws`, `unexpected_typ`, `missing_claim`, `malformed_claim` */
export function parseDeviceRegistration(compact: string): SignedDeviceRegistration {
  const jws = readJws(compact);
  const { header, claims } = jws;
  if (header['typ'] !== deviceRegistrationTyp) throw new MessageError('unexpected_typ', 'Not a device registration.');
  return {
    jws,
    serialNumber: requiredText(claims, 'serial_number'),
    udid: requiredText(claims, 'udid'),
    model: requiredText(claims, 'model'),
    osVersion: requiredText(claims, 'os_version'),
    deviceName: requiredText(claims, 'device_name'),
    signingKey: parsePublicKey(requiredText(claims, 'device_signing_key'), 'device_signing_key'),
    encryptionKey: parsePublicKey(requiredText(claims, 'device_encryption_key'), 'device_encryption_key'),
    sharedDeviceKeys: claims['shared_device_keys'] === true,
    proof: parseProof(claims),
    attestation: parseAttestationChain(claims),
    options: (optionalTexts(claims, 'options') ?? []).filter(isRegistrationOption),
    requestNonce: requiredText(claims, 'request_nonce'),
    audience: requiredText(claims, 'aud'),
    issuedAt: requiredDate(claims, 'iat'),
  };
}

/** A chain of DER certificates, leaf first, or undefined. @throws {MessageError} `malformed_certificate` */
export function parseAttestationChain(claims: JsonObject): readonly Uint8Array[] | undefined {
  return optionalTexts(claims, 'attestation')?.map((text) => {
    const der = fromAnyBase64(text);
    if (!der) throw new MessageError('malformed_certificate', 'The attestation is not base64 DER.');
    return der;
  });
}

/** What the identity provider answers. */
export interface DeviceRegistrationResponse {
  readonly deviceId: string;
  /** `unchanged`: this key was registered before, and nothing was done. */
  readonly outcome: 'registered' | 'unchanged' | 'repaired';
  readonly loginConfiguration: LoginConfiguration;
}

/** The JSON body. */
export function encodeDeviceRegistrationResponse(response: DeviceRegistrationResponse): JsonObject {
  const loginConfiguration = { ...response.loginConfiguration } as unknown as JsonObject;
  return { device_id: response.deviceId, outcome: response.outcome, login_configuration: loginConfiguration };
}

/** Reads the body. @throws {MessageError} `missing_claim`, `malformed_claim` */
export function parseDeviceRegistrationResponse(body: JsonObject): DeviceRegistrationResponse {
  const outcome = requiredText(body, 'outcome');
  const configuration = body['login_configuration'];
  if (outcome !== 'registered' && outcome !== 'unchanged' && outcome !== 'repaired') {
    throw new MessageError('malformed_claim', 'The member "outcome" is unknown.');
  }
  if (!isJsonObject(configuration))
    throw new MessageError('missing_claim', 'The member "login_configuration" is missing.');
  return {
    deviceId: requiredText(body, 'device_id'),
    outcome,
    loginConfiguration: parseLoginConfiguration(configuration),
  };
}

function parseProof(claims: JsonObject): RegistrationProof {
  const registrationToken = optionalText(claims, 'registration_token');
  if (registrationToken !== undefined) return { kind: 'registration-token', token: registrationToken };
  return { kind: 'access-token', token: requiredText(claims, 'access_token') };
}

function isRegistrationOption(text: string): text is RegistrationOption {
  return (registrationOptions as readonly string[]).includes(text);
}
