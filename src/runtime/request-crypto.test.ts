import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { compactDecrypt, compactVerify } from 'jose';
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { hasValidSignature, parseJws, type UnverifiedJws } from '#protocol/jose/jws.ts';
import { keyAgreement, p256Point } from './crypto.ts';
import { RequestCrypto, type ThreadOptions } from './request-crypto.ts';

interface Signed {
  readonly point: Uint8Array;
  readonly jws: UnverifiedJws;
}

/** A JWS that `node:crypto` signed, not our own code. */
function signed(claims = '{}', key = generateKeyPairSync('ec', { namedCurve: 'P-256' })): Signed {
  const input = `${toBase64url(utf8('{"alg":"ES256"}'))}.${toBase64url(utf8(claims))}`;
  const signature = sign('sha256', utf8(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return { point: p256Point(key.publicKey), jws: parseJws(`${input}.${toBase64url(signature)}`) };
}

function isGood(crypto: RequestCrypto, { point, jws }: Signed): Promise<boolean> {
  return crypto.verified(point, jws).then((key) => hasValidSignature(jws, key));
}

function sealing(member: string) {
  const device = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const token = { member, headerJson: '{"alg":"ES256"}', claimsJson: '{"sub":"ada"}', keyId: 'key one' };
  const deviceEncryptionKey = keyAgreement(device.privateKey).publicKey;
  const work = { body: { kept: 1 }, token, typ: 'x', deviceEncryptionKey, apv: utf8('apv'), iv: new Uint8Array(12) };
  return { device, work };
}

async function opened(jwe: string, device: KeyObject): Promise<Record<string, unknown>> {
  const { plaintext } = await compactDecrypt(jwe, device);
  return JSON.parse(new TextDecoder().decode(plaintext)) as Record<string, unknown>;
}

/** One whose thread has been started by work and is ready. */
async function besideTheLoop(context: TestContext, options: ThreadOptions): Promise<RequestCrypto> {
  const crypto = new RequestCrypto(options);
  context.after(() => crypto.close());
  const some = signed();
  for (let count = 0; count < 20; count += 1) assert.equal(await isGood(crypto, some), true);
  // The thread holds no process open, so something must while it starts.
  const hold = setInterval(() => undefined, 1000);
  while (!crypto.isBeside) await nextTurn();
  clearInterval(hold);
  return crypto;
}

const failing = (error: unknown) => assert.fail(String(error));

test('a batch in the thread is judged signature by signature, as node:crypto made them', async (context) => {
  const crypto = await besideTheLoop(context, { onLost: failing });
  const good = Array.from({ length: 10 }, (_, index) => signed(`{"n":${index}}`));
  const stranger = signed();
  const all = good.flatMap((one) => [one, { point: stranger.point, jws: one.jws }]);
  const found = await Promise.all(all.map((one) => isGood(crypto, one)));
  assert.deepEqual(
    found,
    good.flatMap(() => [true, false]),
  );
});

test('a key that was asked about one message answers truthfully about every other', async (context) => {
  const crypto = await besideTheLoop(context, { onLost: failing });
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [one, other] = [signed('{"n":1}', pair), signed('{"n":2}', pair)];
  const [key] = await Promise.all([crypto.verified(one.point, one.jws), isGood(crypto, other)]);
  assert.equal(hasValidSignature(other.jws, key), true);
  assert.equal(key.verify('ES256', other.jws.signingInput, one.jws.signature), false);
  assert.equal(key.verify('ES256', one.jws.signingInput, other.jws.signature), false);
  assert.equal(key.verify('ES384', one.jws.signingInput, one.jws.signature), false);
});

test('what the thread sealed, jose opens, and jose verifies the token in it', async (context) => {
  const crypto = await besideTheLoop(context, { onLost: failing });
  const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { keyId: 'key one', privateKey: signing.privateKey };
  const several = [sealing('id_token'), sealing('id_token'), sealing('id_token')];
  const answers = await Promise.all(several.map(({ work }) => crypto.seal(work, key)));
  for (const [index, { device }] of several.entries()) {
    const body = await opened(answers[index] ?? '', device.privateKey);
    assert.equal(body['kept'], 1);
    const { payload } = await compactVerify(String(body['id_token']), signing.publicKey);
    assert.equal(new TextDecoder().decode(payload), '{"sub":"ada"}');
  }
});

test('a key that is no point of the curve is refused in the thread as it is without one', async (context) => {
  const crypto = await besideTheLoop(context, { onLost: failing });
  const { jws } = signed();
  const point = new Uint8Array(65).fill(4);
  const both = await Promise.allSettled([crypto.verified(point, jws), crypto.verified(point, jws)]);
  for (const outcome of both) {
    assert.equal(outcome.status, 'rejected');
    assert.equal((outcome.reason as { code: string }).code, 'point_not_on_curve');
  }
});

test('when the thread ends by itself, what it had is done here, it is told once, and work goes on', async (context) => {
  const lost: unknown[] = [];
  const program = `import { parentPort } from 'node:worker_threads';
    parentPort.postMessage('ready');
    parentPort.on('message', () => { throw new Error('the thread fell'); });`;
  const url = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
  const crypto = await besideTheLoop(context, { onLost: (error) => lost.push(error), program: url });
  const hold = setInterval(() => undefined, 1000);
  const found = await Promise.all([signed(), signed(), signed()].map((one) => isGood(crypto, one)));
  clearInterval(hold);
  assert.deepEqual(found, [true, true, true]);
  assert.equal(crypto.isBeside, false);
  assert.equal(lost.length, 1);
  assert.match(String(lost[0]), /the thread fell/);
  assert.equal(await isGood(crypto, signed()), true);
});

test('without a thread a broken signature is refused and a response sealed just the same', async () => {
  const crypto = new RequestCrypto();
  const good = signed();
  const signature = fromBase64url(toBase64url(good.jws.signature)) ?? assert.fail();
  signature[7] = (signature[7] ?? 0) ^ 1;
  assert.equal(await isGood(crypto, good), true);
  assert.equal(await isGood(crypto, { ...good, jws: { ...good.jws, signature } }), false);
  const { device, work } = sealing('id_token');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = await opened(await crypto.seal(work, { keyId: 'key one', privateKey }), device.privateKey);
  assert.deepEqual(Object.keys(body), ['kept', 'id_token']);
  assert.equal(crypto.isBeside, false);
});
