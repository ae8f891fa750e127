import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { onEveryEngine } from '#test/support/engines.ts';
import { phonePaths } from '#api/authenticator.ts';
import { requestText, type SignedRequest, signingInputOf } from '#api/authenticator-signatures.ts';
import { toBase64url } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import {
  type Bench,
  benchClock,
  type BenchPhone,
  enrolledPhone,
  issuer,
  openBench,
  refusalOf,
  sendTo,
} from './contract/phone-bench.ts';
import { parseSignature } from './signed-request.ts';

let nonces = 0;

/** Signs a request by hand, with something changed. Answers with the code, or the status. */
async function sendBy(
  bench: Bench,
  phone: BenchPhone,
  change: Partial<SignedRequest> & {
    readonly key?: object;
    readonly received?: { method?: string; path?: string };
  } = {},
) {
  const [account] = phone.stored;
  assert.ok(account);
  const { key = account.key, received = {}, ...more } = change;
  const request: SignedRequest = {
    issuer,
    authenticatorId: account.authenticatorId,
    method: 'GET',
    path: phonePaths.requests,
    bodyHash: toBase64url(await phone.ports.crypto.sha256(new Uint8Array())),
    at: bench.clock.time,
    nonce: `nonce-of-twenty-bytes-${(nonces += 1)}`,
    counter: account.counter + 1,
    ...more,
  };
  const input = signingInputOf(requestText(request));
  const jws = `${input}.${toBase64url(await phone.ports.crypto.sign(key, utf8(input)))}`;
  const headers = { authorization: `Phone ${jws}` };
  const { method, path } = request;
  const answer = await sendTo(bench, { method, path, headers, body: undefined, ...received });
  return answer.code ?? answer.status;
}

onEveryEngine('The signature of a request', (store) => {
  it('lets in what is signed by the key of the phone, once', async () => {
    const bench = await openBench(store.one());
    const { phone } = await enrolledPhone(bench);
    assert.equal(await sendBy(bench, phone, { nonce: 'a-nonce-that-comes-twice', counter: 5 }), 200);
    assert.equal(await sendBy(bench, phone, { nonce: 'a-nonce-that-comes-twice', counter: 5 }), 'signature_replayed');
    assert.equal(await sendBy(bench, phone, { nonce: 'a-nonce-that-comes-twice', counter: 9 }), 'signature_replayed');
    assert.equal(await sendBy(bench, phone, { counter: 6 }), 200);
    await bench.close();
  });

  it('counts once when it comes to two nodes at the same time', async () => {
    const clock = benchClock();
    const [one, other] = await Promise.all(store.pair().map((database) => openBench(database, clock)));
    assert.ok(one && other);
    const { phone } = await enrolledPhone(one);
    const same = { nonce: 'a-nonce-for-two-nodes', counter: 3 };
    const answers = await Promise.all([one, other, one, other].map((bench) => sendBy(bench, phone, same)));
    assert.equal(answers.filter((answer) => answer === 200).length, 1);
    assert.equal(answers.filter((answer) => answer === 'signature_replayed').length, 3);
    await Promise.all([one.close(), other.close()]);
  });

  it('covers server, phone, method, path, query and body, and is by no other key', async () => {
    const bench = await openBench(store.one());
    const { phone } = await enrolledPhone(bench);
    const stranger = await enrolledPhone(bench);
    const { key } = await phone.ports.crypto.newKey();
    const changes = [
      { issuer: 'https://evil.example' },
      { authenticatorId: 'unknown' },
      { authenticatorId: stranger.authenticatorId },
      { method: 'DELETE', received: { method: 'GET' } },
      { path: phonePaths.self, received: { path: phonePaths.requests } },
      { received: { path: `${phonePaths.requests}?a=b` } },
      { bodyHash: toBase64url(await phone.ports.crypto.sha256(utf8('{}'))) },
      { key },
    ];
    for (const change of changes) {
      assert.equal(await sendBy(bench, phone, change), 'signature_invalid', JSON.stringify(change));
    }
    assert.equal(await sendBy(bench, phone), 200);
    const [refused] = await bench.events('authenticator.phone.refused');
    assert.deepEqual([refused?.code, refused?.userId], ['signature_invalid', undefined]);
    await bench.close();
  });

  it('is of a time within 60 seconds; the phone learns the server’s and tries once more', async () => {
    const bench = await openBench(store.one());
    const { phone, authenticatorId } = await enrolledPhone(bench);
    assert.equal(await sendBy(bench, phone, { at: bench.clock.time - 60_000, counter: 1 }), 200);
    assert.equal(await sendBy(bench, phone, { at: bench.clock.time + 60_000, counter: 2 }), 200);
    assert.equal(await sendBy(bench, phone, { at: bench.clock.time - 60_001, counter: 3 }), 'signature_outdated');
    assert.equal(await sendBy(bench, phone, { at: bench.clock.time + 60_001, counter: 3 }), 'signature_outdated');
    const [account] = phone.stored;
    assert.ok(account);
    phone.stored[0] = { ...account, counter: 10, clockOffset: 3_600_000 };
    assert.deepEqual(await phone.requests(authenticatorId), []);
    assert.equal(phone.stored[0].clockOffset, 0);
    await bench.close();
  });

  it('with a counter that goes back locks the phone and alarms: two hold its key', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    await phone.requests(authenticatorId);
    const [copy] = phone.stored;
    assert.ok(copy);
    await phone.requests(authenticatorId);
    bench.clock.time += 1000;
    phone.stored[0] = copy;
    assert.equal(await refusalOf(phone.requests(authenticatorId)), 'authenticator_locked');
    const [locked] = await bench.events('authenticator.locked');
    assert.deepEqual([locked?.code, locked?.userId, locked?.actor], ['counter_went_back', userId, 'system']);
    assert.deepEqual(locked?.detail, { authenticator: authenticatorId, counter: 2, last: 2 });
    phone.stored[0] = { ...copy, counter: 100 };
    assert.equal(await refusalOf(phone.requests(authenticatorId)), 'authenticator_locked');
    assert.equal(await bench.feature.numberMatching.isEnrolled(userId), false);
    assert.ok((await bench.feature.alerts()).some(({ code }) => code === 'authenticator_copied'));
    await phone.remove(authenticatorId);
    assert.deepEqual(phone.stored, []);
    await bench.feature.remove(userId, authenticatorId, 'admin');
    assert.ok(!(await bench.feature.alerts()).some(({ code }) => code === 'authenticator_copied'));
    await bench.close();
  });

  it('that a later one overtook on the way is refused, and locks nothing', async () => {
    const bench = await openBench(store.one());
    const { phone } = await enrolledPhone(bench);
    const signedAt = bench.clock.time;
    bench.clock.time += 2000;
    assert.equal(await sendBy(bench, phone, { counter: 8 }), 200);
    assert.equal(await sendBy(bench, phone, { counter: 7, at: signedAt }), 'signature_out_of_order');
    assert.equal(await sendBy(bench, phone, { counter: 9 }), 200);
    await bench.close();
  });

  it('of two windows of one phone comes in order, since they share a lock', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    await Promise.all(Array.from({ length: 8 }, () => phone.requests(authenticatorId)));
    assert.ok(!(await bench.events('authenticator.locked')).some((event) => event.userId === userId));
    assert.equal(phone.stored[0]?.counter, 8);
    await bench.close();
  });

  it('of a person who is disabled lets nothing in, and again when enabled', async () => {
    const bench = await openBench(store.one());
    const { userId, phone, authenticatorId } = await enrolledPhone(bench);
    await bench.setState(userId, 'disabled');
    assert.equal(await refusalOf(phone.requests(authenticatorId)), 'person_disabled');
    const { address } = await bench.feature.offer(userId, 'admin');
    assert.equal(await refusalOf(phone.look(address)), 'person_disabled');
    await bench.setState(userId, 'active');
    assert.deepEqual(await phone.requests(authenticatorId), []);
    await bench.close();
  });

  it('that cannot be read is refused by code, and beyond a budget without a word in the audit chain', async () => {
    const bench = await openBench(store.one());
    const send = (authorization?: string) =>
      sendTo(bench, {
        method: 'GET',
        path: phonePaths.requests,
        headers: authorization === undefined ? {} : { authorization },
        body: undefined,
      });
    assert.equal((await send()).code, 'signature_missing');
    assert.deepEqual([(await send()).status, (await send()).code], [401, 'signature_missing']);
    for (const text of ['Bearer x', 'Phone ', 'Phone a.b', 'Phone a.b.c', `Phone ${'a'.repeat(4000)}.b.c`]) {
      assert.equal((await send(text)).code, 'signature_malformed', text);
    }
    const codes = [];
    for (let count = 0; count < 60; count += 1) codes.push((await send()).code);
    assert.ok(codes.includes('attempts_limited'));
    const events = await bench.events('authenticator.phone.refused');
    assert.ok(!events.some(({ code }) => code === 'attempts_limited'));
    await bench.close();
  });
});

describe('The parser of signatures', () => {
  it('never throws, and takes no text that it did not sign (property)', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `Phone ${text}`),
        ),
        (text) => {
          assert.equal(typeof parseSignature(text), 'string');
        },
      ),
    );
  });

  it('gives back what was signed (property)', () => {
    const text = fc.stringMatching(/^[\w-]{20,64}$/);
    const at = fc.integer({ min: 0, max: 4_000_000_000_000 });
    const counter = fc.integer({ min: 1 });
    fc.assert(
      fc.property(text, text, at, counter, (authenticatorId, nonce, time, count) => {
        const more = { issuer, method: 'GET', path: '/', bodyHash: '', at: time, counter: count };
        const input = signingInputOf(requestText({ authenticatorId, nonce, ...more }));
        const parsed = parseSignature(`Phone ${input}.AAAA`);
        assert.ok(typeof parsed !== 'string');
        assert.deepEqual(
          [parsed.authenticatorId, parsed.nonce, parsed.at, parsed.counter],
          [authenticatorId, nonce, time, count],
        );
      }),
    );
  });

  it('refuses claims of the wrong types', () => {
    const header = toBase64url(utf8('{"alg":"ES256","typ":"phone-request+jwt","kid":"phone"}'));
    const of = (claims: object) => parseSignature(`Phone ${header}.${toBase64url(utf8(JSON.stringify(claims)))}.AAAA`);
    const good = { iat: 1, jti: 'n'.repeat(22), ctr: 1 };
    assert.notEqual(of(good), 'malformed');
    for (const bad of [
      { iat: '1' },
      { iat: -1 },
      { jti: 'short' },
      { jti: 7 },
      { ctr: 0 },
      { ctr: 1.5 },
      { ctr: '1' },
    ]) {
      assert.equal(of({ ...good, ...bad }), 'malformed', JSON.stringify(bad));
    }
    const other = toBase64url(utf8('{"alg":"HS256","kid":"phone"}'));
    assert.equal(parseSignature(`Phone ${other}.${toBase64url(utf8(JSON.stringify(good)))}.AAAA`), 'malformed');
  });
});
