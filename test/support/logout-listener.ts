/** An application's ear for ended sessions: keeps what it is sent. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Curtain } from './stage.ts';

/** The ear. */
export interface LogoutListener {
  readonly url: string;
  /** Logout tokens, as they came. */
  readonly heard: readonly string[];
  /** Waits until so many came. */
  hear(count: number): Promise<readonly string[]>;
}

/** Opens one. `answer` is the status of every answer; without one nothing is ever answered. */
export async function openLogoutListener(curtain: Curtain, answer: number | undefined = 200): Promise<LogoutListener> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (body += part));
    request.on('end', () => {
      heard.push(new URLSearchParams(body).get('logout_token') ?? '');
      if (answer !== undefined)
        response.writeHead(answer, { location: 'http://127.0.0.1:9/' }).end('x'.repeat(100_000));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  curtain.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/back-channel-logout`,
    heard,
    async hear(count) {
      for (let round = 0; round < 500 && heard.length < count; round += 1) await setTimeout(10);
      return heard;
    },
  };
}
