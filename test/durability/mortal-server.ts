/** A server that can be killed and started again on the same store, and a way to talk to it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiClient, createApiClient } from '#api/client.ts';
import { type HttpsFetch, httpsFetch } from '#runtime/https-fetch.ts';
import type { Site } from '#server/platform-sso/contract/site.ts';
import { issuer } from '#server/platform-sso/contract/test-provider.ts';

/** A server over a data home. */
export class MortalServer implements Site {
  readonly #home: string;
  #child: ChildProcess | undefined;
  #fetch: HttpsFetch | undefined;
  #base = '';
  #admin: ApiClient | undefined;

  constructor(home: string) {
    this.#home = home;
  }

  /** The machine's clock: the server goes by it, too. */
  get time(): number {
    return Date.now();
  }

  /** Administration, with the token of the data home. */
  get admin(): ApiClient {
    if (!this.#admin) throw new Error('The server has not been started.');
    return this.#admin;
  }

  /** Starts it and waits until it listens. */
  async start(): Promise<void> {
    const child = fork(join(import.meta.dirname, 'server.ts'), {
      env: {
        ...process.env,
        PORCHLIGHT_HOME: this.#home,
        PORCHLIGHT_ISSUER: issuer,
        PORCHLIGHT_LISTEN: 'localhost:0',
        PORCHLIGHT_LOG_LEVEL: 'error',
      },
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.#child = child;
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`The server ended with ${String(code)} before it listened.`);
    });
    const [port] = (await Promise.race([once(child, 'message'), ended])) as [number];
    ended.catch(() => undefined);
    this.#base = `https://localhost:${port}`;
    const server = join(this.#home, 'server');
    this.#fetch = httpsFetch({ ca: [readFileSync(join(server, 'tls', 'root-certificate.pem'), 'utf8')] });
    const token = readFileSync(join(server, 'admin-token'), 'utf8').trim();
    this.#admin = createApiClient({ baseUrl: this.#base, token, fetch: this.#fetch });
  }

  /** Ends it with SIGKILL, which leaves it no time to tidy up, and waits until it is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async send({ method, path, headers, body }: Parameters<Site['send']>[0]) {
    if (!this.#fetch) throw new Error('The server has not been started.');
    const request = { method, headers, ...(body === undefined ? {} : { body }) };
    const answer = await this.#fetch(`${this.#base}${path}`, request);
    return { status: answer.status, body: answer.text(), headers: answer.headers };
  }

  async registrationToken(serialNumber: string): Promise<string> {
    const issued = await this.admin.issueRegistrationToken({ body: { serialNumber } });
    return issued.token;
  }
}
