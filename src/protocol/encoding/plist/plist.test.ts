import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import apple from '#test/vectors/plist/cpython.json' with { type: 'json' };
import others from '#test/vectors/plist/go-plist.json' with { type: 'json' };
import { fromBase64 } from '../base64.ts';
import { utf8 } from '../utf8.ts';
import {
  PlistError,
  type PlistErrorCode,
  type PlistValue,
  PlistReal,
  type PlistWritable,
  parsePlist,
  writeBinaryPlist,
  writeXmlPlist,
} from './plist.ts';

function bytesOf(base64: string): Uint8Array {
  return fromBase64(base64) ?? assert.fail('the vector is not base64');
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

const gunk = utf8('<lots of binary gunk>\0\x01\x02\x03'.repeat(10));
const meant = {
  aBigInt: 9223372036854775764n,
  aBigInt2: 9223372036854775852n,
  aDate: new Date('2004-10-26T10:33:33Z'),
  aDict: {
    aFalseValue: false,
    aTrueValue: true,
    aUnicodeValue: 'Mässig, Maß',
    anotherString: "<hello & 'hi' there!>",
    deeperDict: { a: 17, b: 32.5, c: [1, 2, 'text'] },
  },
  aFloat: 0.5,
  aList: ['A', 'B', 12, 32.5, [1, 2, 3]],
  aNegativeBigInt: -80000000000,
  aNegativeInt: -5,
  aString: 'Doodah',
  anEmptyDict: {},
  anEmptyList: [],
  anInt: 728,
  nestedData: [gunk],
  someData: utf8('<binary gunk>'),
  someMoreData: gunk,
  Åbenraa: 'That was a unicode key.',
};

const twice = 'Duplicate Dictionary Keys';

/** Strings that both forms hold: whole characters, without NUL, which XML has not. */
const strings = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\0', '0'));
const whole = fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }));
const dates = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((time) => new Date(Math.floor(time.getTime() / 1000) * 1000));
const reals = fc.double().map((value) => (Object.is(value, -0) ? 0 : value));
const { value: values } = fc.letrec<{ value: PlistValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    strings,
    whole,
    reals,
    fc.boolean(),
    dates,
    fc.uint8Array().map((bytes) => new Uint8Array(bytes)),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(strings, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

describe('Property lists in both forms', () => {
  it('reads what Apple’s NSPropertyListSerialization wrote as XML', () => {
    assert.deepEqual(parsePlist(bytesOf(apple.xml)), meant);
  });

  it('reads what Apple’s NSPropertyListSerialization wrote as binary', () => {
    assert.deepEqual(parsePlist(bytesOf(apple.binary)), meant);
  });

  it('writes the same XML as Apple, byte for byte', () => {
    assert.equal(text(writeXmlPlist(meant)), text(bytesOf(apple.xml)));
  });

  it('writes the same binary as Apple, byte for byte', () => {
    assert.deepEqual(writeBinaryPlist(meant), bytesOf(apple.binary));
  });

  it('reads the references of a keyed archive as CF$UID, as Apple’s XML form has them', () => {
    const archive = parsePlist(bytesOf(apple.keyedArchive)) as Record<string, PlistValue>;
    assert.deepEqual(archive['$top'], { root: { CF$UID: 1 } });
    assert.equal(archive['$archiver'], 'NSKeyedArchiver');
  });

  it('refuses the sample of go-plist whose dictionary has one key twice', () => {
    const sample = others.find(({ name }) => name === twice) ?? assert.fail();
    refuses(bytesOf(sample.binary ?? ''), 'plist_duplicate_key');
  });

  for (const { name, xml, binary } of others.filter(({ name }) => name !== twice)) {
    it(`reads the sample of go-plist: ${name}`, () => {
      const read = [xml === undefined ? undefined : utf8(xml), binary === undefined ? undefined : bytesOf(binary)]
        .filter((bytes) => bytes !== undefined)
        .map((bytes) => parsePlist(bytes));
      assert.ok(read.length > 0);
      for (const value of read) assert.deepEqual(value, read[0]);
    });
  }

  it('gives back what was written, in both forms (property)', () => {
    fc.assert(
      fc.property(values, (value) => {
        assert.deepEqual(parsePlist(writeXmlPlist(value)), value);
        assert.deepEqual(parsePlist(writeBinaryPlist(value)), value);
      }),
    );
  });

  it('throws nothing but PlistError for random bytes (property)', () => {
    const heads = ['', 'bplist00', '<plist>', '<?xml version="1.0"?><plist version="1.0"><dict>'].map((head) =>
      utf8(head),
    );
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 200 }), (head, tail) => {
        readable(Buffer.concat([head, tail]));
      }),
    );
  });

  it('throws nothing but PlistError when a byte of a good one is changed (property)', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(apple.xml, apple.binary, apple.keyedArchive).map(bytesOf),
        fc.nat(),
        fc.nat({ max: 255 }),
        (good, place, octet) => {
          const bad = new Uint8Array(good);
          bad[place % bad.length] = octet;
          readable(bad);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps a key named __proto__ as a key', () => {
    const hostile = Object.fromEntries([['__proto__', 'x']]);
    for (const bytes of [writeXmlPlist(hostile), writeBinaryPlist(hostile)]) {
      const value = parsePlist(bytes);
      assert.deepEqual(Object.keys(value), ['__proto__']);
      assert.equal(Object.getPrototypeOf(value), Object.prototype);
    }
  });

  it('refuses another version of the binary form', () => {
    refuses(utf8(`bplist15${'x'.repeat(50)}`), 'plist_unsupported_version');
  });
});

describe('Writing property lists', () => {
  const unwritable: readonly (readonly [string, PlistWritable])[] = [
    ['half a surrogate pair', '\ud800'],
    ['an integer of 65 bits', 2n ** 64n],
    ['an integer below 64 bits', -(2n ** 63n) - 1n],
    ['no date', new Date(Number.NaN)],
    ['a year of five digits', new Date('+010000-01-01T00:00:00Z')],
  ];
  for (const [name, value] of unwritable) {
    it(`refuses ${name} in both forms`, () => {
      for (const write of [writeXmlPlist, writeBinaryPlist]) {
        assert.throws(() => write([value]), { name: 'PlistError', code: 'plist_unwritable' });
      }
    });
  }

  it('refuses NUL in XML, which cannot hold it', () => {
    assert.throws(() => writeXmlPlist('a\0'), { code: 'plist_unwritable' });
  });

  it('refuses 65 levels, which could not be read', () => {
    let value: PlistValue = 'bottom';
    for (let level = 0; level < 64; level += 1) value = [value];
    assert.throws(() => writeXmlPlist(value), { code: 'plist_too_deep' });
    assert.throws(() => writeBinaryPlist(value), { code: 'plist_too_deep' });
  });

  it('writes reals like C’s %.17g, and zero and what is not finite in Apple’s words (CFNumber)', () => {
    const written = (value: number) => /<real>(.*)<\/real>/.exec(text(writeXmlPlist(new PlistReal(value))))?.[1];
    const expected: readonly (readonly [number, string])[] = [
      [0, '0.0'],
      [1, '1'],
      [0.1, '0.10000000000000001'],
      [-2.5, '-2.5'],
      [1e-5, '1.0000000000000001e-05'],
      [0.0001, '0.0001'],
      [1e16, '10000000000000000'],
      [1e17, '1e+17'],
      [1.5e300, '1.5000000000000001e+300'],
      [Number.NaN, 'nan'],
      [Number.POSITIVE_INFINITY, '+infinity'],
      [Number.NEGATIVE_INFINITY, '-infinity'],
    ];
    for (const [value, word] of expected) assert.equal(written(value), word);
  });

  it('writes a real without fraction as a real only when told so', () => {
    assert.match(text(writeXmlPlist({ a: 1, b: new PlistReal(1) })), /<integer>1<.*<real>1</s);
    assert.deepEqual(parsePlist(writeBinaryPlist([1, new PlistReal(1)])), [1, 1]);
  });

  it('never indents the text of data by more than eight tabs (CFPropertyList)', () => {
    let value: PlistValue = new Uint8Array(30);
    for (let level = 0; level < 10; level += 1) value = [value];
    const lines = text(writeXmlPlist(value)).split('\n');
    const at = lines.indexOf(`${'\t'.repeat(10)}<data>`);
    assert.equal(lines[at + 1], `${'\t'.repeat(8)}AAAAAAAAAAAA`);
  });

  it('writes as many values as are read, in both forms', () => {
    const value = Array.from({ length: 199_999 }, (_, index) => index);
    for (const bytes of [writeXmlPlist(value), writeBinaryPlist(value)]) assert.deepEqual(parsePlist(bytes), value);
  });

  it('shares equal values, but never a text with a number, or an integer with a real', () => {
    const value = ['1', 1, 1n, new PlistReal(1), true, '1', 'true', new Date(1), new Uint8Array([1]), 'AQ=='];
    const read = parsePlist(writeBinaryPlist(value));
    assert.deepEqual(read, ['1', 1, 1, 1, true, '1', 'true', new Date(1), new Uint8Array([1]), 'AQ==']);
    assert.ok(writeBinaryPlist(['abcdefgh', 'abcdefgh']).length < writeBinaryPlist(['abcdefgh', 'abcdefgi']).length);
  });

  it('keeps keys in the order given', () => {
    const keys = ['b', 'a', 'C'];
    const value = Object.fromEntries(keys.map((key) => [key, key]));
    for (const bytes of [writeXmlPlist(value), writeBinaryPlist(value)]) {
      assert.deepEqual(Object.keys(parsePlist(bytes)), keys);
    }
  });
});

function readable(bytes: Uint8Array): boolean {
  try {
    parsePlist(bytes);
    return true;
  } catch (error) {
    assert.ok(error instanceof PlistError, String(error));
    return false;
  }
}

function refuses(bytes: Uint8Array, code: PlistErrorCode): void {
  assert.throws(() => parsePlist(bytes), { name: 'PlistError', code });
}
