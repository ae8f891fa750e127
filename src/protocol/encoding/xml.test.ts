import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from './utf8.ts';
import { XmlError, childOf, escapeXml, parseXml } from './xml.ts';

const parse = (text: string) => parseXml(utf8(text));

test('elements, attributes, text, CDATA, comments and references are read (XML 1.0 section 3)', () => {
  const root = parse(
    '\uFEFF<?xml version="1.0"?><!-- a --><r a="1" b=\'x &amp; y\'>one<c/>&lt;two&#x41;&#66;<![CDATA[<&]]></r>\n',
  );
  assert.equal(root.name, 'r');
  assert.deepEqual(
    [...root.attributes],
    [
      ['a', '1'],
      ['b', 'x & y'],
    ],
  );
  assert.equal(root.text, 'one<twoAB<&');
  assert.equal(childOf(root, 'c')?.text, '');
  assert.equal(childOf(root, 'd'), undefined);
});

test('what is not well-formed is refused', () => {
  const wrong = [
    '',
    'text',
    '<a>',
    '</a>',
    '<a></b>',
    '<a/><b/>',
    '<a b="1" b="2"/>',
    '<a>&unknown;</a>',
    '<a>&#0;</a>',
    '<a>&#xD800;</a>',
    '<a>& b</a>',
    '<a b=1/>',
    'x<a/>',
    '<a/>x',
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
  ];
  for (const text of wrong) assert.throws(() => parse(text), XmlError, text);
  assert.throws(() => parseXml(new Uint8Array([0xff, 0xfe])), XmlError);
  assert.throws(() => parse('<a>'.repeat(100) + '</a>'.repeat(100)), XmlError);
});

test('escaped text reads back (property), and random text throws nothing but XmlError', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ -~\u00A0-\u00FF]*$/), (plain) => {
      const root = parse(`<a b="${escapeXml(plain)}">${escapeXml(plain)}</a>`);
      assert.deepEqual([root.text, root.attributes.get('b')], [plain, plain]);
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[<>a/&;"'=! \-[\]?]{0,40}$/), (text) => {
      try {
        parse(text);
      } catch (error) {
        assert.ok(error instanceof XmlError);
      }
    }),
  );
});
