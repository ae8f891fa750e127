import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createDatabase } from '#test/support/postgres.ts';
import type { Database } from '../database.ts';
import { openPostgres } from './postgres-database.ts';

/** What stands between a node and its server: a door that can be shut, or shut by a word. */
interface Door {
  readonly port: number;
  /** Cuts every connection; as long as it is shut, no new one comes about. */
  shut(): void;
  open(): void;
  /** Shuts as soon as a node says this. */
  shutAt(word: string, when: 'before the server hears it' | 'before the server answers'): void;
  close(): void;
}

describe('PostgreSQL that goes away', () => {
  let door: Door;
  let database: Database;
  /** Another way in, past the door. */
  let direct: Database;

  before(async () => {
    const { url } = await createDatabase();
    direct = openPostgres(url);
    await direct.exclusive((writer) => writer.run('CREATE TABLE row (number BIGINT)'));
    door = await makeDoor(new URL(url.replace('@/', '@localhost/')));
    database = openPostgres(throughDoor(url, door.port));
  });
  beforeEach(async () => {
    await direct.write((writer) => writer.run('DELETE FROM row'));
    door.open();
  });
  after(async () => {
    await database.close();
    await direct.close();
    door.close();
  });

  const insert = (number: number): Promise<number> =>
    database.write((writer) => writer.run('INSERT INTO row (number) VALUES (?)', number));

  it('fails what is asked while it is away, and serves again when it is back', async () => {
    assert.equal(await insert(1), 1);
    assert.deepEqual(await database.all('SELECT number FROM row'), [{ number: 1 }]);
    door.shut();
    await assert.rejects(insert(2), { code: 'store_unavailable' });
    await assert.rejects(database.get('SELECT number FROM row'), { code: 'store_unavailable' });
    await assert.rejects(insert(3), { code: 'store_unavailable' });
    door.open();
    assert.equal(await insert(4), 1);
    assert.deepEqual(await database.all('SELECT number FROM row ORDER BY number'), [{ number: 1 }, { number: 4 }]);
  });

  it('says that nobody knows when it goes away during COMMIT, having committed', async () => {
    await insert(0);
    door.shutAt('COMMIT', 'before the server answers');
    await assert.rejects(insert(1), { code: 'commit_unknown' });
    door.open();
    assert.equal(await insert(2), 1);
    assert.deepEqual(await direct.all('SELECT number FROM row ORDER BY number'), [0, 1, 2].map(rowOf));
  });

  it('says that nobody knows when it goes away during COMMIT, not having heard of it', async () => {
    await insert(0);
    door.shutAt('COMMIT', 'before the server hears it');
    await assert.rejects(insert(1), { code: 'commit_unknown' });
    door.open();
    assert.equal(await insert(2), 1);
    assert.deepEqual(await direct.all('SELECT number FROM row ORDER BY number'), [0, 2].map(rowOf));
  });
});

function rowOf(number: number): { number: number } {
  return { number };
}

function throughDoor(url: string, port: number): string {
  const { username, password, pathname } = new URL(url.replace('@/', '@localhost/'));
  return `postgres://${username}${password === '' ? '' : `:${password}`}@127.0.0.1:${port}${pathname}`;
}

async function makeDoor(target: URL): Promise<Door> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isOpen = true;
  let word: string | undefined;
  let answerless = false;
  const shut = (): void => {
    isOpen = false;
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    pairs.clear();
  };
  const server: Server = createServer((inner) => {
    if (!isOpen) {
      inner.destroy();
      return;
    }
    const outer = connectTo(target);
    const pair = [inner, outer] as const;
    pairs.add(pair);
    let muted = false;
    inner.on('data', (data) => {
      const said = word !== undefined && data.includes(word);
      if (said && !answerless) shut();
      else outer.write(data);
      muted ||= said;
    });
    outer.on('data', (data) => {
      if (muted) shut();
      else inner.write(data);
    });
    inner.on('error', () => outer.destroy()).on('close', () => outer.destroy());
    outer.on('error', () => inner.destroy()).on('close', () => inner.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    shut,
    open: () => {
      isOpen = true;
      word = undefined;
    },
    shutAt: (text, when) => {
      word = text;
      answerless = when === 'before the server answers';
    },
    close: () => {
      shut();
      server.close();
    },
  };
}

/** PostgreSQL's socket in the folder that the address names, else its host and port. */
function connectTo(target: URL): Socket {
  const port = target.port === '' ? 5432 : Number(target.port);
  const folder = target.searchParams.get('host');
  return folder === null ? connect(port, target.hostname) : connect(`${folder}/.s.PGSQL.${port}`);
}
