import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

  it('flushes each commit to the disk and keeps references', async () => {
    const database = openSqlite(join(folder, 'settings.db'));
    const settings = await database.write(async (writer) => ({
      ...(await writer.get('PRAGMA journal_mode')),
      ...(await writer.get('PRAGMA synchronous')),
      ...(await writer.get('PRAGMA foreign_keys')),
    }));
    assert.deepStrictEqual(settings, { journal_mode: 'wal', synchronous: 2, foreign_keys: 1 });
    await database.close();
  });
});
