/** Refusals of forms, envelopes, nonces and devices: design section 5, rules 1 to 4. */
import { encodeJweCrypto } from '#protocol/platform-sso/jwe-crypto.ts';
import { agreementKey, signingKey } from '#protocol/platform-sso/contract/sample-mac.ts';
import { grantType } from '#protocol/platform-sso/media-types.ts';
import type { RefusalCode } from '../refusal.ts';
import type { RefusalRow } from './refusal-row.ts';
import { expected, type Reply } from './reply.ts';
import { joinedMac, type RequestChanges, TestMac } from './test-mac.ts';
import type { Person, Provider } from './test-provider.ts';

const jwtBearer = encodeURIComponent(grantType.jwtBearer);

function form(code: RefusalCode, title: string, body: string): RefusalRow {
  return { code, status: 400, title, provoke: async (provider) => new TestMac(provider).post(body) };
}

function login(
  code: RefusalCode,
  title: string,
  changes: RequestChanges | ((mac: TestMac, provider: Provider) => RequestChanges | Promise<RequestChanges>),
): RefusalRow {
  const provoke = async (provider: Provider) => {
    const { mac, ada } = await joined(provider);
    return mac.post(await mac.keyLogin(ada, typeof changes === 'function' ? await changes(mac, provider) : changes));
  };
  return { code, status: 400, title, provoke };
}

async function joined(provider: Provider): Promise<{ mac: TestMac; ada: Person }> {
  const ada = await provider.person();
  return { mac: await joinedMac(provider, ada), ada };
}

async function twice(mac: TestMac, request: string): Promise<Reply> {
  expected(await mac.post(request));
  return mac.post(request);
}

const forms: readonly RefusalRow[] = [
  form('malformed_form', 'a form that is no form (section 5.2)', 'grant_type=%zz'),
  {
    code: 'malformed_form',
    status: 400,
    title: 'JSON at the token endpoint (section 5.2)',
    provoke: (provider) => new TestMac(provider).postJson('/platform-sso/token', {}),
  },
  form('missing_parameter', 'a form without a request', `platform_sso_version=1.0&grant_type=${jwtBearer}`),
  form('unsupported_version', 'an unknown version', `platform_sso_version=3.0&grant_type=${jwtBearer}&assertion=a`),
  form(
    'unsupported_grant_type',
    'a grant of another protocol',
    'platform_sso_version=1.0&grant_type=password&assertion=a',
  ),
  form('malformed_jws', 'a request that is no JWS', `platform_sso_version=1.0&grant_type=${jwtBearer}&assertion=a.b`),
  {
    code: 'unsupported_request_type',
    status: 400,
    title: 'a version 2.0 form with another request type (section 5.2)',
    provoke: async (provider) => {
      const { mac, ada } = await joined(provider);
      return mac.post(await mac.keyRequest(ada, 'token', { claims: { request_type: 'key_theft' } }));
    },
  },
  {
    code: 'unsupported_request_type',
    status: 400,
    title: 'a login in a version 2.0 form (section 5.2)',
    provoke: async (provider) => {
      const { mac, ada } = await joined(provider);
      return mac.post(await mac.keyLogin(ada, { version: '2.0' }));
    },
  },
];

const envelopes: readonly RefusalRow[] = [
  login('unexpected_typ', 'a login under the typ of a key request (section 5.2)', {
    header: { typ: 'platformsso-key-request+jwt' },
  }),
  login('unsupported_algorithm', 'a request without signature, alg none (section 5.1)', { header: { alg: 'none' } }),
  login('unsupported_algorithm', 'a request under another algorithm (section 5.1)', { header: { alg: 'RS256' } }),
  login('malformed_key_id', 'a kid that is no SHA-256 (section 5.1)', { header: { kid: 'c2hvcnQ=' } }),
  login('malformed_certificate', 'a certificate that is not base64', { header: { x5c: ['!'] } }),
  login('missing_claim', 'a request without iat (section 5.3)', { claims: { iat: undefined } }),
  login('malformed_claim', 'an iat that is no date (section 5.3)', { claims: { iat: 'soon' } }),
  login('conflicting_claims', 'a login of two names (section 5.5)', { claims: { sub: 'eve@example.org' } }),
  login('ws_trust_not_supported', 'a SAML assertion', { claims: { grant_type: grantType.saml2 } }),
  login('unsupported_grant_type', 'a login under an unknown grant', { claims: { grant_type: 'guess' } }),
  login('hpke_not_supported', 'a wish for HPKE (section 5.3)', (mac) => ({
    claims: { jwe_crypto: { ...jweCryptoOf(mac), alg: 'HPKE-0' } },
  })),
  login('unsupported_algorithm', 'a wish for another response encryption (section 5.3)', (mac) => ({
    claims: { jwe_crypto: { ...jweCryptoOf(mac), enc: 'A128GCM' } },
  })),
  login('signature_invalid', 'a request signed by another key (section 5.1)', { signer: signingKey() }),
  login('client_mismatch', 'another client_id (section 5.3)', { claims: { client_id: 'other' } }),
  login('issuer_mismatch', 'another iss (section 5.3)', { claims: { iss: 'other' } }),
  login('audience_mismatch', 'another aud (section 5.3)', { claims: { aud: 'https://other.example.org/token' } }),
  login('audience_mismatch', 'a login without aud (section 5.3)', { claims: { aud: undefined } }),
  login('request_expired', 'a request one second past its end and the leeway (section 5.3)', ({ now }) => ({
    claims: { iat: now - 361, exp: now - 61 },
  })),
  login('request_expired', 'a request that gives itself a day (section 5.3)', ({ now }) => ({
    claims: { iat: now - 700, exp: now + 86_400 },
  })),
  login('request_from_future', 'a request 61 seconds ahead (section 5.3)', ({ now }) => ({
    claims: { iat: now + 61, exp: now + 361 },
  })),
  login('party_info_malformed', 'an apv that is no party info (section 5.3)', (mac) => ({
    claims: { jwe_crypto: { ...jweCryptoOf(mac), apv: 'AAAAfw' } },
  })),
  login('party_info_wrong_key', 'an apv with another encryption key (section 5.3)', ({ clientNonce: nonce }) => ({
    claims: { jwe_crypto: encodeJweCrypto({ deviceEncryptionKey: agreementKey().publicKey, nonce }) },
  })),
  login('party_info_wrong_nonce', 'an apv with another nonce (section 5.3)', ({ encryption: { publicKey } }) => ({
    claims: { jwe_crypto: encodeJweCrypto({ deviceEncryptionKey: publicKey, nonce: 'another nonce' }) },
  })),
];

function jweCryptoOf({ encryption, clientNonce }: TestMac) {
  return encodeJweCrypto({ deviceEncryptionKey: encryption.publicKey, nonce: clientNonce });
}

const nonces: readonly RefusalRow[] = [
  login('nonce_malformed', 'a nonce that the Mac made up (section 5.4)', { nonce: 'made-up' }),
  login('nonce_foreign', 'a nonce of 36 right bytes that we never gave out (section 5.4)', {
    nonce: Buffer.alloc(36, 255).toString('base64url'),
  }),
  login('nonce_foreign', 'a nonce of another client-request-id (section 5.4)', async (mac) => ({
    nonce: await mac.nonce('AD5C5F2C-0000-4000-8000-000000000000'),
  })),
  login('nonce_expired', 'a nonce at the end of its life (section 5.4)', async (mac, provider) => {
    const nonce = await mac.nonce();
    provider.time += 300_000;
    return { nonce };
  }),
  {
    code: 'nonce_replayed',
    status: 400,
    title: 'a login by key, sent twice (section 5.4)',
    provoke: async (provider) => {
      const { mac, ada } = await joined(provider);
      return twice(mac, await mac.keyLogin(ada));
    },
  },
  {
    code: 'nonce_replayed',
    status: 400,
    title: 'a login by password, sent twice (section 5.4)',
    provoke: async (provider) => {
      const ada = await provider.person();
      const mac = await joinedMac(provider, ada, 'Password');
      return twice(mac, await mac.passwordLogin(ada));
    },
  },
  {
    code: 'nonce_replayed',
    status: 400,
    title: 'a nonce of a login that failed, with the right password (section 5.4)',
    provoke: async (provider) => {
      const ada = await provider.person();
      const mac = await joinedMac(provider, ada, 'Password');
      const nonce = await mac.nonce();
      await mac.post(await mac.passwordLogin(ada, { nonce, password: 'a wrong password' }));
      return mac.post(await mac.passwordLogin(ada, { nonce }));
    },
  },
  {
    code: 'nonce_replayed',
    status: 400,
    title: 'a refresh, sent twice (section 5.4)',
    provoke: async (provider) => {
      const { mac, ada } = await joined(provider);
      const { refreshToken } = mac.tokensOf(await mac.post(await mac.keyLogin(ada)));
      return twice(mac, await mac.refresh(refreshToken));
    },
  },
  {
    code: 'nonce_replayed',
    status: 400,
    title: 'a key request, sent twice (section 5.4)',
    provoke: async (provider) => {
      const { mac, ada } = await joined(provider);
      const { refreshToken } = mac.tokensOf(await mac.post(await mac.keyLogin(ada)));
      return twice(mac, await mac.keyRequest(ada, refreshToken));
    },
  },
];

const devices: readonly RefusalRow[] = [
  {
    code: 'device_unknown',
    status: 400,
    title: 'a Mac that never registered (section 5.1)',
    provoke: async (provider) => {
      const mac = new TestMac(provider);
      return mac.post(await mac.refresh('token'));
    },
  },
  {
    code: 'device_revoked',
    status: 403,
    title: 'a revoked Mac (section 5.7)',
    provoke: async (provider) => {
      const { mac, ada } = await joined(provider);
      await provider.feature.administration.revokeDevice(mac.serialNumber, 'test');
      return mac.post(await mac.keyLogin(ada));
    },
  },
  {
    code: 'device_keys_retired',
    status: 400,
    title: 'a Mac with keys that a repair replaced (section 5.1)',
    provoke: async (provider) => {
      const { mac, ada } = await joined(provider);
      const successor = new TestMac(provider, mac.serialNumber);
      expected(await successor.registerDevice());
      return mac.post(await mac.keyLogin(ada));
    },
  },
];

/** Rows about who asks, before it matters for whom. */
export const refusalsOfRequests: readonly RefusalRow[] = [...forms, ...envelopes, ...nonces, ...devices];
