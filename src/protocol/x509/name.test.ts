import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toHex } from '#protocol/encoding/bytes.ts';
import { DerError } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { issue, openssl, pem, testKey } from './contract/test-authority.ts';
import { formatAddress, parseAddress } from './extensions/ip-address.ts';
import { formatName, makeName, nameAttribute, parseName } from './name.ts';
import { X509Error } from './x509-error.ts';

describe('Distinguished names (RFC 5280 section 4.1.2.4)', () => {
  it('read back what they were made of (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (organization, common) => {
        const name = makeName([
          ['countryName', 'DE'],
          ['organizationName', organization],
          ['commonName', common],
        ]);
        assert.equal(nameAttribute(name, 'commonName'), common);
        assert.equal(nameAttribute(name, 'organizationName'), organization);
        assert.equal(nameAttribute(name, 'countryName'), 'DE');
        assert.equal(nameAttribute(name, 'emailAddress'), undefined);
      }),
    );
  });

  it('keep values that are no text as bytes', () => {
    const name = parseName(
      der.sequence(der.setOf(der.sequence(der.objectIdentifier('2.5.4.45'), der.bitString(Uint8Array.of(1))))),
    );
    assert.equal(name.relativeNames[0]?.[0]?.value, undefined);
    assert.equal(formatName(name), '2.5.4.45=#03020001');
  });

  it('with an empty set are refused', () => {
    assert.throws(() => parseName(der.sequence(der.setOf())), { code: 'x509_malformed_name' });
  });

  it('refuse characters that their type cannot hold', () => {
    assert.throws(() => makeName([['countryName', 'Ü']]), { code: 'der_bad_text' });
  });

  it('never throw anything but DerError or X509Error on random bytes (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          parseName(bytes);
        } catch (error) {
          assert.ok(error instanceof DerError || error instanceof X509Error);
        }
      }),
    );
  });
});

describe('The string form of names (RFC 4514)', () => {
  it('gives the last relative name first and escapes what section 2.4 names', () => {
    const format = (value: string) =>
      formatName(
        makeName([
          ['organizationName', 'Example'],
          ['commonName', value],
        ]),
      );
    assert.equal(format('Ada'), 'CN=Ada,O=Example');
    assert.equal(format('Lovelace, "Ada"+;<>\\='), 'CN=Lovelace\\, \\"Ada\\"\\+\\;\\<\\>\\\\=,O=Example');
    assert.equal(format('# first'), 'CN=\\# first,O=Example');
    assert.equal(format(' both '), 'CN=\\ both\\ ,O=Example');
    assert.equal(format(' '), 'CN=\\ ,O=Example');
    assert.equal(format('a\0\r'), 'CN=a\\00\\0d,O=Example');
    assert.equal(format('Łukasz'), 'CN=Łukasz,O=Example');
  });

  it('joins the attributes of one set with plus, and writes unknown types as hexadecimal', () => {
    const pair = (oid: string, text: string) => der.sequence(der.objectIdentifier(oid), der.utf8String(text));
    const name = parseName(
      der.sequence(der.setOf(pair('2.5.4.3', 'a'), pair('0.9.2342.19200300.100.1.1', 'b'), pair('1.2.3.4', 'c'))),
    );
    const parts = formatName(name).split('+').sort();
    assert.deepEqual(parts, ['1.2.3.4=#0c0163', 'CN=a', 'UID=b']);
  });

  it('is what openssl prints as RFC 2253', () => {
    const subject = 'Dr. "A" + B, C; D\\E <x> #1';
    const certificate = issue({ key: testKey('P-256'), subject });
    const printed = openssl(['x509', '-in', 'a.pem', '-noout', '-subject', '-nameopt', 'RFC2253'], {
      'a.pem': pem(certificate),
    });
    assert.equal(printed.trim(), `subject=${formatName(certificate.subject)}`);
  });
});

describe('IP addresses in certificates (RFC 5280 section 4.2.1.6)', () => {
  it('read back what they are written as (property)', () => {
    fc.assert(fc.property(fc.ipV4(), (text) => assert.equal(formatAddress(parseAddress(text)), text)));
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        assert.equal(toHex(parseAddress(formatAddress(bytes) ?? '')), toHex(bytes));
      }),
    );
  });

  it('are written as RFC 5952 asks', () => {
    for (const text of ['::', '::1', '1::', '2001:db8::1', 'fe80::1:0:0:2', '1:2:3:4:5:6:7:8', '1:0:3:4:5:6:7:8']) {
      assert.equal(formatAddress(parseAddress(text)), text);
    }
    assert.equal(formatAddress(parseAddress('2001:0DB8:0:0:1:0:0:1')), '2001:db8::1:0:0:1');
    assert.equal(formatAddress(new Uint8Array(5)), undefined);
  });

  it('are refused when they are none', () => {
    for (const text of [
      '',
      '1.2.3',
      '1.2.3.256',
      '01.2.3.4',
      '1.2.3.4.5',
      ':',
      '1::2::3',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:7::8',
      'g::1',
      '12345::',
    ]) {
      assert.throws(() => parseAddress(text), { code: 'der_bad_value' }, text);
    }
  });
});
