/** Porchlight's own extension: registers Mac and person at a Porchlight server. */
import type { JsonObject } from '#protocol/encoding/json.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { appleKeyId } from '#protocol/jose/jwk.ts';
import { encodeLoginAssertion } from '#protocol/platform-sso/login-assertion.ts';
import type { LoginConfiguration } from '#protocol/platform-sso/login-configuration.ts';
import { typ } from '#protocol/platform-sso/media-types.ts';
import { MessageError } from '#protocol/platform-sso/message-error.ts';
import {
  type RegistrationOption,
  encodeDeviceRegistration,
  parseDeviceRegistrationResponse,
} from '#protocol/platform-sso/registration/device-registration.ts';
import {
  type AuthenticationMethod,
  encodeUserKeyProof,
  encodeUserRegistration,
  parseUserRegistrationResponse,
} from '#protocol/platform-sso/registration/user-registration.ts';
import { MacError } from '../mac-error.ts';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import { requestLife } from '../platform-sso-agent/signed-exchange.ts';
import { cardHeader, presentPin } from '../smart-card/smart-card.ts';
import { type RegistrationMaterial, callRegistration } from './registration-call.ts';
import { signInAtWindow } from './registration-window.ts';
import type { DeviceRegistered, ExtensionResult, LoginManager, SsoExtension, UserRegistered } from './sso-extension.ts';

/** The extension. */
export const porchlightExtension: SsoExtension = {
  supportedGrantTypes: ['password', 'jwtBearer', 'tokenExchange'],
  beginDeviceRegistration: (manager, options) =>
    settled<DeviceRegistered>(async () => {
      const proof = await deviceProof(manager);
      if (!proof) return { kind: 'userInterfaceRequired' };
      const base = baseUrl(manager);
      const urls = { nonce: `${base}/platform-sso/nonce`, registration: `${base}/platform-sso/device-registration` };
      const call = (by: DeviceProof) =>
        callRegistration(manager, 'device registration', urls, (material) =>
          makeDeviceRegistration(manager, by, options, material),
        );
      const body = await call(proof).catch(async (error: unknown) => {
        const instead = await proofInstead(manager, proof, error);
        if (!instead) throw error;
        return call(instead);
      });
      const { deviceId, loginConfiguration } = parseDeviceRegistrationResponse(body);
      return { kind: 'success', deviceId, loginConfiguration: forMethod(manager.method, loginConfiguration) };
    }),
  beginUserRegistration: (manager, method) =>
    settled<UserRegistered>(async () => {
      const { answers } = manager;
      if (!answers) return { kind: 'userInterfaceRequired' };
      const token = await signIn(manager);
      if (method !== 'SmartCard' && token === undefined) return { kind: 'userInterfaceRequired' };
      if (method === 'SmartCard' && answers.pin === undefined) return { kind: 'userInterfaceRequired' };
      const base = baseUrl(manager);
      const urls = { nonce: `${base}/platform-sso/nonce`, registration: `${base}/platform-sso/user-registration` };
      const body = await callRegistration(manager, 'user registration', urls, (material) =>
        makeUserRegistration(manager, method, material),
      );
      const { loginUserName, userId } = parseUserRegistrationResponse(body);
      // The method may have changed since the device was registered.
      const saved = manager.mac.state.platformSso.loginConfiguration?.configuration;
      return { kind: 'success', loginUserName, userId, ...(saved && { loginConfiguration: forMethod(method, saved) }) };
    }),
};

/**
 * The server says how people would sign in on the web. Only with the method `OpenID` that is how they do: with passwords macOS
 * would take it for a federation.
 */
function forMethod(method: AuthenticationMethod, configuration: LoginConfiguration): LoginConfiguration {
  const { federationType: _, ...others } = configuration;
  const { fallbackFederationType: federationType } = configuration;
  return method === 'OpenID' && federationType !== undefined ? { ...others, federationType } : others;
}

/** Where the server is: `ExtensionData.BaseURL` of the profile, or else the first of its `URLs`. */
export function baseUrl({ plan }: Pick<LoginManager, 'plan'>): string {
  const named = plan.payload.extensionData['BaseURL'];
  const url = typeof named === 'string' ? named : plan.payload.urls[0];
  if (url === undefined) {
    throw new PlatformSsoError('configuration-incomplete', 'The profile does not say where the Porchlight server is.');
  }
  return url.replace(/\/+$/, '');
}

type DeviceProof = { readonly kind: 'registration-token' | 'access-token'; readonly token: string };

async function deviceProof(manager: LoginManager): Promise<DeviceProof | undefined> {
  const registrationToken = manager.plan.payload.registrationToken;
  // A token from the profile is tried first; a person who sits there can stand in for one that is missing.
  if (registrationToken !== undefined) return { kind: 'registration-token', token: registrationToken };
  const token = await signIn(manager);
  return token === undefined ? undefined : { kind: 'access-token', token };
}

/** What the server says of a token of the profile that is worth nothing any more. */
const worthless = new Set(['registration_token_spent', 'registration_token_expired', 'registration_token_unknown']);

// A repair with new keys comes when the profile's token is spent: the person who sits there stands in for it.
async function proofInstead(
  manager: LoginManager,
  { kind }: DeviceProof,
  error: unknown,
): Promise<DeviceProof | undefined> {
  const code = error instanceof PlatformSsoError ? error.failure.serverCode : undefined;
  if (kind !== 'registration-token' || code === undefined || !worthless.has(code)) return undefined;
  const token = await signIn(manager);
  return token === undefined ? undefined : { kind: 'access-token', token };
}

async function signIn(manager: LoginManager): Promise<string | undefined> {
  if (manager.accessToken !== undefined) return manager.accessToken;
  const typed = manager.answers?.signIn;
  if (!typed) return undefined;
  manager.accessToken = await signInAtWindow(manager, baseUrl(manager), typed);
  return manager.accessToken;
}

async function makeDeviceRegistration(
  manager: LoginManager,
  proof: DeviceProof,
  options: readonly RegistrationOption[],
  { requestNonce, issuedAt, audience, quirks }: RegistrationMaterial,
): Promise<string> {
  const { mac, signingKey, encryptionKey } = manager;
  const { hardware, macos } = mac.state;
  const publicKey = mac.enclave.publicKey(signingKey);
  const registration = quirks.deviceRegistration({
    serialNumber: hardware.serialNumber,
    udid: hardware.udid,
    model: hardware.model,
    osVersion: macos,
    deviceName: hardware.computerName,
    signingKey: publicKey,
    encryptionKey: mac.enclave.publicKey(encryptionKey),
    sharedDeviceKeys: manager.plan.sharedDeviceKeys,
    proof,
    attestation: await attestation(manager, signingKey, { requestNonce, quirks }),
    options,
    requestNonce,
    audience,
    issuedAt,
  });
  if (registration.proof.kind === 'registration-token')
    mac.quirks.remember('registration token', registration.proof.token);
  return encodeDeviceRegistration(registration, appleKeyId(publicKey, mac.crypto), mac.enclave.signer(signingKey));
}

async function makeUserRegistration(
  manager: LoginManager,
  method: AuthenticationMethod,
  material: RegistrationMaterial,
): Promise<string> {
  const { mac, signingKey, userKey } = manager;
  const { requestNonce, audience, issuedAt, quirks } = material;
  const value = method === 'SmartCard' ? cardAssertion(manager, material) : (manager.accessToken ?? '');
  const claims = quirks.userRegistration({
    method,
    proof: {
      kind: method === 'SmartCard' ? 'smart-card' : 'access-token',
      value,
      // Who signed in beside the card has to be the one on it.
      ...(method === 'SmartCard' ? { accessToken: manager.accessToken } : {}),
    },
    ...(userKey === undefined ? {} : { userKey: await makeUserKey(manager, userKey, material) }),
    requestNonce,
    audience,
    issuedAt,
  });
  const kid = appleKeyId(mac.enclave.publicKey(signingKey), mac.crypto);
  return encodeUserRegistration(claims, kid, mac.enclave.signer(signingKey));
}

async function makeUserKey(manager: LoginManager, handle: string, material: RegistrationMaterial) {
  const { mac } = manager;
  const publicKey = mac.enclave.publicKey(handle);
  const kid = appleKeyId(publicKey, mac.crypto);
  const signer = material.quirks.userKeySigner(mac.enclave.signer(handle));
  const chain = await attestation(manager, handle, material);
  const proof = encodeUserKeyProof(material.requestNonce, material.audience, kid, signer);
  return { publicKey, proof, ...(chain ? { attestation: chain } : {}) };
}

// The card says who it is with the same assertion as in a login, addressed to the registration.
function cardAssertion(manager: LoginManager, { requestNonce, audience, issuedAt }: RegistrationMaterial): string {
  const { mac, card, answers } = manager;
  if (!card) throw new PlatformSsoError('smart-card-unavailable', 'There is no smart card in the reader.');
  const pin = presentPin(card, answers?.pin ?? '', mac.sealer);
  if (pin.kind !== 'verified') {
    throw new PlatformSsoError(
      'smart-card-unavailable',
      pin.kind === 'blocked' ? 'The card is blocked.' : 'The PIN is wrong.',
    );
  }
  const header = { typ: typ.loginAssertion, alg: pin.signer.alg, ...cardHeader(card, mac.crypto) };
  const name = card.label;
  const claims: JsonObject = {
    iss: name,
    sub: name,
    aud: audience,
    iat: issuedAt,
    exp: issuedAt + requestLife,
    nonce: mac.uuid(),
    request_nonce: requestNonce,
    scope: 'openid',
  };
  return encodeLoginAssertion(header, claims, pin.signer);
}

// clientDataHash is SHA-256 of the server nonce as text.
async function attestation(
  manager: LoginManager,
  handle: string,
  { requestNonce, quirks }: Pick<RegistrationMaterial, 'requestNonce' | 'quirks'>,
): Promise<readonly Uint8Array[] | undefined> {
  const { mac, identifiers } = manager;
  const { attestation: service } = mac.ports;
  if (!service || !mac.state.hardware.appleSilicon || !mac.traits().policies) return undefined;
  const clientDataHash = mac.crypto.sha256(utf8(requestNonce));
  const question = quirks.attestationQuestion({ publicKey: mac.enclave.publicKey(handle), clientDataHash, chain: [] });
  const chain = await service(question.publicKey, question.clientDataHash, identifiers);
  const answered = quirks.attestationChain({ ...question, chain });
  return answered.length === 0 ? undefined : answered;
}

/** Statuses after which another try may go better: too many requests, and the server's own trouble. */
function mayRetry(status: number | undefined): boolean {
  return status === undefined || status === 401 || status === 429 || status >= 500;
}

async function settled<Success>(step: () => Promise<ExtensionResult<Success>>): Promise<ExtensionResult<Success>> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof PlatformSsoError) {
      const { failure } = error;
      const kind = mayRetry(failure.status) ? 'failed' : 'failedNoRetry';
      return { kind, code: failure.serverCode ?? failure.code, sentence: failure.sentence };
    }
    if (error instanceof MessageError || error instanceof MacError) {
      return { kind: 'failed', code: error.code, sentence: error.message };
    }
    throw error;
  }
}
