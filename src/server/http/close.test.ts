import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { pino } from 'pino';
import { systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import { prepareLocalTls } from '#server/authority/local-tls.ts';
import { createHttpServer } from './server.ts';

test('the server closes though a browser holds a connection on which it never asked anything', async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'porchlight-close-'));
  context.after(() => rm(directory, { recursive: true }));
  const tls = await prepareLocalTls({ directory, hostNames: [], clock: systemClock, random: systemRandom });
  const app = createHttpServer({ ...tls, logger: pino({ level: 'silent' }), trustProxy: false, graceAtClose: 50 });
  await app.listen({ host: 'localhost', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const socket = connect({ host: 'localhost', port, servername: 'localhost', ca: [tls.rootPem] });
  await once(socket, 'secureConnect');
  const ended = once(socket, 'close');
  await app.close();
  await ended;
  assert.equal(socket.destroyed, true);
});
