import assert from 'node:assert/strict';
import { test } from 'node:test';
import { versionOf } from './page-version.ts';

const url = 'https://id.example/sign-in';
const page = (token: string, number: string) =>
  `<style nonce="${token}">p{}</style><form action="/next?t=${token}" data-wait="/events?${token}"><input type="hidden" name="csrf" value="${token}"><p>${number}</p></form>`;

test('a page that waits is the same while only its tokens are fresh, and another one when its words are', () => {
  const version = (token: string, number: string) => versionOf({ url, html: page(token, number), isWaiting: true });
  assert.equal(version('a', '11'), version('b', '11'));
  assert.notEqual(version('a', '11'), version('a', '12'));
  assert.notEqual(version('a', '11'), versionOf({ url: `${url}2`, html: page('a', '11'), isWaiting: true }));
});

test('any other page is another one when anything of it is', () => {
  const version = (token: string) => versionOf({ url, html: page(token, '11'), isWaiting: false });
  assert.notEqual(version('a'), version('b'));
  assert.notEqual(version('a'), versionOf({ url, html: page('a', '11'), isWaiting: true }));
});
