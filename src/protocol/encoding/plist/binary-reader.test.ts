import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import apple from '#test/vectors/plist/cpython.json' with { type: 'json' };
import { fromBase64 } from '../base64.ts';
import { utf8 } from '../utf8.ts';
import { type PlistErrorCode, defaultPlistLimits, parsePlist, writeBinaryPlist } from './plist.ts';

/** A binary property list of these objects, with one byte for each offset and reference. */
function binary(...objects: readonly (readonly number[])[]): Uint8Array {
  const offsets: number[] = [];
  let length = 8;
  for (const object of objects) {
    offsets.push(length);
    length += object.length;
  }
  const trailer = [0, 0, 0, 0, 0, 0, 1, 1, ...long(objects.length), ...long(0), ...long(length)];
  return new Uint8Array([...utf8('bplist00'), ...objects.flat(), ...offsets, ...trailer]);
}

function long(value: number): number[] {
  return [0, 0, 0, 0, 0, 0, value >> 8, value & 0xff];
}

function refuses(bytes: Uint8Array, code: PlistErrorCode): void {
  assert.throws(() => parsePlist(bytes), { name: 'PlistError', code });
}

const refused: readonly (readonly [string, Uint8Array, PlistErrorCode])[] = [
  ['null', binary([0x00]), 'plist_unsupported_type'],
  ['a fill byte', binary([0x0f]), 'plist_unsupported_type'],
  ['a set', binary([0xc0]), 'plist_unsupported_type'],
  ['an integer of 32 bytes', binary([0x15, ...Array<number>(32).fill(0)]), 'plist_bad_integer'],
  ['a real of 2 bytes', binary([0x21, 0, 0]), 'plist_bad_real'],
  ['a date of 4 bytes', binary([0x32, 0, 0, 0, 0]), 'plist_bad_date'],
  ['a date that is infinite', binary([0x33, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0]), 'plist_bad_date'],
  ['a count that is no integer', binary([0x5f, 0x51, 0x41]), 'plist_bad_integer'],
  ['a string beyond its object', binary([0x52, 0x41]), 'plist_truncated'],
  ['ASCII beyond ASCII', binary([0x52, 0xc3, 0xa4]), 'plist_bad_text'],
  ['half a surrogate pair', binary([0x61, 0xd8, 0x00]), 'plist_bad_text'],
  ['a key that is no string', binary([0xd1, 1, 1], [0x10, 1]), 'plist_key_expected'],
  ['one key twice', binary([0xd2, 1, 1, 1, 1], [0x51, 0x61]), 'plist_duplicate_key'],
  ['a reference to no object', binary([0xa1, 7]), 'plist_bad_object_reference'],
  ['an array in itself', binary([0xa1, 0]), 'plist_reference_cycle'],
  ['a circle of two', binary([0xa1, 1], [0xd1, 2, 0], [0x51, 0x61]), 'plist_reference_cycle'],
];

describe('Reading binary property lists', () => {
  for (const [name, bytes, code] of refused) {
    it(`refuses ${name} as ${code}`, () => {
      refuses(bytes, code);
    });
  }

  for (const [name, bytes] of apple.invalidBinary) {
    it(`refuses what CPython collected as invalid: ${name}`, () => {
      assert.throws(() => parsePlist(fromBase64(bytes ?? '') ?? assert.fail()), { name: 'PlistError' });
    });
  }

  it('refuses bytes between the offset table and the trailer, and after it', () => {
    const good = writeBinaryPlist(['a']);
    refuses(new Uint8Array([...good.subarray(0, -32), 0, ...good.subarray(-32)]), 'plist_bad_trailer');
    assert.throws(() => parsePlist(new Uint8Array([...good, 0])), { name: 'PlistError' });
  });

  it('reads integers of 1, 2 and 4 bytes as unsigned, of 8 and 16 as signed', () => {
    const ff = (count: number) => Array<number>(count).fill(0xff);
    const objects = [
      [0x10, ...ff(1)],
      [0x11, ...ff(2)],
      [0x12, ...ff(4)],
      [0x13, ...ff(8)],
      [0x14, ...ff(16)],
    ];
    assert.deepEqual(parsePlist(binary([0xa5, 1, 2, 3, 4, 5], ...objects)), [255, 65535, 4294967295, -1, -1]);
  });

  it('reads a value that is shared wherever it is used', () => {
    const shared = binary([0xa2, 1, 1], [0xa1, 2], [0x51, 0x61]);
    assert.deepEqual(parsePlist(shared), [['a'], ['a']]);
  });

  it('refuses a billion values made of shared arrays', () => {
    const levels = Array.from({ length: 12 }, (_, level) => [0xaa, ...Array<number>(10).fill(level + 1)]);
    refuses(binary(...levels, [0x09]), 'plist_too_many_values');
  });

  it('refuses a text that sharing makes larger than a message may be', () => {
    const limits = { ...defaultPlistLimits, maximumBytes: 1000 };
    const shared = writeBinaryPlist(Array<string>(20).fill('x'.repeat(60)));
    assert.ok(shared.length < 200);
    assert.throws(() => parsePlist(shared, limits), { code: 'plist_too_large' });
  });

  it('refuses more levels than its limit', () => {
    const chain = Array.from({ length: 80 }, (_, level) => [0xa1, level + 1]);
    refuses(binary(...chain, [0x09]), 'plist_too_deep');
  });

  it('reads a text of more characters than one call takes', () => {
    const long = 'ä😀'.repeat(5000);
    assert.equal(parsePlist(writeBinaryPlist(long)), long);
  });

  it('gives data that does not change with the message', () => {
    for (const message of [
      writeBinaryPlist(new Uint8Array([1, 2, 3])),
      Buffer.from(writeBinaryPlist(new Uint8Array([1, 2, 3]))),
    ]) {
      const value = parsePlist(message);
      message.fill(0);
      assert.deepEqual(value, new Uint8Array([1, 2, 3]));
    }
  });
});
