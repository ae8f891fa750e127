import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { uidSealer } from '../secure-enclave/seal.ts';
import {
  createKeychain,
  keychainKey,
  type KeychainTools,
  lockKeychain,
  putItem,
  readItem,
  replaceKeychain,
  rewrap,
  unlockKeychain,
} from './login-keychain.ts';

const tools: KeychainTools = {
  random: systemRandom,
  aead: nodeCrypto,
  sealer: uidSealer(systemRandom.bytes(32), systemRandom, nodeCrypto),
  now: () => 0,
};
const item = { service: 'mail', account: 'ada', secret: 'kept under the key' };

test('items stay readable when the password changes, and open with the new one alone (12.4)', () => {
  const keychain = createKeychain('local', tools);
  assert.ok(putItem(keychain, item, tools));
  rewrap(keychain, keychainKey(keychain, tools) ?? assert.fail('it is open'), 'organisation', tools);
  lockKeychain(keychain);
  assert.equal(readItem(keychain, 'mail', 'ada', tools), undefined);
  assert.equal(putItem(keychain, item, tools), false);
  assert.equal(unlockKeychain(keychain, 'local', tools), false);
  assert.equal(unlockKeychain(keychain, 'organisation', tools), true);
  assert.equal(readItem(keychain, 'mail', 'ada', tools), item.secret);
  assert.equal(readItem(keychain, 'mail', 'bob', tools), undefined);
});

test('a keychain whose password nobody knows is set aside, and the new one has none of its items (12.4)', () => {
  const old = createKeychain('forgotten', tools);
  putItem(old, item, tools);
  const fresh = replaceKeychain(old, 'organisation', tools);
  assert.equal(readItem(fresh, 'mail', 'ada', tools), undefined);
  assert.equal(fresh.renamed.length, 1);
  assert.match(fresh.renamed[0] ?? '', /^login_renamed_[0-9A-F]{6}\.keychain-db$/);
});
