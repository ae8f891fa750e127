/**
 * `app-sso platform --messages`: one message of each kind as this Mac would send it, signed with keys that are made for
 * the output and printed with it, so that a server's author can try a parser. Nothing of it is registered anywhere.
 *
 * That the real tool prints sample messages and a throw-away key is known; its layout is not, and this one is ours.
 */
import { toBase64, toBase64url } from '#protocol/encoding/base64.ts';
import { type JsonObject, appleJson } from '#protocol/encoding/json.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { appleKeyId } from '#protocol/jose/jwk.ts';
import { signJws } from '#protocol/jose/jws.ts';
import { encodeJweCrypto } from '#protocol/platform-sso/jwe-crypto.ts';
import { type LoginConfiguration, withDefaults } from '#protocol/platform-sso/login-configuration.ts';
import { grantType, typ } from '#protocol/platform-sso/media-types.ts';
import { encodeTokenRequest } from '#protocol/platform-sso/token-request.ts';
import { keySigner, nodeCrypto } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import { p256Pair, randomScalar } from '../../secure-enclave/p256-key.ts';

/** What the messages are about: the saved configuration, or an example when this Mac has none. */
export interface SampleInput {
  readonly configuration: LoginConfiguration | undefined;
  readonly loginUserName: string | undefined;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly random: Random;
}

/** The text, ending with a line end. */
export function sampleMessages(input: SampleInput): string {
  const device = throwAwayKey(input.random);
  const user = throwAwayKey(input.random);
  const story = sampleStory(input, device, user);
  return [
    'Sample messages, signed with keys that were made for this output.\n',
    keyText('Device Signing and Encryption Key', device),
    keyText('User Secure Enclave Key', user),
    ...story.map((message) => messageText(message, device)),
  ].join('\n');
}

interface ThrowAwayKey {
  readonly jwk: JsonObject;
  readonly kid: string;
  readonly publicKey: Uint8Array;
  readonly sign: (header: JsonObject, claims: JsonObject) => string;
}

interface SampleMessage {
  readonly title: string;
  readonly version: '1.0' | '2.0';
  readonly header: JsonObject;
  readonly claims: JsonObject;
  readonly parameter: string;
}

function throwAwayKey(random: Random): ThrowAwayKey {
  const scalar = randomScalar(random);
  const { privateKey, publicKey } = p256Pair(scalar);
  const kid = appleKeyId(publicKey, nodeCrypto);
  const [x, y] = [publicKey.subarray(1, 33), publicKey.subarray(33)];
  const signer = keySigner(privateKey);
  return {
    kid,
    publicKey,
    jwk: { crv: 'P-256', d: toBase64url(scalar), kid, kty: 'EC', x: toBase64url(x), y: toBase64url(y) },
    sign: (header, claims) => signJws(appleJson(header), appleJson(claims), signer),
  };
}

function sampleStory(input: SampleInput, device: ThrowAwayKey, user: ThrowAwayKey): readonly SampleMessage[] {
  const configuration = withDefaults(input.configuration ?? exampleConfiguration);
  const name = input.loginUserName ?? 'user@example.com';
  const scope = `openid offline_access ${configuration.additionalScopes}`;
  const timed = timedClaims(input, configuration.serverNonceClaimName);
  const person = { sub: name, username: name };
  const common = {
    ...timed,
    iss: configuration.clientID,
    jwe_crypto: encodeJweCrypto({ deviceEncryptionKey: device.publicKey, nonce: timed.nonce }),
  };
  const assertion = user.sign(
    { typ: typ.loginAssertion, kid: user.kid, alg: 'ES256' },
    { ...timed, aud: configuration.audience ?? configuration.issuer, iss: name, scope, sub: name },
  );
  const login = { ...common, aud: configuration.tokenEndpointURL, client_id: configuration.clientID, scope };
  const key = { ...common, ...person, key_purpose: 'user_unlock', refresh_token: 'refresh-token', version: '1.0' };
  const agreement = { key_context: 'key-context', other_publickey: toBase64(user.publicKey) };
  const rows: readonly (readonly [title: string, kind: string, version: '1.0' | '2.0', claims: JsonObject])[] = [
    ['Login Request (Password)', typ.loginRequest, '1.0', { ...login, ...person, ...passwordGrant }],
    ['Login Request (UserSecureEnclaveKey)', typ.loginRequest, '1.0', { ...login, ...person, ...keyGrant, assertion }],
    ['Refresh Request', typ.refreshRequest, '1.0', { ...login, ...refreshGrant }],
    ['Key Request', typ.keyRequest, '2.0', { ...key, request_type: 'key_request' }],
    ['Key Exchange Request', typ.keyRequest, '2.0', { ...key, ...agreement, request_type: 'key_exchange' }],
  ];
  const parameter = configuration.customRequestJWTParameterName ?? 'assertion';
  return rows.map(([title, kind, version, claims]) => ({
    title,
    version,
    header: { typ: kind, kid: device.kid, alg: 'ES256' },
    claims,
    parameter,
  }));
}

function timedClaims({ time, random }: SampleInput, serverNonceClaimName: string) {
  const iat = Math.floor(time / 1000);
  return { exp: iat + 300, iat, nonce: uuidFrom(random.bytes(16)), [serverNonceClaimName]: 'server-nonce' };
}

const passwordGrant = { grant_type: grantType.password, password: 'password' };
const keyGrant = { grant_type: grantType.jwtBearer };
const refreshGrant = { grant_type: grantType.refreshToken, refresh_token: 'refresh-token' };

const exampleConfiguration: LoginConfiguration = {
  clientID: 'client-id',
  issuer: 'https://idp.example.com',
  audience: 'https://idp.example.com',
  tokenEndpointURL: 'https://idp.example.com/token',
  jwksEndpointURL: 'https://idp.example.com/jwks',
};

function keyText(title: string, { jwk }: ThrowAwayKey): string {
  return `${title}:\n ${appleJson(jwk)}\n`;
}

function messageText({ title, version, header, claims, parameter }: SampleMessage, device: ThrowAwayKey): string {
  const body = encodeTokenRequest({ version, jws: device.sign(header, claims), parameter });
  return `${title}:\nHeader:\n ${appleJson(header)}\nClaims:\n ${appleJson(claims)}\nBody:\n${body}\n`;
}
