/**
 * An identity provider in the same process, for unit tests of the Mac only. It answers well unless told to spoil something;
 * it judges nothing but passwords.
 */
import { generateKeyPairSync } from 'node:crypto';
import { parseForm } from '#protocol/encoding/form.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { jwkFromPoint } from '#protocol/jose/jwk.ts';
import { signJws } from '#protocol/jose/jws.ts';
import type { LoginConfiguration } from '#protocol/platform-sso/login-configuration.ts';
import { type PlatformSsoRequest, parsePlatformSsoRequest } from '#protocol/platform-sso/request.ts';
import { sealResponse } from '#protocol/platform-sso/response.ts';
import { parseTokenRequest } from '#protocol/platform-sso/token-request.ts';
import { issueCertificate, serialFromRandom } from '#protocol/x509/issue.ts';
import { makeName } from '#protocol/x509/name.ts';
import { ecPublicKey } from '#protocol/x509/public-key.ts';
import { generateKeyAgreement, keyAgreement, keySigner, nodeCrypto, p256Point } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import type { MacFetch, MacResponse } from '../ports.ts';

/** What a test may spoil. Each takes what would be sent and returns what is sent instead. */
export interface Spoiling {
  idTokenHeader?: (header: JsonObject) => JsonObject;
  idTokenClaims?: (claims: JsonObject) => JsonObject;
  body?: (body: JsonObject, kind: PlatformSsoRequest['kind']) => JsonObject;
  answer?: (text: string) => string;
  status?: { readonly status: number; readonly body: string };
}

/** The fake. `passwords` by login user name and `spoiling` may be changed at any time. */
export function fakeIdentityProvider(now: () => number) {
  const base = 'https://idp.example';
  const signing = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
  const unlock = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
  const unlockKey = keyAgreement(unlock);
  const passwords = new Map<string, string>();
  const fake = {
    base,
    passwords,
    spoiling: {} as Spoiling,
    groups: [] as string[],
    requests: [] as PlatformSsoRequest[],
  };
  const seconds = () => Math.floor(now() / 1000);
  const answer = (status: number, text: string): MacResponse => ({
    status,
    headers: {},
    text: () => text,
    bytes: () => utf8(text),
  });
  const jwk = { ...jwkFromPoint(p256Point(signing)), kid: 'key-1', alg: 'ES256', use: 'sig' };

  const idToken = (nonce: string, name: string): string => {
    const header = { typ: 'JWT', alg: 'ES256', kid: 'key-1' };
    const claims = {
      iss: base,
      aud: 'client',
      sub: `id-of-${name}`,
      preferred_username: name,
      name: 'Ada Lovelace',
      groups: fake.groups,
      nonce,
      iat: seconds(),
      exp: seconds() + 300,
    };
    const { idTokenHeader = (same) => same, idTokenClaims = (same) => same } = fake.spoiling;
    return signJws(JSON.stringify(idTokenHeader(header)), JSON.stringify(idTokenClaims(claims)), keySigner(signing));
  };
  const tokens = (nonce: string, name: string): JsonObject => ({
    id_token: idToken(nonce, name),
    refresh_token: `refresh-${name}-${fake.requests.length}`,
    refresh_token_expires_in: 1_209_600,
    expires_in: 3600,
    token_type: 'Bearer',
  });
  const unlockCertificate = () => {
    const name = makeName([['commonName', 'unlock']]);
    const publicKey = ecPublicKey('P-256', unlockKey.publicKey);
    const content = { serial: serialFromRandom(systemRandom.bytes(16)), issuer: name, subject: name, publicKey };
    return issueCertificate(
      { ...content, notBefore: now(), notAfter: now() + 86_400_000, extensions: [] },
      keySigner(unlock),
    );
  };
  const bodyOf = (request: PlatformSsoRequest): JsonObject | undefined => {
    const times = { iat: seconds(), exp: seconds() + 300 };
    switch (request.kind) {
      case 'login':
        if (request.credential.kind === 'password' && passwords.get(request.username) !== request.credential.password)
          return undefined;
        return tokens(request.nonce, request.username);
      case 'refresh':
        return tokens(request.nonce, request.refreshToken.split('-')[1] ?? '');
      case 'key_request':
        return {
          certificate: Buffer.from(unlockCertificate()).toString('base64url'),
          key_context: 'context',
          ...times,
        };
      case 'key_exchange':
        return { key: Buffer.from(unlockKey.agree(request.otherPublicKey)).toString('base64'), ...times };
    }
  };
  const respond = (form: string): MacResponse => {
    const request = parsePlatformSsoRequest(parseTokenRequest(parseForm(form)));
    fake.requests.push(request);
    const {
      status,
      body: spoilBody = (same: JsonObject) => same,
      answer: spoilAnswer = (same: string) => same,
    } = fake.spoiling;
    if (status) return answer(status.status, status.body);
    const body = bodyOf(request);
    if (!body) return answer(401, '{"error":"invalid_grant"}');
    const { apv, partyVInfo } = request.jweCrypto;
    const sealed = sealResponse(
      spoilBody(body, request.kind),
      {
        typ: 'platformsso-login-response+jwt',
        deviceEncryptionKey: partyVInfo.deviceEncryptionKey,
        apv,
        ephemeral: generateKeyAgreement(),
        iv: systemRandom.bytes(12),
      },
      nodeCrypto,
    );
    return answer(200, spoilAnswer(sealed));
  };
  const fetch: MacFetch = (url, request) => {
    const body = typeof request.body === 'string' ? request.body : '';
    if (url.endsWith('/jwks')) return Promise.resolve(answer(200, JSON.stringify({ keys: [jwk] })));
    if (url.endsWith('apple-app-site-association')) {
      return Promise.resolve(answer(200, '{"authsrv":{"apps":["TEAM.app","TEAM.app.ext"]}}'));
    }
    if (body.startsWith('grant_type=srv_challenge')) return Promise.resolve(answer(200, '{"Nonce":"server-nonce"}'));
    return Promise.resolve(respond(body));
  };
  const configuration: LoginConfiguration = {
    clientID: 'client',
    issuer: base,
    tokenEndpointURL: `${base}/token?region=north`,
    jwksEndpointURL: `${base}/jwks`,
    audience: `${base}/platform-sso`,
  };
  return Object.assign(fake, { fetch, configuration });
}
