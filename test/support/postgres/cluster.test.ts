import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { postgresBinaries } from './binaries.ts';
import { startCluster } from './cluster.ts';

const folderOf = (url: string): string => new URL(url.replace('@/', '@localhost/')).searchParams.get('host') ?? '';

/** Starts a server, says where, and then waits for its end. */
const program = `
import { postgresBinaries } from '#test/support/postgres/binaries.ts';
import { startCluster } from '#test/support/postgres/cluster.ts';
const { url } = await startCluster(postgresBinaries(process.argv[1]));
console.log(url);
setInterval(() => undefined, 1000);`;

const searchPath = process.env['PATH'] ?? '';

describe('throw-away PostgreSQL', () => {
  it('leaves nothing behind when it is stopped', async () => {
    const cluster = await startCluster(postgresBinaries(searchPath));
    assert.ok(existsSync(folderOf(cluster.url)));
    await cluster.stop();
    assert.ok(!existsSync(folderOf(cluster.url)));
    await cluster.stop();
  });

  it('leaves nothing behind when the process that started it is killed', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, searchPath], { stdio: 'pipe' });
    const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
    assert.ok(existsSync(folderOf(url)));
    child.kill('SIGKILL');
    for (let tries = 0; tries < 500 && existsSync(folderOf(url)); tries += 1) await pause(20);
    assert.ok(!existsSync(folderOf(url)));
  });

  it('is looked for on the search path, and then where Debian has it', () => {
    const folder = postgresBinaries(searchPath);
    assert.equal(postgresBinaries(`/nowhere:${folder}`), folder);
    assert.ok(existsSync(`${postgresBinaries(folder)}/initdb`));
  });
});
