import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { berToDer, indefinite, readPossiblyConstructedOctets } from './ber.ts';
import { fromHex, toHex } from './bytes.ts';
import { DerError, DerReader, contextPrimitiveTag, Tag } from './der.ts';
import * as der from './der-writer.ts';

function convert(hex: string): string {
  return toHex(berToDer(fromHex(hex)));
}

describe('BER to DER (X.690 section 8.1.3 and 8.7)', () => {
  it('makes indefinite lengths definite, nested ones too', () => {
    assert.equal(convert('30800201013080020102000004010a0000'), '300b020101300302010204010a');
    assert.equal(convert('30800000'), '3000');
  });

  it('joins an OCTET STRING that was cut into pieces, nested pieces too', () => {
    assert.equal(convert('2480040201020401030000'), '0403010203');
    assert.equal(convert('24080401aa2403040101'), '0402aa01');
  });

  it('shortens a length that is longer than it must be', () => {
    assert.equal(convert('30820003020105'), '3003020105');
  });

  it('keeps bytes after the outermost element', () => {
    assert.equal(convert('3080000005ff'), '300005ff');
  });

  it('leaves DER as it is, byte for byte (property)', () => {
    const { tree } = fc.letrec<{ tree: Uint8Array }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.uint8Array({ maxLength: 300 }).map((content) => der.octetString(content)),
        fc.array(tie('tree'), { maxLength: 4 }).map((parts) => der.sequence(...parts)),
        fc.tuple(fc.nat(30), tie('tree')).map(([number, part]) => der.context(number, part)),
      ),
    }));
    fc.assert(fc.property(tree, (encoded) => assert.deepEqual(berToDer(encoded), encoded)));
  });

  it('gives the one DER of a tree, however its lengths and strings were written (property)', () => {
    interface Forms {
      readonly ber: Uint8Array;
      readonly der: Uint8Array;
    }
    const content = fc.uint8Array({ maxLength: 300 });
    const { tree } = fc.letrec<{ tree: Forms }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.tuple(content, fc.nat(300), fc.boolean()).map(([bytes, cut, isWhole]) => {
          const pieces = [bytes.subarray(0, cut), bytes.subarray(cut)].map((piece) => der.octetString(piece));
          const ber = isWhole ? der.octetString(bytes) : indefinite(Tag.octetString, ...pieces);
          return { ber, der: der.octetString(bytes) };
        }),
        fc.tuple(fc.array(tie('tree'), { maxLength: 4 }), fc.boolean()).map(([parts, isDefinite]) => {
          const write = isDefinite
            ? der.sequence
            : (...elements: Uint8Array[]) => indefinite(Tag.sequence, ...elements);
          return { ber: write(...parts.map((part) => part.ber)), der: der.sequence(...parts.map((part) => part.der)) };
        }),
      ),
    }));
    fc.assert(fc.property(tree, (forms) => assert.deepEqual(berToDer(forms.ber), forms.der)));
  });

  it('refuses what has no end, a primitive of indefinite length, pieces of another type, and too many levels', () => {
    assert.throws(() => convert('3080020101'), { code: 'ber_unterminated' });
    assert.throws(() => convert('04800000'), { code: 'der_indefinite_length' });
    assert.throws(() => convert('2403020101'), { code: 'ber_bad_constructed_string' });
    assert.throws(() => convert('3080'.repeat(40)), { code: 'der_too_deep' });
    assert.throws(() => convert('1f81010100'), { code: 'der_high_tag_number' });
    assert.throws(() => convert('0485000000000100'), { code: 'der_length_too_large' });
    assert.throws(() => convert('0483ff'), { code: 'der_truncated' });
    assert.throws(() => convert('0405ff'), { code: 'der_truncated' });
    assert.throws(() => convert('04'), { code: 'der_truncated' });
  });

  it('never throws anything but DerError, and gives definite lengths only (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (input) => {
        try {
          const encoded = berToDer(input);
          assert.doesNotThrow(() => new DerReader(encoded).raw());
        } catch (error) {
          assert.ok(error instanceof DerError, String(error));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('reads implicitly tagged octets whole or in pieces (RFC 5652 section 6.1)', () => {
    const tag = contextPrimitiveTag(0);
    assert.equal(toHex(readPossiblyConstructedOctets(new DerReader(fromHex('80020102')), tag)), '0102');
    const pieces = berToDer(fromHex('a0800401010401020000'));
    assert.equal(toHex(readPossiblyConstructedOctets(new DerReader(pieces), tag)), '0102');
    assert.throws(() => readPossiblyConstructedOctets(new DerReader(fromHex('a003020101')), tag), {
      code: 'der_unexpected_tag',
    });
  });
});
