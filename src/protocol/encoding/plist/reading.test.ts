import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8 } from '../utf8.ts';
import { type PlistDictionary, writeXmlPlist } from './plist.ts';
import * as reading from './reading.ts';

const sample: PlistDictionary = {
  text: 'a',
  flag: false,
  count: 3,
  real: 1.5,
  bytes: new Uint8Array([1]),
  time: new Date(0),
  list: ['a', 'b'],
  mixed: ['a', 1],
  inner: { x: 1 },
  rows: [{ x: 1 }, {}],
};

const readers: readonly (readonly [string, (from: PlistDictionary, key: string) => unknown, string])[] = [
  ['stringAt', reading.stringAt, 'text'],
  ['booleanAt', reading.booleanAt, 'flag'],
  ['integerAt', reading.integerAt, 'count'],
  ['dataAt', reading.dataAt, 'bytes'],
  ['dateAt', reading.dateAt, 'time'],
  ['arrayAt', reading.arrayAt, 'list'],
  ['stringsAt', reading.stringsAt, 'list'],
  ['dictionaryAt', reading.dictionaryAt, 'inner'],
  ['dictionariesAt', reading.dictionariesAt, 'rows'],
];
const optionals: readonly (readonly [string, (from: PlistDictionary, key: string) => unknown, string])[] = [
  ['optionalString', reading.optionalString, 'text'],
  ['optionalBoolean', reading.optionalBoolean, 'flag'],
  ['optionalInteger', reading.optionalInteger, 'count'],
  ['optionalNumber', reading.optionalNumber, 'real'],
  ['optionalData', reading.optionalData, 'bytes'],
  ['optionalDate', reading.optionalDate, 'time'],
  ['optionalArray', reading.optionalArray, 'list'],
  ['optionalStrings', reading.optionalStrings, 'list'],
  ['optionalDictionary', reading.optionalDictionary, 'inner'],
  ['optionalDictionaries', reading.optionalDictionaries, 'rows'],
];

describe('Typed reading of dictionaries', () => {
  for (const [name, read, key] of [...readers, ...optionals]) {
    it(`${name} gives a value of its type and names the key of one of another`, () => {
      assert.deepEqual(read(sample, key), sample[key]);
      const wrong = key === 'text' ? 'count' : 'text';
      assert.throws(() => read(sample, wrong), { code: 'plist_wrong_type', key: wrong });
    });
  }

  for (const [name, read] of readers) {
    it(`${name} names the key that is missing`, () => {
      assert.throws(() => read(sample, 'Absent'), { code: 'plist_missing_key', key: 'Absent' });
      assert.throws(() => read(sample, 'toString'), { code: 'plist_missing_key', key: 'toString' });
    });
  }

  for (const [name, read] of optionals) {
    it(`${name} gives undefined for a missing key`, () => {
      assert.equal(read(sample, 'Absent'), undefined);
      assert.equal(read(sample, 'constructor'), undefined);
    });
  }

  it('booleanOr gives what stands for a missing key, and only for that', () => {
    assert.equal(reading.booleanOr(sample, 'flag', true), false);
    assert.equal(reading.booleanOr(sample, 'Absent', true), true);
    assert.throws(() => reading.booleanOr(sample, 'text', true), { code: 'plist_wrong_type' });
  });

  it('an array of strings with something else among them is of the wrong type', () => {
    assert.throws(() => reading.stringsAt(sample, 'mixed'), { code: 'plist_wrong_type', key: 'mixed' });
    assert.throws(() => reading.dictionariesAt(sample, 'mixed'), { code: 'plist_wrong_type', key: 'mixed' });
  });

  it('parsePlistDictionary refuses a property list that is something else', () => {
    assert.deepEqual(reading.parsePlistDictionary(writeXmlPlist({ a: 1 })), { a: 1 });
    for (const value of ['a', [], 1, new Date(0), new Uint8Array(), true]) {
      assert.throws(() => reading.parsePlistDictionary(writeXmlPlist(value)), { code: 'plist_not_a_dictionary' });
    }
    assert.throws(() => reading.parsePlistDictionary(utf8('x')), { code: 'plist_not_a_plist' });
  });

  it('never shows a value in an error', () => {
    assert.throws(
      () => reading.dataAt({ Password: 'hunter2' }, 'Password'),
      (error: Error) => !error.message.includes('hunter2'),
    );
  });
});
