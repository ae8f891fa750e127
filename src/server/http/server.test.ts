import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { jsonOf } from '#server/platform-sso/contract/reply.ts';
import { openProvider, type Provider } from '#server/platform-sso/contract/test-provider.ts';

let provider: Provider;
let app: FastifyInstance;
before(async () => {
  provider = await openProvider();
  ({ app } = provider);
  app.get('/broken', () => {
    throw new Error('the secret of the machine room');
  });
});
after(() => provider.close());

async function post(payload: string, type: string) {
  const headers = { 'content-type': type };
  const reply = await app.inject({ method: 'POST', url: '/platform-sso/registration-sign-in', headers, payload });
  return { status: reply.statusCode, body: reply.body, headers: reply.headers };
}

test('the server says that it is well, to anybody', async () => {
  const reply = await app.inject('/health');
  assert.equal(reply.statusCode, 200);
  assert.deepEqual(reply.json(), { status: 'ok' });
});

test('every answer forbids sniffing and plain HTTP (section 5.12)', async () => {
  for (const url of ['/health', '/nowhere', '/broken', '/.well-known/jwks.json']) {
    const { headers } = await app.inject(url);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.match(String(headers['strict-transport-security']), /^max-age=\d+/);
  }
});

test('an address that is not there is answered with 404 and a code, and repeats nothing of the request', async () => {
  const reply = await app.inject('/nowhere/token-abc');
  assert.equal(reply.statusCode, 404);
  assert.equal(reply.json<{ code: string }>().code, 'no_such_address');
  assert.doesNotMatch(reply.body, /token-abc|nowhere/);
});

test('a fault of ours is answered with 500 and tells nothing of its cause (section 5.12)', async () => {
  const reply = await app.inject('/broken');
  assert.equal(reply.statusCode, 500);
  assert.equal(reply.json<{ code: string }>().code, 'internal_error');
  assert.doesNotMatch(reply.body, /machine room|Error|stack/);
});

test('a body above 64 kB is answered with 413, one of 64 kB is read (section 5.12)', async () => {
  const json = (length: number) => `{"a":"${'x'.repeat(length - 8)}"}`;
  const large = await post(json(64 * 1024 + 1), 'application/json');
  assert.equal(large.status, 413);
  assert.equal(jsonOf(large)['code'], 'body_too_large');
  assert.equal(jsonOf(await post(json(64 * 1024), 'application/json'))['code'], 'missing_claim');
});

test('a body of another media type, and JSON that is none, are answered with 4xx and a code', async () => {
  const xml = await post('<a/>', 'text/xml');
  assert.equal(jsonOf(xml)['code'], 'unsupported_media_type');
  assert.equal(xml.status, 415);
  const broken = await post('{"a":', 'application/json');
  assert.equal(jsonOf(broken)['code'], 'malformed_body');
  assert.equal(broken.status, 400);
});

test('JSON with a prototype in it is refused', async () => {
  const reply = await post('{"__proto__":{"administrator":true},"username":"ada"}', 'application/json');
  assert.equal(reply.status, 400);
});
