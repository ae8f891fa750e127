/** Quirks of the signed request, whatever it asks for. */
import { toBase64, toBase64url } from '#protocol/encoding/base64.ts';
import { type JsonObject, isJsonObject } from '#protocol/encoding/json.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import { appleKeyId } from '#protocol/jose/jwk.ts';
import { encodeJweCrypto, parseJweCrypto } from '#protocol/platform-sso/jwe-crypto.ts';
import type { Draft, Quirk, QuirkPurpose } from './quirk.ts';

const signed: readonly QuirkPurpose[] = ['login', 'refresh', 'key request', 'key exchange'];
const tokens: readonly QuirkPurpose[] = ['login', 'refresh'];
const everything: readonly QuirkPurpose[] = [...signed, 'device registration', 'user registration'];
const hour = 3600;

function withClaims(draft: Draft, claims: JsonObject): Draft {
  return { ...draft, claims: { ...draft.claims, ...claims } };
}

function shifted({ claims }: Draft, seconds: number): JsonObject {
  return Object.fromEntries(
    ['iat', 'exp'].flatMap((name) => {
      const value = claims[name];
      return value === undefined
        ? []
        : [[name, typeof value === 'string' ? `${Number(value) + seconds}` : Number(value) + seconds]];
    }),
  );
}

/** Who signs, and how. */
export const signatureQuirks = {
  'wrong-signing-key': {
    description: 'Signs with a key that was never registered, under the key id of the right one. Must be refused.',
    purposes: everything,
    request: (draft, tools) => ({ ...draft, signer: tools.strangerKey().signer }),
  },
  'unknown-signing-key': {
    description: 'Signs with a key that was never registered, under its own key id. Must be refused.',
    purposes: everything,
    request(draft, tools) {
      const { signer, agreement } = tools.strangerKey();
      return { ...draft, signer, header: { ...draft.header, kid: appleKeyId(agreement.publicKey, tools.crypto) } };
    },
  },
  'tampered-signature': {
    description: 'Changes one bit of the signature. Must be refused.',
    purposes: everything,
    compact: (jws) =>
      jws.replace(/\.([\w-])([\w-]*)$/, (_, first: string, rest: string) => `.${first === 'A' ? 'B' : 'A'}${rest}`),
  },
  'tampered-claims': {
    description: 'Changes a claim after signing. Must be refused.',
    purposes: everything,
    compact(jws) {
      const [header = '', , signature = ''] = jws.split('.');
      const claims = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8')) as JsonObject;
      return [header, Buffer.from(JSON.stringify({ ...claims, tampered: true })).toString('base64url'), signature].join(
        '.',
      );
    },
  },
  'alg-none': {
    description: 'Says "alg": "none" and leaves the signature out. Must be refused.',
    purposes: everything,
    request: (draft) => ({ ...draft, header: { ...draft.header, alg: 'none' } }),
    compact: (jws) => jws.replace(/[^.]*$/, ''),
  },
  'wrong-typ': {
    description: 'Names another "typ" in the header. Must be refused.',
    purposes: everything,
    request: (draft) => ({ ...draft, header: { ...draft.header, typ: 'at+jwt' } }),
  },
} satisfies Record<string, Quirk>;

/** Addressee and time. */
export const claimQuirks = {
  'wrong-issuer': {
    description: 'Names another "iss" than the client id. Must be refused.',
    purposes: signed,
    request: (draft) => withClaims(draft, { iss: 'somebody-else' }),
  },
  'wrong-client-id': {
    description: 'Names another "client_id". Must be refused.',
    purposes: tokens,
    request: (draft) => withClaims(draft, { client_id: 'somebody-else' }),
  },
  'wrong-audience': {
    description: 'Names the token endpoint of another server as "aud". Must be refused.',
    purposes: [...tokens, 'device registration', 'user registration'],
    request: (draft) => withClaims(draft, { aud: 'https://elsewhere.example/token' }),
    deviceRegistration: (registration) => ({ ...registration, audience: 'https://elsewhere.example/register' }),
    userRegistration: (registration) => ({ ...registration, audience: 'https://elsewhere.example/register' }),
  },
  'issued-in-future': {
    description: 'Dates the message an hour ahead. Must be refused.',
    purposes: everything,
    request: (draft) => withClaims(draft, shifted(draft, hour)),
    deviceRegistration: (registration) => ({ ...registration, issuedAt: registration.issuedAt + hour }),
    userRegistration: (registration) => ({ ...registration, issuedAt: registration.issuedAt + hour }),
  },
  expired: {
    description: 'Dates the message an hour back, so that it has expired. Must be refused.',
    purposes: everything,
    request: (draft) => withClaims(draft, shifted(draft, -hour)),
    deviceRegistration: (registration) => ({ ...registration, issuedAt: registration.issuedAt - hour }),
    userRegistration: (registration) => ({ ...registration, issuedAt: registration.issuedAt - hour }),
  },
  'missing-claim': {
    description: 'Leaves out the claim that `value` names. Must be refused for every claim that the sheet requires.',
    purposes: everything,
    needsValue: true,
    request: (draft, { value = 'nonce' }) => ({
      ...draft,
      claims: Object.fromEntries(Object.entries(draft.claims).filter(([name]) => name !== value)),
    }),
  },
  'wrong-apv-key': {
    description: 'Names a device encryption key in apv that is not the registered one. Must be refused.',
    purposes: signed,
    request(draft, tools) {
      const { nonce } = parseJweCrypto(draft.claims).partyVInfo;
      const deviceEncryptionKey = tools.strangerKey().agreement.publicKey;
      return withClaims(draft, { jwe_crypto: encodeJweCrypto({ deviceEncryptionKey, nonce }) });
    },
  },
  'wrong-apv-nonce': {
    description: 'Names another nonce in apv than in the claims. Must be refused.',
    purposes: signed,
    request(draft, { random }) {
      const { partyVInfo } = parseJweCrypto(draft.claims);
      const nonce = uuidFrom(random.bytes(16));
      return withClaims(draft, { jwe_crypto: encodeJweCrypto({ ...partyVInfo, nonce }) });
    },
  },
  'hpke-asked': {
    description: 'Asks for an HPKE response, which the login configuration did not offer. Must be refused.',
    purposes: signed,
    request(draft, { crypto }) {
      const { deviceEncryptionKey } = parseJweCrypto(draft.claims).partyVInfo;
      const kid = appleKeyId(deviceEncryptionKey, crypto);
      return withClaims(draft, { jwe_crypto: { alg: 'HPKE-P256-SHA256-A256GCM', enc: 'dir', kid } });
    },
  },
} satisfies Record<string, Quirk>;

/** Nonces, repetition, loss. */
export const freshnessQuirks = {
  'replayed-request': {
    description: 'Sends the last message of the same kind again, byte for byte. Must be refused.',
    purposes: everything,
    compact: (jws, tools) => tools.remembered(`last ${tools.purpose}`) ?? jws,
  },
  'replayed-nonce': {
    description: 'Names the server nonce of the last message again in a new one. Must be refused.',
    purposes: everything,
    serverNonce: (nonce, tools) => tools.remembered('last nonce') ?? nonce,
  },
  'stale-nonce': {
    description: 'Names the server nonce given as `value`, fetched too long ago. Must be refused.',
    purposes: everything,
    needsValue: true,
    serverNonce: (nonce, { value }) => value ?? nonce,
  },
  'foreign-nonce': {
    description: 'Names a server nonce that the server never gave out. Must be refused.',
    purposes: everything,
    serverNonce: (_nonce, { random }) => toBase64url(random.bytes(32)),
  },
  'foreign-request-id': {
    description:
      'Sends another client-request-id than the nonce was fetched with. Must be refused where they are bound.',
    purposes: everything,
    requestId: (_id, { random }) => uuidFrom(random.bytes(16)),
  },
  'lost-answer': {
    description: 'Throws the answer away and tries again with a fresh nonce. Must work, and change nothing twice.',
    purposes: everything,
    losesAnswer: true,
  },
} satisfies Record<string, Quirk>;

/** Tokens and keys of others. */
export const keyServiceQuirks = {
  'other-refresh-token': {
    description: 'Brings the refresh token given as `value`, of another person or Mac. Must be refused.',
    purposes: ['refresh', 'key request', 'key exchange'],
    needsValue: true,
    request: (draft, { value = '' }) => withClaims(draft, { refresh_token: value }),
  },
  'rotated-refresh-token': {
    description: 'Brings the refresh token before the present one. After the grace it must be refused, and all ended.',
    purposes: ['refresh', 'key request', 'key exchange'],
    request: (draft, tools) => {
      const old = tools.remembered('previous refresh token');
      return old === undefined ? draft : withClaims(draft, { refresh_token: old });
    },
  },
  'other-key-context': {
    description: "Brings the key_context given as `value`, of another Mac's or person's unlock key. Must be refused.",
    purposes: ['key exchange'],
    needsValue: true,
    request: (draft, { value = '' }) => withClaims(draft, { key_context: value }),
  },
  'short-coordinate': {
    description: 'Sends a public key with one byte of its X coordinate missing. Must be refused.',
    purposes: ['key exchange'],
    request: (draft) => changedPoint(draft, (point) => Buffer.concat([point.subarray(0, 1), point.subarray(2)])),
  },
  'point-not-on-curve': {
    description: 'Sends a public key that is no point of P-256. Must be refused.',
    purposes: ['key exchange'],
    request: (draft) =>
      changedPoint(draft, (point) => {
        const changed = Buffer.from(point);
        changed[64] = (changed[64] ?? 0) ^ 1;
        return changed;
      }),
  },
  'other-user-name': {
    description: 'Names the person given as `value` instead of the one who is registered. Must be refused.',
    purposes: ['login', 'key request', 'key exchange'],
    needsValue: true,
    request: (draft, { value = '' }) => withClaims(draft, { sub: value, username: value }),
    assertion: (draft, { value = '' }) => withClaims(draft, { sub: value, iss: value }),
  },
  'conflicting-user-names': {
    description: 'Names one person in "sub" and another in "username". Must be refused.',
    purposes: ['login', 'key request', 'key exchange'],
    request: (draft) => withClaims(draft, { sub: 'somebody-else@elsewhere.example' }),
  },
} satisfies Record<string, Quirk>;

function changedPoint(draft: Draft, change: (point: Uint8Array) => Uint8Array): Draft {
  const text = draft.claims['other_publickey'];
  const point = Buffer.from(typeof text === 'string' ? text : '', 'base64');
  return withClaims(draft, { other_publickey: toBase64(change(point)) });
}

/** Grants that are not offered, and assertions that do not fit. */
export const assertionQuirks = {
  'ws-trust-grant': {
    description: 'Sends a SAML assertion (WS-Trust) as credential. Must be refused with a clear word.',
    purposes: ['login'],
    request: (draft) =>
      withClaims(without(draft, 'password'), {
        grant_type: 'urn:ietf:params:oauth:grant-type:saml2-bearer',
        assertion: toBase64(Buffer.from('<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>')),
      }),
  },
  'token-exchange-grant': {
    description:
      'Sends a made-up callback of a web sign-in (token exchange) as credential. Must be refused with a clear word.',
    purposes: ['login'],
    request: (draft) =>
      withClaims(without(without(draft, 'password'), 'assertion'), {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: 'com.apple.platformsso://callback?code=made-up&state=made-up',
        subject_token_type: 'urn:apple:platformsso:authorization-code-response',
      }),
  },
  'assertion-other-nonce': {
    description: 'Gives the embedded assertion another nonce than the request. Must be refused.',
    purposes: ['login'],
    assertion: (draft, { random }) => withClaims(draft, { nonce: uuidFrom(random.bytes(16)) }),
  },
  'assertion-other-server-nonce': {
    description: 'Gives the embedded assertion another server nonce than the request. Must be refused.',
    purposes: ['login'],
    assertion: (draft, { random }) => withClaims(draft, { request_nonce: toBase64url(random.bytes(32)) }),
  },
  'assertion-other-subject': {
    description: 'Names another person in the embedded assertion than in the request. Must be refused.',
    purposes: ['login'],
    assertion: (draft) =>
      withClaims(draft, { sub: 'somebody-else@elsewhere.example', iss: 'somebody-else@elsewhere.example' }),
  },
  'assertion-other-scope': {
    description: 'Gives the embedded assertion another scope than the request. Must be refused.',
    purposes: ['login'],
    assertion: (draft) => withClaims(draft, { scope: 'openid' }),
  },
  'assertion-other-audience': {
    description: 'Addresses the embedded assertion to another server. Must be refused.',
    purposes: ['login'],
    assertion: (draft) => withClaims(draft, { aud: 'https://elsewhere.example' }),
  },
  'assertion-expired': {
    description: 'Dates the embedded assertion an hour back. Must be refused.',
    purposes: ['login'],
    assertion: (draft) => withClaims(draft, shifted(draft, -hour)),
  },
  'assertion-from-future': {
    description: 'Dates the embedded assertion an hour ahead. Must be refused.',
    purposes: ['login'],
    assertion: (draft) => withClaims(draft, shifted(draft, hour)),
  },
  'assertion-foreign-key': {
    description: "Signs the embedded assertion with a key that is not the person's. Must be refused.",
    purposes: ['login'],
    assertion: (draft, tools) => ({
      ...draft,
      header: { ...draft.header, alg: 'ES256' },
      signer: tools.strangerKey().signer,
    }),
  },
  'assertion-foreign-certificate': {
    description: 'Brings the certificate given as `value` (base64 DER) in place of that of the card. Must be refused.',
    purposes: ['login'],
    needsValue: true,
    assertion: (draft, { value = '' }) => ({ ...draft, header: { ...draft.header, x5c: [value] } }),
  },
} satisfies Record<string, Quirk>;

function without(draft: Draft, name: string): Draft {
  const claims = Object.fromEntries(Object.entries(draft.claims).filter(([claim]) => claim !== name));
  return { ...draft, claims: isJsonObject(claims) ? claims : {} };
}
