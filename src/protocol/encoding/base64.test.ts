import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import vectors from '#test/vectors/rfc/rfc4648.json' with { type: 'json' };
import * as native from './base64.ts';

// The same module once more, loaded where no Buffer is to be found, so that it falls back to its own tables.
const secondCopy = './base64.ts?tables';
const tables = await withoutBuffer(async () => (await import(secondCopy)) as typeof native);

async function withoutBuffer<Result>(work: () => Promise<Result>): Promise<Result> {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'Buffer');
  assert.ok(descriptor);
  Object.defineProperty(globalThis, 'Buffer', { ...descriptor, get: () => undefined });
  try {
    return await work();
  } finally {
    Object.defineProperty(globalThis, 'Buffer', descriptor);
  }
}

for (const [name, base64] of [
  ['with the engine’s codec', native],
  ['with the module’s own tables', tables],
] as const) {
  const { fromAnyBase64, fromBase64, fromBase64url, toBase64, toBase64url } = base64;

  describe(`Base64 ${name}`, () => {
    for (const [text = '', encoded = ''] of vectors.section10) {
      it(`gives the words of RFC 4648 section 10 in both directions: "${text}"`, () => {
        const bytes = new TextEncoder().encode(text);
        assert.equal(toBase64(bytes), encoded);
        assert.equal(toBase64url(bytes), encoded.replaceAll('=', ''));
        assert.deepEqual(fromBase64(encoded), bytes);
        assert.deepEqual(fromBase64url(encoded.replaceAll('=', '')), bytes);
      });
    }

    it('uses + and / in one alphabet, - and _ in the other (RFC 4648 sections 4 and 5)', () => {
      const bytes = new Uint8Array([0xfb, 0xff, 0xfe]);
      assert.equal(toBase64(bytes), '+//+');
      assert.equal(toBase64url(bytes), '-__-');
      assert.deepEqual(fromAnyBase64('+//+'), bytes);
      assert.deepEqual(fromAnyBase64('-__-'), bytes);
      assert.equal(fromBase64('-__-'), undefined);
      assert.equal(fromBase64url('+//+'), undefined);
    });

    it('reads back what it writes, in every flavour (property)', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 100 }), (random) => {
          const bytes = new Uint8Array(random);
          assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
          assert.deepEqual(fromBase64url(toBase64url(bytes)), bytes);
          for (const text of [toBase64(bytes), toBase64url(bytes), toBase64(bytes).replace(/=+$/, '')])
            assert.deepEqual(fromAnyBase64(text), bytes);
        }),
      );
    });

    it('agrees with Node about every byte string and reads views into larger buffers (property)', () => {
      fc.assert(
        fc.property(fc.uint8Array({ minLength: 2, maxLength: 40 }), (random) => {
          const view = random.subarray(1);
          assert.equal(toBase64(view), Buffer.from(view).toString('base64'));
          assert.equal(toBase64url(view), Buffer.from(view).toString('base64url'));
        }),
      );
    });

    it('gives a byte string one spelling: whatever is decoded encodes to the same text (property)', () => {
      const letters = 'ABCDEFwxyz0189+/-_= \n.*é'.split('');
      fc.assert(
        fc.property(fc.string({ unit: fc.constantFrom(...letters), maxLength: 9 }), (text) => {
          const url = fromBase64url(text);
          if (url) assert.equal(toBase64url(url), text);
          const standard = fromBase64(text);
          if (standard) assert.equal(toBase64(standard), text);
          const any = fromAnyBase64(text);
          if (any) assert.ok([toBase64, toBase64url].some((encode) => encode(any).startsWith(text.replace(/=+$/, ''))));
        }),
        { numRuns: 2000 },
      );
    });

    const refused: readonly (readonly [string, string])[] = [
      ['a length that no byte string has', 'A'],
      ['a length that no byte string has', 'AAAAA'],
      ['bits that belong to no byte, one letter over', 'Zh=='],
      ['bits that belong to no byte, two letters over', 'Zm9='],
      ['too little padding', 'Zg='],
      ['too much padding', 'Zm8=='],
      ['padding after whole groups', 'Zm9v='],
      ['padding alone', '=='],
      ['padding inside', 'Zg==Zg=='],
      ['both alphabets at once', '+_AA'],
      ['a space', 'Zm 9v'],
      ['a line feed at the end', 'Zm9v\n'],
      ['a letter outside ASCII', 'Zm9é'],
    ];
    for (const [what, text] of refused) {
      it(`refuses ${what}: ${JSON.stringify(text)}`, () => {
        for (const decode of [fromBase64, fromBase64url, fromAnyBase64]) assert.equal(decode(text), undefined);
      });
    }

    it('refuses padding in base64url (RFC 7515 section 2) and its absence in padded base64', () => {
      assert.equal(fromBase64url('Zg=='), undefined);
      assert.equal(fromBase64('Zg'), undefined);
      assert.deepEqual(fromAnyBase64('Zg'), fromAnyBase64('Zg=='));
    });
  });
}

describe('The two ways of base64', () => {
  it('are both tested: one copy of the module found a Buffer, the other none', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const views = Buffer.prototype.toString;
    let calls = 0;
    Buffer.prototype.toString = function counted(this: Buffer, ...rest: Parameters<typeof views>) {
      calls += 1;
      return views.apply(this, rest);
    };
    try {
      tables.toBase64(bytes);
      assert.equal(calls, 0);
      native.toBase64(bytes);
      assert.equal(calls, 1);
    } finally {
      Buffer.prototype.toString = views;
    }
  });
});
