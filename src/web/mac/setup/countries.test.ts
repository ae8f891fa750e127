import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountNameOf } from './account-name.ts';
import { countriesIn, found } from './countries.ts';
import { greetings } from './handwriting.ts';
import { languages, wordsOf } from './setup-words.ts';

test('every country is there once, in each language, the likely ones first', () => {
  for (const { tag } of languages) {
    const countries = countriesIn(tag);
    assert.equal(new Set(countries.map(({ code }) => code)).size, countries.length);
    assert.ok(countries.length > 240 && countries.every(({ code, name }) => name !== code));
  }
  assert.equal(countriesIn('en')[0]?.name, 'United States');
  assert.equal(countriesIn('de')[0]?.name, 'Deutschland');
});

test('a country is found by the beginning of its name or of a word in it, without its accents', () => {
  const names = (wanted: string) => found(countriesIn('en'), wanted).map(({ name }) => name);
  assert.deepEqual(names('uni').slice(0, 2), ['United States', 'United Kingdom']);
  assert.deepEqual(names('cote'), ['Côte d’Ivoire']);
  assert.ok(names('zealand').includes('New Zealand'));
  assert.deepEqual(names('no such country'), []);
});

test('the account is called as macOS would call it', () => {
  assert.equal(accountNameOf('Ada Lovelace'), 'adalovelace');
  assert.equal(accountNameOf('Zoë Groß-Meyer'), 'zoegross-meyer');
  assert.equal(accountNameOf('<img src=x>'), 'imgsrcx');
  assert.equal(accountNameOf('山田'), '');
});

test('each language has a greeting that is written in strokes, and words', () => {
  for (const { tag } of languages) {
    assert.ok(greetings.some(({ language, strokes }) => language === tag && strokes.length > 0));
    assert.notEqual(wordsOf(tag).continue, '');
  }
  assert.equal(wordsOf('nb-NO').continue, 'Continue');
});
