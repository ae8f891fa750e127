import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { databaseContract } from '../contract/database-contract.ts';
import { openSqlite } from './sqlite-database.ts';
import { openTemporarySqlite } from './temporary-sqlite.ts';

databaseContract('SQLite', async () => [openTemporarySqlite()]);

/** Writes rows one after the other and prints the number of each once it is acknowledged. */
const writingProgram = `
import { openSqlite } from '#server/store/sqlite/sqlite-database.ts';
const database = openSqlite(process.argv[1]);
await database.exclusive((writer) => writer.run('CREATE TABLE row (number BIGINT)'));
for (let number = 1; ; number += 1) {
  await database.write((writer) => writer.run('INSERT INTO row (number) VALUES (?)', number));
  console.log(number);
}`;

describe('SQLite database', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'porchlight-sqlite-test-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is refused to a second opening, and free again once closed', async () => {
    const path = join(folder, 'twice.db');
    const first = openSqlite(path);
    assert.throws(() => openSqlite(path), { code: 'store_in_use' });
    await first.close();
    await openSqlite(path).close();
  });

  it('is refused while another process has it, and after a kill is free and has every acknowledged row', async () => {
    const path = join(folder, 'killed.db');
    const child = spawn(process.execPath, ['--input-type=module', '-e', writingProgram, path], { stdio: 'pipe' });
    let acknowledged = 0;
    for await (const line of createInterface(child.stdout)) {
      acknowledged = Number(line);
      if (acknowledged === 100) break;
    }
    assert.throws(() => openSqlite(path), { code: 'store_in_use' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const database = openSqlite(path);
    const rows = await database.get<{ count: number }>(
      'SELECT COUNT(*) AS count FROM row WHERE number <= ?',
      acknowledged,
    );
    assert.deepStrictEqual(rows, { count: acknowledged });
    await database.close();
  });

  it('keeps every file to its owner', async () => {
    const path = join(folder, 'new folder', 'private.db');
    const database = openSqlite(path);
    await database.exclusive((writer) => writer.run('CREATE TABLE row (number BIGINT)'));
    for (const suffix of ['', '-wal', '-shm', '-lock']) {
      assert.equal(statSync(`${path}${suffix}`).mode & 0o777, 0o600, suffix);
    }
    assert.equal(statSync(join(folder, 'new folder')).mode & 0o777, 0o700);
    await database.close();
  });

  it('keeps a write-ahead log and references', async () => {
    const database = openSqlite(join(folder, 'settings.db'));
    const settings = await database.write(async (writer) => [
      await writer.get<{ journal_mode: string }>('PRAGMA journal_mode'),
      await writer.get<{ synchronous: number }>('PRAGMA synchronous'),
      await writer.get<{ foreign_keys: number }>('PRAGMA foreign_keys'),
    ]);
    assert.deepStrictEqual(settings, [{ journal_mode: 'wal' }, { synchronous: 1 }, { foreign_keys: 1 }]);
    await database.close();
  });

  it('acknowledges a commit only after the log was flushed to the disk', async (context) => {
    const database = openSqlite(join(folder, 'flushed.db'));
    const done: string[] = [];
    const real = fs.fdatasync;
    context.mock.method(fs, 'fdatasync', (file: number, callback: (error: Error | null) => void) => {
      real(file, (error) => {
        done.push('flushed');
        callback(error);
      });
    });
    syncBuiltinESMExports();
    await database
      .write((writer) => writer.run('CREATE TABLE row (number BIGINT)'))
      .then(() => done.push('acknowledged'));
    assert.deepStrictEqual(done, ['flushed', 'acknowledged']);
    context.mock.restoreAll();
    syncBuiltinESMExports();
    await database.close();
  });

  it('does not acknowledge what the disk refused', async (context) => {
    const database = openSqlite(join(folder, 'refused.db'));
    context.mock.method(fs, 'fdatasync', (_file: number, callback: (error: Error | null) => void) => {
      callback(new Error('input/output error'));
    });
    syncBuiltinESMExports();
    const write = database.write((writer) => writer.run('CREATE TABLE row (number BIGINT)'));
    await assert.rejects(write, { name: 'StoreError', code: 'commit_unknown' });
    context.mock.restoreAll();
    syncBuiltinESMExports();
    await database.close();
  });
});
