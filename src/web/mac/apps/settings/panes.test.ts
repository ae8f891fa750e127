import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foundPanes, paneOf, panesOf } from './panes.ts';

const ids = (macos: string, search = '') => foundPanes(macos, search).map(({ id }) => id);

test('profiles stand under Privacy & Security until macOS 14, and under General > Device Management since 15', () => {
  for (const [macos, id, within] of [
    ['13.0', 'profiles', 'privacy'],
    ['14.4', 'profiles', 'privacy'],
    ['15.0', 'device-management', 'general'],
    ['27.0', 'device-management', 'general'],
  ] as const) {
    assert.equal(paneOf(macos, 'profiles'), id);
    assert.equal(panesOf(macos).find((pane) => pane.id === id)?.within, within);
  }
});

test('passkeys are chosen in Passwords > Password Options until macOS 14, and in AutoFill & Passwords since 15', () => {
  assert.equal(paneOf('14.0', 'passwords'), 'password-options');
  assert.equal(paneOf('15.4', 'passwords'), 'autofill');
  assert.ok(ids('14.0').includes('passwords'));
  assert.ok(!ids('26.0').includes('passwords'));
});

test('the search finds panes by other words, and those inside others too', () => {
  assert.deepEqual(ids('14.0', 'repair'), ['users']);
  assert.deepEqual(ids('15.0', 'MDM'), ['device-management']);
  assert.deepEqual(ids('15.0', 'serial'), ['about']);
  assert.deepEqual(ids('15.0', 'nothing of the kind'), []);
});

test('a pane that this macOS does not have leads to General', () => {
  assert.equal(paneOf('15.0', 'password-options'), 'general');
  assert.equal(paneOf('15.0', undefined), 'general');
});
