import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/** A PostgreSQL server of our own, reached through a socket in its own temporary folder. */
export interface Cluster {
  /** Address of its database `postgres`, as a superuser. */
  readonly url: string;
  /** Stops it at once and removes its files. */
  stop(): Promise<void>;
}

/** The account that the server runs under, since PostgreSQL refuses to run as root. */
interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Stands between us and the server: when its standard input closes, which also happens when this process is killed, it
 * stops the server and removes the folder (`$1`). The rest of its arguments is the server's command line.
 */
const guardian = `folder=$1; shift
"$@" </dev/null >>"$folder/log" 2>&1 & server=$!
read _
kill -QUIT $server; wait $server
rm -rf "$folder"`;

/** Makes and starts a cluster; `fsync` stays on, since durability is part of what is tested. */
export async function startCluster(binaries: string): Promise<Cluster> {
  const account = process.getuid?.() === 0 ? serverAccount() : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-pg-'));
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  initialise(binaries, folder, account);
  const stop = launch(binaries, folder, account);
  const url = `postgres://postgres@/postgres?host=${encodeURIComponent(folder)}`;
  try {
    await untilReady(url, folder);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

function initialise(binaries: string, folder: string, account: Account | undefined): void {
  const options = ['--no-sync', '--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C'];
  const outcome = spawnSync(join(binaries, 'initdb'), [...options, '-D', join(folder, 'data')], {
    cwd: folder,
    encoding: 'utf8',
    ...account,
  });
  if (outcome.status !== 0) throw new Error(`initdb failed: ${outcome.error?.message ?? outcome.stderr}`);
}

function launch(binaries: string, folder: string, account: Account | undefined): () => Promise<void> {
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'max_connections=200'];
  const server = [join(binaries, 'postgres'), '-D', join(folder, 'data'), ...settings.flatMap((text) => ['-c', text])];
  const child = spawn('sh', ['-c', guardian, 'sh', folder, ...server], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    ...account,
  });
  child.unref();
  return async () => {
    if (child.exitCode !== null) return;
    child.ref();
    const exited = once(child, 'exit');
    child.stdin.end();
    await exited;
  };
}

/** Debian's package brings the account `postgres`; any other unprivileged one does as well. */
function serverAccount(): Account {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const account = accounts.find((fields) => fields[0] === name);
    if (account !== undefined) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new Error('PostgreSQL refuses to run as root, and there is neither an account postgres nor nobody.');
}

async function untilReady(url: string, folder: string): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    if (await answers(url)) return;
    await pause(20);
  }
  const log = join(folder, 'log');
  throw new Error(`PostgreSQL did not start: ${existsSync(log) ? readFileSync(log, 'utf8') : 'it wrote no log'}`);
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
