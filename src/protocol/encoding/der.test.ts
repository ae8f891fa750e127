import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fromHex, toHex } from './bytes.ts';
import { DerError, type DerErrorCode, DerReader, parseDer, Tag } from './der.ts';
import * as der from './der-writer.ts';
import { utf8 } from './utf8.ts';

function refuses(code: DerErrorCode, hex: string, read: (reader: DerReader) => unknown): void {
  assert.throws(
    () => parseDer(fromHex(hex), read),
    (error) => error instanceof DerError && error.code === code,
    `${hex} must be refused with ${code}`,
  );
}

/** Walks through everything, entering what is constructed, and reads each primitive as what its tag says. */
function walk(reader: DerReader): void {
  while (!reader.isAtEnd) {
    const tag = reader.peek();
    if ((tag & 0x20) !== 0) walk(reader.enter(tag));
    else readPrimitive(reader, tag);
  }
}

function readPrimitive(reader: DerReader, tag: number): void {
  if (tag === Tag.boolean) reader.boolean();
  else if (tag === Tag.integer) reader.smallInteger();
  else if (tag === Tag.bitString) reader.bitStringBytes();
  else if (tag === Tag.objectIdentifier) reader.objectIdentifier();
  else if (tag === Tag.utcTime || tag === Tag.generalizedTime) reader.time();
  else if (tag === Tag.null) reader.null();
  else if (tag === Tag.utf8String || tag === Tag.bmpString || tag === Tag.printableString) reader.text();
  else reader.content(tag);
}

const bytes = fc.uint8Array({ maxLength: 300 });

describe('DER lengths and tags (X.690 section 10.1)', () => {
  it('reads short and long definite lengths and gives back content and raw bytes', () => {
    for (const size of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
      const encoded = der.octetString(new Uint8Array(size).fill(7));
      assert.equal(new DerReader(encoded).octetString().length, size);
      assert.deepEqual(new DerReader(encoded).raw(), encoded);
    }
  });

  it('refuses a length that is not in its shortest form', () => {
    refuses('der_length_not_minimal', '04810105', (reader) => reader.octetString());
    refuses('der_length_not_minimal', '0482000105', (reader) => reader.octetString());
    refuses('der_length_not_minimal', `048200ff${'00'.repeat(255)}`, (reader) => reader.octetString());
  });

  it('refuses an indefinite length', () => {
    refuses('der_indefinite_length', '30800000', (reader) => reader.enter());
  });

  it('refuses a length of more than four bytes', () => {
    refuses('der_length_too_large', '04850000000001ff', (reader) => reader.octetString());
  });

  it('refuses elements that are missing, cut short, or longer than what holds them', () => {
    refuses('der_truncated', '', (reader) => reader.raw());
    refuses('der_truncated', '04', (reader) => reader.raw());
    refuses('der_truncated', '0482ff', (reader) => reader.raw());
    refuses('der_truncated', '0402aa', (reader) => reader.raw());
    refuses('der_truncated', '30030402aabb', (reader) => reader.enter().raw());
    refuses('der_truncated', '0484ffffffffaa', (reader) => reader.raw());
  });

  it('refuses tag numbers above 30', () => {
    refuses('der_high_tag_number', '1f8101', (reader) => reader.raw());
  });

  it('refuses an element of another tag than expected, and a primitive where a constructed one belongs', () => {
    refuses('der_unexpected_tag', '020100', (reader) => reader.octetString());
    refuses('der_unexpected_tag', '020100', (reader) => reader.enter(Tag.integer));
    refuses('der_unexpected_tag', '020100', (reader) => reader.text());
  });

  it('refuses bytes after the element', () => {
    refuses('der_trailing_bytes', '05000500', (reader) => reader.null());
  });

  it('refuses more than 32 levels', () => {
    let nested = der.nullValue();
    for (let level = 0; level < 33; level += 1) nested = der.sequence(nested);
    refuses('der_too_deep', toHex(nested), walk);
  });

  it('consumes nothing when an optional element is absent', () => {
    const reader = new DerReader(der.boolean(true));
    assert.equal(reader.enterOptional(Tag.sequence), undefined);
    assert.equal(reader.boolean(), true);
  });
});

describe('DER values (X.690 section 8 and 11)', () => {
  it('refuses a BOOLEAN that is neither FF nor 00', () => {
    refuses('der_bad_boolean', '010101', (reader) => reader.boolean());
    refuses('der_bad_boolean', '0100', (reader) => reader.boolean());
    refuses('der_bad_boolean', '0102ffff', (reader) => reader.boolean());
  });

  it('refuses an INTEGER that is empty, padded, or too large for a number', () => {
    refuses('der_bad_integer', '0200', (reader) => reader.integerBytes());
    refuses('der_bad_integer', '0202007f', (reader) => reader.integerBytes());
    refuses('der_bad_integer', '0202ff80', (reader) => reader.integerBytes());
    refuses('der_integer_too_large', '020701000000000000', (reader) => reader.smallInteger());
  });

  it('refuses a NULL with content', () => {
    refuses('der_bad_null', '050100', (reader) => reader.null());
  });

  it('refuses a BIT STRING with miscounted or set unused bits, and part of a byte where whole ones belong', () => {
    refuses('der_bad_bit_string', '0300', (reader) => reader.bitString());
    refuses('der_bad_bit_string', '030101', (reader) => reader.bitString());
    refuses('der_bad_bit_string', '03020800', (reader) => reader.bitString());
    refuses('der_bad_bit_string', '03020101', (reader) => reader.bitString());
    refuses('der_bad_bit_string', '03020780', (reader) => reader.bitStringBytes());
  });

  it('refuses an OBJECT IDENTIFIER that is empty, cut inside an arc, padded, or over long', () => {
    refuses('der_bad_object_identifier', '0600', (reader) => reader.objectIdentifier());
    refuses('der_bad_object_identifier', '06022a86', (reader) => reader.objectIdentifier());
    refuses('der_bad_object_identifier', '06032a8001', (reader) => reader.objectIdentifier());
    refuses('der_bad_object_identifier', `0641${'01'.repeat(65)}`, (reader) => reader.objectIdentifier());
    for (const text of ['', '1', '3.1', '1.40', '0.99.1', '1.02', '1.2.', 'a.b', `2.${'9'.repeat(200)}`]) {
      assert.throws(() => der.objectIdentifier(text), { code: 'der_bad_object_identifier' });
    }
  });

  it('refuses times outside the two forms of RFC 5280, and days that do not exist', () => {
    for (const text of [
      '2601010000Z',
      '260101000000',
      '260101000000+0000',
      '260230000000Z',
      '260229000000Z',
      '260431000000Z',
      '260001000000Z',
      '260100000000Z',
      '260101006000Z',
      '260101000060Z',
      '2601010a0000Z',
      '261301000000Z',
      '260101240000Z',
    ]) {
      refuses('der_bad_time', toHex(der.element(Tag.utcTime, utf8(text))), (reader) => reader.time());
    }
    refuses('der_bad_time', toHex(der.element(Tag.generalizedTime, utf8('260101000000Z'))), (reader) => reader.time());
    refuses('der_bad_time', toHex(der.element(Tag.generalizedTime, utf8('20260101000000.5Z'))), (reader) =>
      reader.time(),
    );
    assert.throws(() => der.time(Number.NaN), { code: 'der_bad_time' });
    assert.throws(() => der.time(Date.UTC(10_000, 0)), { code: 'der_bad_time' });
  });

  it('writes UTCTime for the years 1950 to 2049 and GeneralizedTime else (RFC 5280 section 4.1.2.5)', () => {
    assert.equal(toHex(der.time(Date.UTC(1950, 0))), '170d3530303130313030303030305a');
    assert.equal(der.time(Date.UTC(2049, 11, 31, 23, 59, 59))[0], Tag.utcTime);
    assert.equal(der.time(Date.UTC(2050, 0))[0], Tag.generalizedTime);
    assert.equal(der.time(Date.UTC(1949, 11, 31))[0], Tag.generalizedTime);
    assert.equal(der.generalizedTime(Date.UTC(2026, 0))[0], Tag.generalizedTime);
  });

  it('refuses text whose bytes do not fit its type', () => {
    refuses('der_bad_text', '0c01ff', (reader) => reader.text());
    refuses('der_bad_text', '160180', (reader) => reader.text());
    refuses('der_bad_text', '1e0161', (reader) => reader.text());
    assert.throws(() => der.printableString('user@example.com'), { code: 'der_bad_text' });
    assert.throws(() => der.ia5String('münchen'), { code: 'der_bad_text' });
  });

  it('reads Latin-1 TeletexString and UTF-16 BMPString', () => {
    assert.equal(
      parseDer(fromHex('1401e9'), (reader) => reader.text()),
      'é',
    );
    assert.equal(
      parseDer(fromHex('1e04004100e9'), (reader) => reader.text()),
      'Aé',
    );
  });

  it('sorts SET OF and trims named bits (X.690 sections 11.6 and 11.2.2)', () => {
    assert.equal(toHex(der.setOf(der.integer(2), der.boolean(true), der.integer(1))), '31090101ff020101020102');
    assert.equal(toHex(der.namedBits([0, 4])), '03020388');
    assert.equal(toHex(der.namedBits([8])), '0303070080');
    assert.equal(toHex(der.namedBits([])), '030100');
  });
});

describe('What is written reads back (property)', () => {
  it('integers of any size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }), (value) => {
        const content = parseDer(der.integer(value), (reader) => reader.integerBytes());
        assert.equal(BigInt.asIntN(content.length * 8, BigInt(`0x${toHex(content)}`)), value);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 }), (value) => {
        assert.equal(
          parseDer(der.integer(value), (reader) => reader.smallInteger()),
          value,
        );
        assert.equal(
          parseDer(der.enumerated(value), (reader) => reader.smallInteger(Tag.enumerated)),
          value,
        );
      }),
    );
    assert.throws(() => der.integer(0.5), { code: 'der_bad_value' });
  });

  it('unsigned integers of padded bytes', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const content = parseDer(der.unsignedInteger(value), (reader) => reader.integerBytes());
        assert.equal(BigInt(`0x0${toHex(content)}`), BigInt(`0x0${toHex(value)}`));
        assert.ok((content[0] ?? 0xff) < 0x80);
      }),
    );
  });

  it('object identifiers with arcs of any size', () => {
    const identifier = fc
      .tuple(fc.nat(2), fc.nat(39), fc.array(fc.bigInt({ min: 0n, max: 2n ** 128n }), { maxLength: 2 }))
      .map(([root, second, rest]) => [root, second, ...rest].join('.'));
    fc.assert(
      fc.property(identifier, (text) => {
        assert.equal(
          parseDer(der.objectIdentifier(text), (reader) => reader.objectIdentifier()),
          text,
        );
      }),
    );
    assert.equal(toHex(der.objectIdentifier('2.999.3')), '0603883703');
    assert.equal(toHex(der.objectIdentifier('1.2.840.113549.1.1.11')), '06092a864886f70d01010b');
  });

  it('times to the second, strings, bit strings, octet strings', () => {
    const second = fc.integer({
      min: new Date('0000-01-01T00:00:00Z').getTime() / 1000,
      max: Date.UTC(9999, 11) / 1000,
    });
    fc.assert(
      fc.property(second, bytes, fc.string({ unit: 'grapheme' }), (at, content, text) => {
        assert.equal(
          parseDer(der.time(at * 1000), (reader) => reader.time()),
          at * 1000,
        );
        assert.deepEqual(
          parseDer(der.bitString(content), (reader) => reader.bitStringBytes()),
          content,
        );
        assert.deepEqual(
          parseDer(der.octetString(content), (reader) => reader.octetString()),
          content,
        );
        assert.equal(
          parseDer(der.utf8String(text), (reader) => reader.text()),
          text,
        );
      }),
    );
  });

  it('nested sequences, sets and context tags', () => {
    const { tree } = fc.letrec<{ tree: Uint8Array }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        bytes.map((content) => der.octetString(content)),
        fc.array(tie('tree'), { maxLength: 4 }).map((parts) => der.sequence(...parts)),
        fc.tuple(fc.nat(30), tie('tree')).map(([number, part]) => der.context(number, part)),
      ),
    }));
    fc.assert(fc.property(tree, (encoded) => assert.doesNotThrow(() => parseDer(encoded, (reader) => reader.raw()))));
    fc.assert(fc.property(tree, (encoded) => assert.doesNotThrow(() => walk(new DerReader(encoded)))));
  });

  it('random and mutated bytes never throw anything but DerError', () => {
    const sample = der.sequence(
      der.integer(1),
      der.setOf(der.boolean(true), der.utf8String('ä')),
      der.time(0),
      der.bitString(utf8('x')),
    );
    const mutated = fc
      .array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      .map((changes) => {
        const copy = sample.slice();
        for (const [at, octet] of changes) copy[at] = octet;
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(bytes, mutated), (input) => {
        try {
          walk(new DerReader(input));
        } catch (error) {
          assert.ok(error instanceof DerError, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('The openssl program reads what is written', () => {
  it('asn1parse prints the same structure and values', () => {
    const encoded = der.sequence(
      der.integer(-129),
      der.objectIdentifier('1.2.840.113635.100.8.11.1'),
      der.time(Date.UTC(2026, 1, 3, 4, 5, 6)),
      der.context(3, der.setOf(der.printableString('b'), der.printableString('a'))),
      der.enumerated(5),
    );
    const printed = execFileSync('openssl', ['asn1parse', '-inform', 'DER'], { input: encoded, encoding: 'utf8' });
    const values = printed.split('\n').flatMap((line) => line.split(/prim: |cons: /).slice(1));
    assert.deepEqual(
      values.map((value) => value.trim().replace(/\s*:/, ' ')),
      [
        'SEQUENCE',
        'INTEGER -81',
        'OBJECT 1.2.840.113635.100.8.11.1',
        'UTCTIME 260203040506Z',
        'cont [ 3 ]',
        'SET',
        'PRINTABLESTRING a',
        'PRINTABLESTRING b',
        'ENUMERATED 05',
      ],
    );
  });
});
