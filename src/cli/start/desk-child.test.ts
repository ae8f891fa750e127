import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startDeskChild } from './desk-child.ts';

/** A program in place of the desk: says where it listens, unless its port is 1; ends by itself where it is told to. */
function stage(code: (port: number, run: number) => string) {
  const said: string[] = [];
  const ports: number[] = [];
  const children: ChildProcess[] = [];
  const run = (words: readonly string[]) => {
    const port = Number(words[words.indexOf('--port') + 1]);
    ports.push(port);
    const child = spawn(process.execPath, ['-e', code(port, ports.length)], { stdio: ['ignore', 'ignore', 'pipe'] });
    children.push(child);
    return child;
  };
  const wish = { home: '/nowhere', issuer: 'https://localhost:1', say: (text: string) => void said.push(text), run };
  return { said, ports, children, wish };
}

const listens = (port: number) => `console.error('desk: http://localhost:${port}'); setInterval(() => {}, 1000);`;

async function until(holds: () => boolean): Promise<void> {
  for (let round = 0; round < 400 && !holds(); round += 1) await pause(25);
  assert.ok(holds());
}

test('the desk is started with its home and server, and ends with the program above it', async () => {
  const { wish, children } = stage(listens);
  const desk = await startDeskChild({ ...wish, port: 8480, isPortFixed: false });
  assert.equal(desk?.url, 'http://localhost:8480');
  await desk.stop();
  assert.equal(children[0]?.signalCode ?? 'ended', 'SIGTERM');
});

test('where its port is taken another is found, unless the port was asked for', async () => {
  const { wish, ports } = stage((port) => (port === 1 ? 'process.exit(1)' : listens(port)));
  const desk = await startDeskChild({ ...wish, port: 1, isPortFixed: false });
  assert.equal(desk?.url, `http://localhost:${ports[1]}`);
  await desk.stop();
  const fixed = stage((port) => (port === 1 ? "console.error('taken'); process.exit(1)" : listens(port)));
  assert.equal(await startDeskChild({ ...fixed.wish, port: 1, isPortFixed: true }), undefined);
  assert.match(fixed.said.join('\n'), /the desk did not start\nhint: taken/);
});

test('a desk that dies is started again at the same port', async () => {
  const { wish, ports, children, said } = stage(listens);
  const desk = await startDeskChild({ ...wish, port: 8480, isPortFixed: true });
  children[0]?.kill('SIGKILL');
  await until(() => ports.length === 2);
  assert.deepEqual(ports, [8480, 8480]);
  assert.match(said.join('\n'), /started again/);
  await desk?.stop();
});

test('a desk that dies over and over is left alone, with a sentence', async () => {
  const dies = (port: number) =>
    `console.error('desk: http://localhost:${port}'); setTimeout(() => process.exit(1), 50);`;
  const { wish, ports, said } = stage(dies);
  const desk = await startDeskChild({ ...wish, port: 8480, isPortFixed: true });
  await until(() => said.some((text) => text.includes('left alone')));
  await pause(1200);
  assert.equal(ports.length, 4);
  await desk?.stop();
});
