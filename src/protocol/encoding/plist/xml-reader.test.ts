import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import apple from '#test/vectors/plist/cpython.json' with { type: 'json' };
import { utf8 } from '../utf8.ts';
import { type PlistErrorCode, type PlistLimits, type PlistValue, defaultPlistLimits, parsePlist } from './plist.ts';

function plist(body: string): string {
  return `<plist version="1.0">${body}</plist>`;
}

function read(xml: string, limits?: PlistLimits): PlistValue {
  return parsePlist(utf8(xml), limits);
}

const refused: readonly (readonly [string, string, PlistErrorCode])[] = [
  ['nothing', '', 'plist_not_a_plist'],
  ['other XML', '<html></html>', 'plist_not_a_plist'],
  ['an internal entity', apple.xmlWithEntity, 'plist_doctype_refused'],
  ['an empty internal subset', `<!DOCTYPE plist []>${plist('<true/>')}`, 'plist_doctype_refused'],
  ['a DOCTYPE of something else', `<!DOCTYPE html>${plist('<true/>')}`, 'plist_doctype_refused'],
  ['a processing instruction', `<?php x?>${plist('<true/>')}`, 'plist_not_a_plist'],
  [
    'a declared encoding other than UTF-8',
    `<?xml version="1.0" encoding="UTF-16"?>${plist('<true/>')}`,
    'plist_not_utf8',
  ],
  ['an unknown entity', plist('<string>&nbsp;</string>'), 'plist_bad_reference'],
  ['a bare ampersand', plist('<string>a & b</string>'), 'plist_bad_reference'],
  ['a reference to NUL', plist('<string>&#0;</string>'), 'plist_bad_reference'],
  ['a reference to half a surrogate pair', plist('<string>&#xD800;</string>'), 'plist_bad_reference'],
  ['a reference beyond Unicode', plist('<string>&#x110000;</string>'), 'plist_bad_reference'],
  ['a literal NUL', plist('<string>\0</string>'), 'plist_bad_text'],
  ['no value', plist(''), 'plist_missing_value'],
  ['two values', plist('<true/><true/>'), 'plist_trailing_content'],
  ['text after the end', `${plist('<true/>')}x`, 'plist_trailing_content'],
  ['an end without slash', '<plist><true/><plist>', 'plist_trailing_content'],
  ['no end', '<plist><true/>', 'plist_truncated'],
  ['a string without end', '<plist><string>abc', 'plist_truncated'],
  ['a comment without end', '<plist><!-- abc', 'plist_truncated'],
  ['a CDATA section without end', '<plist><string><![CDATA[abc', 'plist_truncated'],
  ['text between elements', plist('<array>x<true/></array>'), 'plist_unexpected_markup'],
  ['an attribute', plist('<string a="b">c</string>'), 'plist_unexpected_markup'],
  ['an element of no property list', plist('<null/>'), 'plist_unknown_element'],
  ['an element inside a string', plist('<string>a<true/></string>'), 'plist_unexpected_markup'],
  ['an array closed as a dictionary', plist('<array></dict>'), 'plist_unexpected_markup'],
  ['a dictionary closed as an array', plist('<dict></array>'), 'plist_unexpected_markup'],
  ['a tag that opens, closes and is empty', plist('<array></array/>'), 'plist_unexpected_markup'],
  ['a value without key', plist('<dict><true/></dict>'), 'plist_key_expected'],
  ['a key without value', plist('<dict><key>a</key></dict>'), 'plist_missing_value'],
  ['two keys in a row', plist('<dict><key>a</key><key>b</key></dict>'), 'plist_missing_value'],
  ['one key twice', plist('<dict><key>a</key><true/><key>a</key><true/></dict>'), 'plist_duplicate_key'],
  [
    'the key __proto__ twice',
    plist('<dict><key>__proto__</key><dict/><key>__proto__</key><dict/></dict>'),
    'plist_duplicate_key',
  ],
  ['content in <true>', plist('<true>x</true>'), 'plist_unexpected_markup'],
  ['an empty integer', plist('<integer/>'), 'plist_bad_integer'],
  ['an integer with a fraction', plist('<integer>1.5</integer>'), 'plist_bad_integer'],
  ['an integer of 65 bits', plist('<integer>18446744073709551616</integer>'), 'plist_bad_integer'],
  ['an integer below 64 bits', plist('<integer>-9223372036854775809</integer>'), 'plist_bad_integer'],
  ['an empty real', plist('<real></real>'), 'plist_bad_real'],
  ['a real in words', plist('<real>one</real>'), 'plist_bad_real'],
  ['a date without zone', plist('<date>2024-01-01T00:00:00</date>'), 'plist_bad_date'],
  ['the 31st of June', plist('<date>2024-06-31T00:00:00Z</date>'), 'plist_bad_date'],
  ['data that is not base64', plist('<data>a-b_</data>'), 'plist_bad_data'],
];

describe('Reading XML property lists', () => {
  for (const [name, xml, code] of refused) {
    it(`refuses ${name} as ${code}`, () => {
      assert.throws(() => read(xml), { name: 'PlistError', code });
    });
  }

  it('refuses what is not UTF-8', () => {
    assert.throws(() => parsePlist(new Uint8Array([...utf8('<plist><string>'), 0xff])), { code: 'plist_not_utf8' });
  });

  it('takes a byte order mark, a missing DOCTYPE and a missing XML declaration', () => {
    assert.equal(read(`\ufeff${plist('<true/>')}`), true);
    assert.equal(read(plist('<true/>')), true);
    assert.equal(read(`<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE plist>\n<plist><false/></plist>\n`), false);
  });

  it('takes a DOCTYPE with a system identifier alone', () => {
    assert.equal(
      read(`<!DOCTYPE plist SYSTEM "file://localhost/System/Library/DTDs/PropertyList.dtd">${plist('<true/>')}`),
      true,
    );
  });

  it('takes comments between elements, and blanks inside tags', () => {
    assert.deepEqual(
      read(`<!-- a -->${plist('<!-- b --><dict ><key >a</key ><!-- <c> --><string\n>d</string></dict>')}<!-- e -->`),
      {
        a: 'd',
      },
    );
  });

  it('takes white space anywhere in data', () => {
    assert.deepEqual(read(plist('<data>\n\tAQ\r\n I D\n</data>')), new Uint8Array([1, 2, 3]));
    assert.deepEqual(read(plist('<data/>')), new Uint8Array());
  });

  it('keeps white space, line ends and control characters of strings as they are', () => {
    assert.equal(read(plist('<string> a\r\n\u0004b </string>')), ' a\r\n\u0004b ');
  });

  it('joins CDATA sections with the text around them, taken literally', () => {
    assert.equal(read(plist('<string>a<![CDATA[<&amp;>]]>&lt;b</string>')), 'a<&amp;><b');
  });

  it('knows the five entities and both ways to number a character', () => {
    assert.equal(read(plist('<string>&amp;&lt;&gt;&apos;&quot;&#65;&#x1F600;</string>')), '&<>\'"A😀');
  });

  it('reads empty values in both spellings', () => {
    assert.deepEqual(
      read(plist('<array><string/><string></string><dict/><dict></dict><array/><true></true></array>')),
      ['', '', {}, {}, [], true],
    );
  });

  it('holds integers beyond 2^53 as bigint, smaller ones as number', () => {
    assert.deepEqual(
      read(
        plist(
          '<array><integer>9007199254740991</integer><integer>9007199254740993</integer><integer>-0x10</integer></array>',
        ),
      ),
      [9007199254740991, 9007199254740993n, -16],
    );
  });

  it('refuses a message, a depth and a number of values beyond its limits', () => {
    const limits = { maximumBytes: 200, maximumDepth: 3, maximumValues: 5 };
    assert.throws(() => read(plist(`<string>${'x'.repeat(200)}</string>`), limits), { code: 'plist_too_large' });
    assert.deepEqual(read(plist('<array><array><true/></array></array>'), limits), [[true]]);
    assert.throws(() => read(plist('<array><array><array><true/></array></array></array>'), limits), {
      code: 'plist_too_deep',
    });
    assert.throws(() => read(plist(`<array>${'<true/>'.repeat(5)}</array>`), limits), {
      code: 'plist_too_many_values',
    });
  });

  it('refuses 100,000 levels without running out of stack', () => {
    assert.throws(() => read(plist('<array>'.repeat(100_000)), { ...defaultPlistLimits, maximumBytes: 1e9 }), {
      code: 'plist_too_deep',
    });
  });
});
