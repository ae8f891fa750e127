/** A Mac for the tests of this folder: keys, and requests that are right in everything a test does not change. */
import { generateKeyPairSync } from 'node:crypto';
import type { KeyAgreement, Signer, VerificationKey } from '#protocol/crypto.ts';
import { appleForm, parseForm } from '#protocol/encoding/form.ts';
import { type JsonObject, type JsonValue, appleJson } from '#protocol/encoding/json.ts';
import { appleKeyId } from '#protocol/jose/jwk.ts';
import { signJws } from '#protocol/jose/jws.ts';
import { keyAgreement, keySigner, nodeCrypto, p256Point } from '#runtime/crypto.ts';
import { encodeJweCrypto } from '../jwe-crypto.ts';
import type { AssertionContext } from '../login-assertion.ts';
import { grantType, platformSsoScope, typ } from '../media-types.ts';
import { MessageError, type MessageErrorCode } from '../message-error.ts';
import { type PlatformSsoRequest, parsePlatformSsoRequest } from '../request.ts';
import { type PlatformSsoVersion, parseTokenRequest } from '../token-request.ts';
import type { RequestContext } from '../verify-request.ts';

/** A P-256 key that signs, with its public half in the forms that the messages use. */
export interface SigningKey {
  readonly signer: Signer;
  readonly publicKey: Uint8Array;
  readonly verification: VerificationKey;
  /** As macOS writes it: padded standard base64. */
  readonly kid: string;
}

/** Makes a P-256 signing key. */
export function signingKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = p256Point(privateKey);
  const kid = appleKeyId(publicKey, nodeCrypto);
  return { signer: keySigner(privateKey), publicKey, verification: nodeCrypto.p256(publicKey), kid };
}

/** Makes a P-256 key for agreements. */
export function agreementKey(): KeyAgreement {
  return keyAgreement(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
}

/** The values that the sample requests carry. Times are seconds since 1970. */
export const sample = {
  now: 1_793_534_400,
  clientId: 'porchlight-psso',
  tokenEndpoint: 'https://localhost:8443/platform-sso/token',
  assertionAudience: 'https://localhost:8443/platform-sso',
  username: 'ada@example.org',
  nonce: 'DDF68171-409D-4E2C-91F0-9E42D7745365',
  requestNonce: 'c2VydmVyIG5vbmNlIG9mIDMyIGJ5dGVzISEhISEhISE=',
  scope: `openid offline_access ${platformSsoScope}`,
} as const;

/** The two device keys of the sample Mac. */
export const deviceSigning = signingKey();
export const deviceEncryption = agreementKey();

/** Changes to a message: a member with the value `undefined` is taken out. */
export type Changes = { readonly [name: string]: JsonValue | undefined };

/** An object with changes made to it. */
export function changed(base: JsonObject, changes: Changes): JsonObject {
  const members = Object.entries({ ...base, ...changes });
  return Object.fromEntries(members.filter((member): member is [string, JsonValue] => member[1] !== undefined));
}

const times = { iat: sample.now, exp: sample.now + 300 };
const nonces = { nonce: sample.nonce, request_nonce: sample.requestNonce };
const jweCrypto = encodeJweCrypto({ deviceEncryptionKey: deviceEncryption.publicKey, nonce: sample.nonce });
const user = { sub: sample.username, username: sample.username };
const toTokenEndpoint = { client_id: sample.clientId, iss: sample.clientId, aud: sample.tokenEndpoint };

/** Claims of a password login in the style of SDK 14 (section 5.3). */
export const loginClaims: JsonObject = {
  jwe_crypto: jweCrypto,
  ...times,
  ...nonces,
  ...toTokenEndpoint,
  ...user,
  scope: sample.scope,
  grant_type: grantType.password,
  password: 'correct horse',
};

/** Claims of a refresh (section 7.1). */
export const refreshClaims: JsonObject = {
  jwe_crypto: jweCrypto,
  ...times,
  ...nonces,
  ...toTokenEndpoint,
  scope: sample.scope,
  grant_type: grantType.refreshToken,
  refresh_token: 'refresh-1',
};

/** Claims of a key request (section 7.2). */
export const keyRequestClaims: JsonObject = {
  jwe_crypto: jweCrypto,
  ...times,
  ...nonces,
  ...user,
  iss: sample.clientId,
  version: '1.0',
  request_type: 'key_request',
  key_purpose: 'user_unlock',
  refresh_token: 'refresh-1',
};

/** Claims of a key exchange (section 7.3), without `other_publickey`, which every test chooses. */
export const keyExchangeClaims: JsonObject = {
  ...keyRequestClaims,
  request_type: 'key_exchange',
  key_context: 'context as issued',
};

/** Claims of an embedded assertion (section 5.5). */
export const assertionClaims: JsonObject = {
  ...times,
  ...nonces,
  iss: sample.username,
  sub: sample.username,
  aud: sample.assertionAudience,
  scope: sample.scope,
};

/** The outer request that {@link assertionClaims} agree with. */
export const assertionContext: AssertionContext = {
  username: sample.username,
  nonce: sample.nonce,
  requestNonce: sample.requestNonce,
  scope: sample.scope,
  audience: sample.assertionAudience,
  now: sample.now,
  leeway: 60,
};

/** What the sample requests are right against. */
export const requestContext: RequestContext = {
  signingKey: deviceSigning.verification,
  deviceEncryptionKey: deviceEncryption.publicKey,
  clientId: sample.clientId,
  audiences: [sample.tokenEndpoint],
  now: sample.now,
  leeway: 60,
};

/** A compact JWS of the sample Mac. */
export function signed(claims: JsonObject, typOrHeader: string | Changes, key: SigningKey = deviceSigning): string {
  const changes = typeof typOrHeader === 'string' ? { typ: typOrHeader } : typOrHeader;
  const header = changed({ typ: typ.loginRequest, alg: key.signer.alg, kid: key.kid }, changes);
  return signJws(appleJson(header), appleJson(claims), key.signer);
}

/** Reads a compact JWS from a form, as a server meets it. */
export function parsedFromForm(jws: string, version: PlatformSsoVersion): PlatformSsoRequest {
  const form = appleForm(
    [
      ['platform_sso_version', version],
      ['grant_type', grantType.jwtBearer],
    ],
    ['assertion', jws],
  );
  return parsePlatformSsoRequest(parseTokenRequest(parseForm(form)));
}

/** For `assert.throws`: a {@link MessageError} with this code. */
export function refusal(code: MessageErrorCode): (error: unknown) => boolean {
  return (error) => {
    if (error instanceof MessageError && error.code === code) return true;
    throw error;
  };
}
