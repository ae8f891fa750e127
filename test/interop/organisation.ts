/** A server as a process of its own, and the command line as one more: nothing is reached but by TLS and by files. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ApiClient, createApiClient } from '#api/client.ts';
import { freePort } from '#runtime/free-port.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';

const sources = join(import.meta.dirname, '../../src/cli');

/** The server with its administration. */
export interface Organisation {
  readonly api: ApiClient;
  /** PEM of the root that its TLS leads to. */
  readonly rootPem: string;
  /** Runs a command of the command line, in the home folder; gives what it printed. */
  porchlight(...args: string[]): Promise<string>;
  /** Makes an enrollment profile by the command line, and reads the file. */
  exportProfile(macs: number): Promise<string>;
  close(): Promise<void>;
}

/** Starts it, with a push certificate that no Apple made. */
export async function openOrganisation(): Promise<Organisation> {
  const home = mkdtempSync(join(tmpdir(), 'porchlight-interop-'));
  const address = `localhost:${await freePort()}`;
  const env = { ...process.env, PORCHLIGHT_HOME: home, PORCHLIGHT_LISTEN: address, PORCHLIGHT_LOG_LEVEL: 'error' };
  const start = [join(sources, 'start.ts'), '--no-demo', '--no-tour', '--no-desk'];
  const server = spawn(process.execPath, start, { cwd: home, env, stdio: ['ignore', 'ignore', 'pipe'] });
  await untilItListens(server);
  const run = promisify(execFile);
  const url = `https://${address}`;
  const porchlight = async (...args: string[]) => {
    const settings = { cwd: home, env: { ...env, PORCHLIGHT_ISSUER: url } };
    return (await run(process.execPath, [join(sources, 'main.ts'), ...args], settings)).stdout;
  };
  await makePushCertificate(home);
  await porchlight('push-certificate', 'import', 'push.pem', 'push.key');
  const text = (...path: string[]) => readFileSync(join(home, ...path), 'utf8');
  const rootPem = text('server', 'tls', 'root-certificate.pem');
  const fetch = httpsFetch({ ca: [rootPem] });
  return {
    api: createApiClient({ baseUrl: url, token: text('server', 'admin-token').trim(), fetch }),
    rootPem,
    porchlight,
    exportProfile: async (macs) => {
      await porchlight('enrollment', 'profile', '--output', 'enroll.mobileconfig', '--macs', String(macs));
      return text('enroll.mobileconfig');
    },
    close: async () => {
      server.kill('SIGTERM');
      await once(server, 'exit');
      rmSync(home, { recursive: true });
    },
  };
}

function untilItListens(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    // Read to its end: a server whose words nobody takes stops at a full pipe.
    server.stderr?.on('data', (part) => {
      said += String(part);
      if (said.includes('listening on')) resolve();
    });
    server.on('exit', () => reject(new Error(`The server ended before it listened: ${said}`)));
  });
}

async function makePushCertificate(cwd: string): Promise<void> {
  const files = ['-keyout', 'push.key', '-out', 'push.pem'];
  const subject = '/UID=com.apple.mgmt.External.9b1d9a4e/CN=APSP:9b1d9a4e/C=US';
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '365', '-subj', subject, ...files];
  await promisify(execFile)('openssl', args, { cwd });
}
