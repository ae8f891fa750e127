/** Builds the requests of the bench: signed beforehand, as a Mac would send them. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { toBase64 } from '#protocol/encoding/base64.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { appleKeyId } from '#protocol/jose/jwk.ts';
import { encodeEncryptedLoginAssertion } from '#protocol/platform-sso/encrypted-login-assertion.ts';
import { encodeJweCrypto } from '#protocol/platform-sso/jwe-crypto.ts';
import { encodeKeyServiceRequest } from '#protocol/platform-sso/key-request.ts';
import { encodeLoginAssertion } from '#protocol/platform-sso/login-assertion.ts';
import { encodeLoginRequest } from '#protocol/platform-sso/login-request.ts';
import { grantType, typ } from '#protocol/platform-sso/media-types.ts';
import { encodeRequestPartyVInfo } from '#protocol/platform-sso/party-info.ts';
import { encodeTokenRequest, type PlatformSsoVersion } from '#protocol/platform-sso/token-request.ts';
import { generateKeyAgreement, keyAgreement, keySigner, nodeCrypto, p256Point } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import type { BenchDevice } from './fixture.ts';

/** A device with its keys imported. */
export interface Device {
  readonly method: BenchDevice['method'];
  readonly username: string;
  readonly signingKey: KeyObject;
  readonly userKey: KeyObject;
  readonly keyId: string;
  readonly encryption: ReturnType<typeof keyAgreement>;
  readonly certificate: string | undefined;
  readonly userKeyId: string;
}

/** What the login configuration says. */
export interface Endpoints {
  readonly clientID: string;
  readonly tokenEndpointURL: string;
  readonly audience: string;
  readonly passwordKey: Uint8Array;
  readonly apvPrefix: string;
}

const scope = 'openid offline_access urn:apple:platformsso';
/** One nonce of the client for all: it costs the server the same. */
export const clientNonce = 'D1DEE607-0F44-43F5-8B3E-042E91F425A7';

/** Imports a device's keys. */
export function openDevice(device: BenchDevice): Device {
  const signingKey = createPrivateKey(device.signingKey);
  const userKey = createPrivateKey(device.userKey);
  return {
    method: device.method,
    username: device.username,
    signingKey,
    userKey,
    keyId: appleKeyId(p256Point(signingKey), nodeCrypto),
    userKeyId: appleKeyId(p256Point(userKey), nodeCrypto),
    encryption: keyAgreement(createPrivateKey(device.encryptionKey)),
    certificate: device.certificate,
  };
}

/** PartyVInfo of the device's requests. */
export function apvOf(device: Device): Uint8Array {
  return encodeRequestPartyVInfo({ deviceEncryptionKey: device.encryption.publicKey, nonce: clientNonce });
}

/** A login by the device's method. */
export function loginBody(device: Device, endpoints: Endpoints, requestNonce: string, password: string): string {
  const shared = { ...times(), nonce: clientNonce, request_nonce: requestNonce, scope };
  const who = { sub: device.username, username: device.username };
  const assertion = embedded(
    device,
    endpoints,
    { ...shared, iss: device.username, sub: device.username, aud: endpoints.audience },
    password,
  );
  const claims = {
    ...shared,
    ...who,
    iss: endpoints.clientID,
    client_id: endpoints.clientID,
    aud: endpoints.tokenEndpointURL,
    jwe_crypto: encodeJweCrypto({ deviceEncryptionKey: device.encryption.publicKey, nonce: clientNonce }),
    grant_type: grantType.jwtBearer,
    assertion,
  };
  return form('1.0', encodeLoginRequest(header(device, typ.loginRequest), claims, keySigner(device.signingKey)));
}

function embedded(device: Device, endpoints: Endpoints, claims: JsonObject, password: string): string {
  if (device.method === 'Password') {
    const encryption = {
      recipient: endpoints.passwordKey,
      ephemeral: generateKeyAgreement(),
      iv: systemRandom.bytes(12),
      apvPrefix: endpoints.apvPrefix,
      kid: appleKeyId(endpoints.passwordKey, nodeCrypto),
    };
    return encodeEncryptedLoginAssertion({ ...claims, password }, encryption, nodeCrypto);
  }
  const x5c = device.certificate === undefined ? {} : { x5c: [device.certificate] };
  const head = { typ: typ.loginAssertion, alg: 'ES256', kid: device.userKeyId, ...x5c };
  return encodeLoginAssertion(head, claims, keySigner(device.userKey));
}

/** A refresh. */
export function refreshBody(device: Device, endpoints: Endpoints, requestNonce: string, refreshToken: string): string {
  const claims = {
    ...common(device, endpoints, requestNonce),
    client_id: endpoints.clientID,
    aud: endpoints.tokenEndpointURL,
    scope,
    grant_type: grantType.refreshToken,
    refresh_token: refreshToken,
  };
  return form('1.0', encodeKeyServiceRequest(header(device, typ.refreshRequest), claims, keySigner(device.signingKey)));
}

/** A key request, or with a context a key exchange. */
export function keyBody(
  device: Device,
  endpoints: Endpoints,
  requestNonce: string,
  refreshToken: string,
  keyContext?: string,
): string {
  const exchange =
    keyContext === undefined
      ? { request_type: 'key_request' }
      : {
          request_type: 'key_exchange',
          key_context: keyContext,
          other_publickey: toBase64(generateKeyAgreement().publicKey),
        };
  const claims = {
    ...common(device, endpoints, requestNonce),
    version: '1.0',
    key_purpose: 'user_unlock',
    sub: device.username,
    username: device.username,
    refresh_token: refreshToken,
    ...exchange,
  };
  return form('2.0', encodeKeyServiceRequest(header(device, typ.keyRequest), claims, keySigner(device.signingKey)));
}

function common(device: Device, endpoints: Endpoints, requestNonce: string) {
  return {
    ...times(),
    iss: endpoints.clientID,
    nonce: clientNonce,
    request_nonce: requestNonce,
    jwe_crypto: encodeJweCrypto({ deviceEncryptionKey: device.encryption.publicKey, nonce: clientNonce }),
  };
}

function header(device: Device, type: string) {
  return { typ: type, alg: 'ES256', kid: device.keyId };
}

function times() {
  const iat = Math.floor(Date.now() / 1000);
  return { iat, exp: iat + 300 };
}

function form(version: PlatformSsoVersion, jws: string): string {
  return encodeTokenRequest({ version, jws, parameter: 'assertion' });
}
