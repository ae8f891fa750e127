import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { inOrder } from './in-order.ts';

test('a slow look does not arrive after a later one, and what changed meanwhile is told once', async () => {
  let state = 0;
  const delays = [30, 0, 0, 0];
  const told: number[] = [];
  const changed = inOrder(async () => {
    const seen = state;
    await pause(delays.shift());
    told.push(seen);
  });
  for (state = 1; state <= 3; state += 1) changed();
  state = 3;
  await pause(60);
  assert.deepEqual(told, [1, 3]);
});

test('a look that fails is dropped, and the next one is told', async () => {
  const told: string[] = [];
  const looks = [() => Promise.reject(new Error('unreadable')), () => Promise.resolve(void told.push('there'))];
  const changed = inOrder(() => looks.shift()?.() ?? Promise.resolve());
  changed();
  await pause(1);
  changed();
  await pause(1);
  assert.deepEqual(told, ['there']);
});
