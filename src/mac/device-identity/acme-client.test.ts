import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { flattenedVerify, importJWK, type JWK } from 'jose';
import { parsePlistDictionary } from '#protocol/encoding/plist/reading.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { keySigner, p256Point } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { obtainByAcme } from './acme-client.ts';
import { readAcmeSettings } from './acme-payload.ts';
import { AcmeSession, withoutLeadingZero } from './acme-session.ts';
import type { IdentityAnswer, IdentityRequest } from './ports.ts';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const accountKey = { publicKey: p256Point(privateKey), signer: keySigner(privateKey) };

function answer(status: number, body: object, headers: Record<string, string> = {}): IdentityAnswer {
  return { status, headers: { 'replay-nonce': 'next', ...headers }, bytes: utf8(JSON.stringify(body)) };
}

function portsWith(send: (request: IdentityRequest) => IdentityAnswer) {
  return {
    send: (request: IdentityRequest) => Promise.resolve().then(() => send(request)),
    clock: { now: () => 0 },
    random: systemRandom,
    pause: () => Promise.resolve(),
  };
}

const directory = { newNonce: 'https://a/nonce', newAccount: 'https://a/account', newOrder: 'https://a/order' };

test('requests are what jose verifies: the key first, the account’s address afterwards, each with the last nonce', async () => {
  const seen: IdentityRequest[] = [];
  const ports = portsWith((request) => {
    seen.push(request);
    return request.method === 'GET' ? answer(200, directory) : answer(201, {}, { location: 'https://a/account/1' });
  });
  const session = new AcmeSession(ports, accountKey);
  await session.open('https://a/directory');
  await session.post('https://a/order', { identifiers: [] });
  assert.deepEqual(
    seen.map(({ method, url }) => `${method} ${url}`),
    ['GET https://a/directory', 'HEAD https://a/nonce', 'POST https://a/account', 'POST https://a/order'],
  );
  const [first, second] = await Promise.all(
    seen.slice(2).map(async ({ body }) => {
      const jws = JSON.parse(String(body)) as Parameters<typeof flattenedVerify>[0];
      const jwk = privateKey.export({ format: 'jwk' });
      return (
        await flattenedVerify(jws, await importJWK({ kty: 'EC', crv: 'P-256', x: jwk.x, y: jwk.y } as JWK, 'ES256'))
      ).protectedHeader;
    }),
  );
  assert.ok(first?.['jwk']);
  assert.equal(second?.['kid'], 'https://a/account/1');
  assert.deepEqual([second['nonce'], second['url']], ['next', 'https://a/order']);
});

test('a refused nonce is tried again with the new one, three times', async () => {
  let posts = 0;
  const ports = portsWith(({ method }) => {
    if (method !== 'POST') return answer(200, directory);
    posts += 1;
    return answer(400, { type: 'urn:ietf:params:acme:error:badNonce' });
  });
  await assert.rejects(new AcmeSession(ports, accountKey).open('https://a/directory'), { name: 'AcmeRefused' });
  assert.equal(posts, 3);
});

test('servers that are away or answer nonsense are told as such', async () => {
  const settings = { directoryUrl: 'https://a/directory', clientIdentifier: 'x', subject: [], attest: true };
  const key = { ...accountKey, attest: () => Promise.resolve([]) };
  const codeOf = async (send: () => IdentityAnswer) => {
    const outcome = await obtainByAcme(settings, { variables: {}, accountKey, key }, portsWith(send));
    return outcome.kind === 'failed' && outcome.code;
  };
  assert.equal(await codeOf(() => assert.fail('no route')), 'server_unreachable');
  assert.equal(await codeOf(() => answer(404, {})), 'answer_unreadable');
  assert.equal(await codeOf(() => answer(200, {})), 'answer_unreadable');
});

test('a leading zero of r, else of s, is left out on request; other signatures stay as they are (checklist 19)', () => {
  const full = new Uint8Array(64).fill(7);
  assert.equal(withoutLeadingZero(full), full);
  for (const at of [0, 32]) {
    const short = withoutLeadingZero(full.with(at, 0));
    assert.deepEqual(short, new Uint8Array(63).fill(7));
  }
});

test('settings are read with the defaults of macOS (section 3.4)', () => {
  const plist = utf8(
    '<plist version="1.0"><dict><key>DirectoryURL</key><string>https://a</string><key>ClientIdentifier</key><string>c</string></dict></plist>',
  );
  assert.deepEqual(readAcmeSettings(parsePlistDictionary(plist)), {
    directoryUrl: 'https://a',
    clientIdentifier: 'c',
    subject: [],
    attest: false,
  });
});
