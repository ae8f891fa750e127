import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createDatabase } from '#test/support/postgres.ts';
import { openDatabase } from './open.ts';

describe('address of a store', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'porchlight-open-test-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const prefix of ['sqlite:', 'sqlite://']) {
    it(`opens the file after ${prefix} and keeps what is written`, async () => {
      const path = join(folder, `${prefix.length}.db`);
      const first = openDatabase(`${prefix}${path}`);
      await first.exclusive((writer) => writer.run('CREATE TABLE row (number BIGINT)'));
      await first.write((writer) => writer.run('INSERT INTO row (number) VALUES (7)'));
      await first.close();
      assert.ok(existsSync(path));
      const second = openDatabase(`${prefix}${path}`);
      assert.deepEqual(await second.get('SELECT number FROM row'), { number: 7 });
      await second.close();
    });
  }

  it('opens a temporary store, apart from every other', async () => {
    const stores = [openDatabase('sqlite::temporary:'), openDatabase('sqlite::temporary:')];
    for (const store of stores) {
      await store.exclusive((writer) => writer.run('CREATE TABLE row (number BIGINT)'));
    }
    for (const store of stores) await store.close();
  });

  for (const scheme of ['postgres:', 'postgresql:']) {
    it(`opens PostgreSQL after ${scheme}`, async () => {
      const { url } = await createDatabase();
      const store = openDatabase(url.replace(/^[a-z]+:/, scheme));
      assert.deepEqual(await store.get('SELECT 1 AS one'), { one: 1 });
      await store.close();
    });
  }

  for (const url of ['', 'mysql://u:hunter2@h/d', '/var/lib/x.db', 'sqlite:', 'sqlite::memory:', 'postgres:x']) {
    it(`refuses "${url.replace('hunter2', '...')}" without repeating a password`, () => {
      assert.throws(
        () => openDatabase(url),
        (error: Error & { code?: unknown }) => {
          assert.equal(error.code, 'store_url_invalid');
          assert.ok(!error.message.includes('hunter2'));
          return true;
        },
      );
    });
  }
});
