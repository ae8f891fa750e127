import assert from 'node:assert/strict';
import { argon2Sync } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { getPriority } from 'node:os';
import { test, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LowPriorityHashing } from './hashing.ts';

const cheap = { memoryCost: 32, timeCost: 1, parallelism: 1, salt: Buffer.alloc(16, 7) };

/** What OpenSSL makes of the same password, salt and cost, as the last part of a PHC string. */
function byOpenSsl(password: string): string {
  const { memoryCost: memory, timeCost: passes, parallelism, salt: nonce } = cheap;
  const parameters = { message: password, nonce, memory, passes, parallelism, tagLength: 32 };
  return argon2Sync('argon2id', parameters).toString('base64').replace(/=+$/, '');
}

// Only Linux has threads with priorities of their own; elsewhere the server does not use this class.
function opened(context: TestContext, patience?: number): LowPriorityHashing {
  const hashing = new LowPriorityHashing(patience);
  context.after(() => hashing.close());
  return hashing;
}

const threadNumbers = () => new Set(readdirSync('/proc/self/task').map(Number));

if (process.platform === 'linux') {
  test('a hash made in a thread is the one that OpenSSL makes, and is recognised again', async (context) => {
    const hashing = opened(context);
    const stored = await hashing.hash('lantern', cheap);
    assert.equal(stored.split('$').at(-1), byOpenSsl('lantern'));
    assert.deepEqual(await Promise.all([hashing.verify(stored, 'lantern'), hashing.verify(stored, 'lamp')]), [
      true,
      false,
    ]);
    assert.equal(hashing.threads, 2);
  });

  test('a hashing thread gives way: it alone has a lower priority than the event loop', async (context) => {
    const before = threadNumbers();
    const hashing = opened(context);
    await hashing.hash('lantern', cheap);
    const priorities = [...threadNumbers()]
      .filter((number) => !before.has(number))
      .map((number) => getPriority(number));
    assert.equal(priorities.filter((priority) => priority === getPriority() + 5).length, 1);
  });

  test('a thread without work ends after its time, and the next password has a new one', async (context) => {
    const hashing = opened(context, 1);
    const stored = await hashing.hash('lantern', cheap);
    // Its timer holds no process open, so something must.
    const hold = setInterval(() => undefined, 1000);
    while (hashing.threads > 0) await nextTurn();
    clearInterval(hold);
    assert.equal(await hashing.verify(stored, 'lantern'), true);
  });

  test('a stored text that is no hash fails its own task and no other', async (context) => {
    const hashing = opened(context);
    await assert.rejects(hashing.verify('no hash', 'lantern'));
    assert.equal(hashing.threads, 1);
    assert.match(await hashing.hash('lantern', cheap), /^\$argon2id\$/);
  });

  test('what is under way when threads are ended fails, so that nobody waits for ever', async (context) => {
    const hashing = opened(context);
    const outcome = assert.rejects(hashing.hash('lantern', { ...cheap, memoryCost: 65_536, timeCost: 20 }), /ended/);
    await hashing.close();
    await outcome;
  });
}
