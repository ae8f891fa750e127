/** A desk for tests: the process in a home of its own, with an organisation's server that the test writes itself. */
import { request as httpRequest } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpsFetch } from '#runtime/https-fetch.ts';
import { realSurroundings, type Surroundings } from '../../mac/surroundings.ts';
import { type RunningDesk, startDesk } from '../start-desk.ts';

/** An answer of the process. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  readonly json: unknown;
}

/** The desk and how a browser, or anybody else, speaks to it. */
export interface TestDesk {
  readonly home: string;
  readonly desk: RunningDesk;
  readonly surroundings: Surroundings;
  send(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  close(): Promise<void>;
}

/** Opens it. @param answer what is at every address of the network, for the Macs of this desk */
export async function openTestDesk(answer?: HttpsFetch): Promise<TestDesk> {
  const home = await mkdtemp(join(tmpdir(), 'porchlight-test-desk-'));
  const surroundings = { ...realSurroundings(), ...(answer === undefined ? {} : { fetch: () => answer }) };
  const issuer = 'https://localhost:1';
  const desk = await startDesk({ port: 0, home, issuer, web: join(home, 'web'), surroundings });
  return {
    home,
    desk,
    surroundings,
    send: (method, path, body, headers) => send(desk.url, { method, path, body, headers }),
    async close() {
      await desk.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

interface Sending {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

function send(base: string, { method, path, body, headers = {} }: Sending): Promise<Answer> {
  const content = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const typed = content === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${base}${path}`, { method, headers: { ...typed, ...headers } }, (message) => {
      const parts: Buffer[] = [];
      message.on('data', (part: Buffer) => parts.push(part));
      message.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        resolve({ status: message.statusCode ?? 0, headers: message.headers, text, json: jsonOf(text) });
      });
    });
    request.on('error', reject);
    request.end(content);
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
