import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { addMasterKeyVersion, MasterKeyError, openMasterKeyFile, readMasterKeyFile } from './master-key-file.ts';
import { MasterKeys } from './master-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'porchlight-master-key-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
function newPath(): string {
  files += 1;
  return join(folder, `home-${files}`, 'master.key');
}

function refused(code: MasterKeyError['code'], saying: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof MasterKeyError && error.code === code && saying.test(error.message);
}

test('a first start makes a key of 32 bytes that its owner alone can read, in a folder of the owner (section 5.12)', () => {
  const path = newPath();
  const { current, versions } = openMasterKeyFile(path, systemRandom, true);
  assert.equal(current, 1);
  assert.equal(versions.get(1)?.length, 32);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(join(path, '..')).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(join(path, '..')), ['master.key']);
});

test('a second start reads the same key', () => {
  const path = newPath();
  const made = openMasterKeyFile(path, systemRandom, true);
  assert.deepEqual(openMasterKeyFile(path, systemRandom, false), made);
});

test('a store with secrets and no key file is refused, and no new key hides the loss (section 5.12)', () => {
  const path = newPath();
  assert.throws(() => openMasterKeyFile(path, systemRandom, false), refused('master_key_missing', /Put the key back/));
  assert.equal(existsSync(path), false);
});

for (const mode of [0o640, 0o604, 0o620, 0o666]) {
  test(`a key file with mode ${mode.toString(8)} is refused, with the command that mends it (section 5.12)`, () => {
    const path = newPath();
    openMasterKeyFile(path, systemRandom, true);
    chmodSync(path, mode);
    assert.throws(() => readMasterKeyFile(path), refused('master_key_exposed', /chmod 600/));
  });
}

const malformed: Readonly<Record<string, string>> = {
  'an empty file': '',
  'text that is no JSON': 'correct horse',
  'no keys': '{"current":1}',
  'a current version that is not there': `{"current":2,"keys":{"1":"${Buffer.alloc(32).toString('base64')}"}}`,
  'a key of 31 bytes': `{"current":1,"keys":{"1":"${Buffer.alloc(31).toString('base64')}"}}`,
};
for (const [what, content] of Object.entries(malformed)) {
  test(`a key file with ${what} is refused, and its content is not told (section 5.12)`, () => {
    const path = newPath();
    openMasterKeyFile(path, systemRandom, true);
    writeFileSync(path, content);
    assert.throws(() => readMasterKeyFile(path), refused('master_key_malformed', /^[^=]*is not a master key file/));
  });
}

test('a new version becomes current, the old ones stay, and the file stays private (section 5.12)', () => {
  const path = newPath();
  const first = openMasterKeyFile(path, systemRandom, true);
  const second = addMasterKeyVersion(path, first, systemRandom);
  assert.equal(second.current, 2);
  assert.deepEqual(second.versions.get(1), first.versions.get(1));
  assert.notDeepEqual(second.versions.get(2), first.versions.get(1));
  assert.deepEqual(readMasterKeyFile(path), second);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.doesNotThrow(() => JSON.parse(readFileSync(path, 'utf8')));
});

test('a process meets a version that another has added since, and opens what is sealed under it (section 5.12)', () => {
  const path = newPath();
  const made = openMasterKeyFile(path, systemRandom, true);
  const [here, there] = [new MasterKeys(path, made, systemRandom), new MasterKeys(path, made, systemRandom)];
  const [sealerHere, sealerThere] = [here.sealer(nodeCrypto), there.sealer(nodeCrypto)];
  const old = sealerThere.seal(Uint8Array.of(1), 'c');
  assert.equal(here.addVersion(), 2);
  const sealed = sealerHere.seal(Uint8Array.of(2), 'c');
  assert.deepEqual([...sealed.subarray(0, 2)], [0, 2]);
  assert.deepEqual([...sealerThere.open(sealed, 'c')], [2]);
  assert.deepEqual([...sealerHere.open(old, 'c')], [1]);
});
