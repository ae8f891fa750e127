import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlatformSsoFailureCode } from '#mac/platform-sso-agent/failure.ts';
import type { MacFetch, MacResponse } from '#mac/ports.ts';
import { type JsonObject, parseJsonObject } from '#protocol/encoding/json.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { jwkFromPoint } from '#protocol/jose/jwk.ts';
import { generateKeyAgreement } from '#runtime/crypto.ts';
import { joinMac, userOf } from '../support/stage-mac.ts';
import { openStage } from '../support/stage.ts';

/** Changes an answer of the token endpoint on its way. `earlier` is the one before it. */
type Meddling = (answer: string, earlier: string) => { readonly status?: number; readonly body: string };

function header(change: (header: JsonObject) => JsonObject): Meddling {
  return (answer) => {
    const [first = '', ...rest] = answer.split('.');
    const read = parseJsonObject(Buffer.from(first, 'base64url').toString('utf8')) ?? {};
    const changed = Buffer.from(JSON.stringify(change(read))).toString('base64url');
    return { body: [changed, ...rest].join('.') };
  };
}

function without(name: string): Meddling {
  return header((read) => Object.fromEntries(Object.entries(read).filter(([member]) => member !== name)));
}

const otherKey = { ...jwkFromPoint(generateKeyAgreement().publicKey) };
const text = (value: unknown) => (typeof value === 'string' ? value : '');
const meddlings: Readonly<Record<string, readonly [Meddling, PlatformSsoFailureCode]>> = {
  'the apu taken out': [without('apu'), 'response-apu-missing'],
  'the ephemeral key of another': [header((read) => ({ ...read, epk: otherKey })), 'response-apu-mismatch'],
  'no ephemeral key': [without('epk'), 'response-epk-malformed'],
  'the algorithm renamed': [header((read) => ({ ...read, alg: 'dir' })), 'response-algorithm'],
  'another apv in its header': [
    header((read) => ({ ...read, apv: `A${text(read['apv'])}` })),
    'response-undecryptable',
  ],
  'a header member added': [header((read) => ({ ...read, cty: 'JWT' })), 'response-undecryptable'],
  'compression announced': [header((read) => ({ ...read, zip: 'DEF' })), 'response-malformed'],
  'one bit of the tag changed': [
    (answer) => ({ body: answer.replace(/.{3}$/, (end) => (end.startsWith('A') ? 'BBB' : 'AAA')) }),
    'response-undecryptable',
  ],
  'the answer of an earlier login in its place': [(_answer, earlier) => ({ body: earlier }), 'response-undecryptable'],
  'a fifth part missing': [(answer) => ({ body: answer.replace(/\.[^.]*$/, '') }), 'response-malformed'],
  'nothing in it': [() => ({ body: '' }), 'response-malformed'],
  'a sign-in page in its place': [() => ({ body: '<!doctype html><title>Sign in</title>' }), 'response-malformed'],
  'a redirect in its place': [(body) => ({ status: 302, body }), 'redirected'],
  'status 400 over it': [(body) => ({ status: 400, body }), 'refused-by-identity-provider'],
  'status 401 over it': [(body) => ({ status: 401, body }), 'wrong-credential'],
  'status 500 over it': [(body) => ({ status: 500, body }), 'refused-by-identity-provider'],
};

for (const [what, [meddle, code]] of Object.entries(meddlings)) {
  test(`A login response with ${what} leaves the Mac with its old tokens and the word ${code} (3.4, 6.3, 16.3).`, async (t) => {
    const stage = await openStage(t);
    const ada = await stage.addPerson('ada');
    const network = { meddle: undefined as Meddling | undefined };
    const joined = await joinMac(stage, {
      person: ada,
      method: 'UserSecureEnclaveKey',
      through: (fetch) => meddling(fetch, network),
    });
    const before = userOf(joined).tokens;
    network.meddle = meddle;
    const { outcome } = await joined.mac.renewTokens({ evenIfFresh: true });
    const found = outcome.kind === 'failed' ? outcome.failure.code : outcome.kind;
    assert.equal(found, code === 'wrong-credential' ? 'authentication-required' : code);
    assert.deepEqual(userOf(joined).tokens, before);
    network.meddle = undefined;
    assert.equal((await joined.mac.renewTokens({ evenIfFresh: true })).outcome.kind, 'renewed');
  });
}

function meddling(fetch: MacFetch, network: { readonly meddle: Meddling | undefined }): MacFetch {
  let earlier = '';
  return async (url, request): Promise<MacResponse> => {
    const answer = await fetch(url, request);
    if (!url.endsWith('/platform-sso/token') || String(request.body).startsWith('grant_type=srv_challenge'))
      return answer;
    const body = await answer.text();
    const last = earlier;
    earlier = body;
    const changed = network.meddle?.(body, last) ?? { body };
    return {
      ...answer,
      status: changed.status ?? answer.status,
      text: () => changed.body,
      bytes: () => utf8(changed.body),
    };
  };
}
