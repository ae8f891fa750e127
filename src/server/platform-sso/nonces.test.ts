import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { systemRandom } from '#runtime/random.ts';
import { Nonces } from './nonces.ts';
import { Refusal, type RefusalCode } from './refusal.ts';

function noncesAt(time: number, key = new Uint8Array(32).fill(7)) {
  const hand = { time };
  const clock = { now: () => hand.time };
  return { hand, nonces: new Nonces({ key: () => key, lifeSeconds: 300, clock, random: systemRandom }) };
}

function refused(code: RefusalCode): (error: unknown) => boolean {
  return (error) => error instanceof Refusal && error.code === code;
}

const noon = 1_793_534_400_000;

test('a nonce is recognised until its end and not at it, whatever the millisecond of its issue (section 5.4)', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999 }), (millisecond) => {
      const { nonces, hand } = noncesAt(noon + millisecond);
      const nonce = nonces.issue('request');
      const { expiresAt } = nonces.recognise(nonce, 'request');
      assert.ok(expiresAt >= noon + millisecond + 300_000);
      hand.time = expiresAt - 1;
      assert.doesNotThrow(() => nonces.recognise(nonce, 'request'));
      hand.time = expiresAt;
      assert.throws(() => nonces.recognise(nonce, 'request'), refused('nonce_expired'));
    }),
  );
});

test('a nonce is bound to its client-request-id, and to the absence of one (section 5.4)', () => {
  const { nonces } = noncesAt(noon);
  for (const [given, shown] of [
    ['one', 'other'],
    ['one', undefined],
    [undefined, 'other'],
  ]) {
    assert.throws(() => nonces.recognise(nonces.issue(given), shown), refused('nonce_foreign'));
  }
  assert.doesNotThrow(() => nonces.recognise(nonces.issue(undefined), undefined));
});

test('a nonce with any one bit turned is not ours: neither its id nor its end can be changed (section 5.4)', () => {
  const { nonces } = noncesAt(noon);
  const nonce = Buffer.from(nonces.issue('request'), 'base64url');
  for (let bit = 0; bit < nonce.length * 8; bit += 1) {
    const turned = Buffer.from(nonce);
    turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.throws(() => nonces.recognise(turned.toString('base64url'), 'request'), refused('nonce_foreign'));
  }
});

test('a nonce of another installation is not ours (section 5.4)', () => {
  const foreign = noncesAt(noon, new Uint8Array(32).fill(8)).nonces.issue('request');
  assert.throws(() => noncesAt(noon).nonces.recognise(foreign, 'request'), refused('nonce_foreign'));
});

test('no other text is recognised, and none throws anything but a refusal (section 6)', () => {
  const { nonces } = noncesAt(noon);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ minLength: 48, maxLength: 48 }), fc.base64String()), (text) => {
      assert.throws(
        () => nonces.recognise(text, 'request'),
        (error) => refused('nonce_malformed')(error) || refused('nonce_foreign')(error),
      );
    }),
  );
});

test('no two nonces are alike (section 5.4)', () => {
  const { nonces } = noncesAt(noon);
  const many = Array.from({ length: 1000 }, () => nonces.issue('request'));
  assert.equal(new Set(many).size, many.length);
});
