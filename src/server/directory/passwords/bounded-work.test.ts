import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BoundedWork } from './bounded-work.ts';

describe('bounded work', () => {
  it('runs so many pieces at once, keeps so many waiting in their order, and turns the next away', async () => {
    const work = new BoundedWork({ atOnce: 2, waiting: 2 });
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
    const started: number[] = [];
    const pieces = gates.map((gate, index) =>
      work.run(() => {
        started.push(index);
        return gate.promise;
      }),
    );
    await assert.rejects(
      work.run(() => Promise.resolve()),
      { code: 'busy' },
    );
    assert.deepStrictEqual(work.load(), { running: 2, waiting: 2 });
    gates[1]?.resolve();
    await pieces[1];
    await new Promise(setImmediate);
    assert.deepStrictEqual(started, [0, 1, 2]);
    for (const gate of gates) gate.resolve();
    await Promise.all(pieces);
    assert.deepStrictEqual(started, [0, 1, 2, 3]);
    assert.deepStrictEqual(work.load(), { running: 0, waiting: 0 });
  });

  it('gives the place of a piece that failed to the next', async () => {
    const work = new BoundedWork({ atOnce: 1, waiting: 1 });
    const failing = work.run(() => Promise.reject(new Error('broken')));
    const next = work.run(() => Promise.resolve('done'));
    await assert.rejects(failing, /broken/);
    assert.equal(await next, 'done');
    assert.deepStrictEqual(work.load(), { running: 0, waiting: 0 });
  });
});
