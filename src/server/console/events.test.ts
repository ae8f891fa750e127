import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ConsoleTopic } from '#api/console.ts';
import { appendAudit, createAudit } from '#server/audit/audit.ts';
import type { Database } from '#server/store/database.ts';
import { migrate } from '#server/store/migrations/migrate.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { ChainWatch } from './events/chain-watch.ts';
import { topicsOf } from './events/topics.ts';

const clock = { now: () => 1_800_000_000_000 };

/** A watch whose looks are made one by one. */
async function watchOver(database: Database) {
  await migrate(database);
  const audit = createAudit({
    database,
    clock,
    pause: async () => {},
    onFailure: ({ error }) => assert.fail(String(error)),
  });
  let go = Promise.withResolvers<void>();
  let looked = Promise.withResolvers<void>();
  let alerts: unknown = [];
  const counted = { looks: 0 };
  const watch = new ChainWatch({
    audit: {
      list: (query) => {
        counted.looks += 1;
        return audit.list(query);
      },
    },
    alerts: async () => alerts,
    pause: () => {
      looked.resolve();
      return go.promise;
    },
  });
  return {
    watch,
    counted,
    setAlerts: (next: unknown) => (alerts = next),
    /** Waits for the look under way, if `first`; else makes another. */
    async look(first = false) {
      if (!first) {
        looked = Promise.withResolvers();
        const { resolve } = go;
        go = Promise.withResolvers();
        resolve();
      }
      await looked.promise;
    },
    close: async () => {
      go.resolve();
      await audit.close();
    },
  };
}

onEveryEngine('The live events of the console', (store) => {
  it('tell what has changed on any node, to all listeners by one look', async () => {
    const [one, other] = store.pair();
    const bench = await watchOver(one);
    const heard: ConsoleTopic[][] = [[], []];
    const stops = heard.map((list) => bench.watch.listen((topics) => list.push(...topics)));
    await bench.look(true);
    assert.deepEqual(heard, [[], []], 'what was before is no news');
    const before = bench.counted.looks;
    await other.write(async (writer) => {
      appendAudit(writer, clock.now(), [{ type: 'directory.user.created', outcome: 'changed', userId: 'u' }]);
    });
    await bench.look();
    assert.deepEqual(heard[0], ['audit', 'users', 'groups']);
    assert.deepEqual(heard[1], heard[0]);
    assert.equal(bench.counted.looks, before + 1);
    for (const stop of stops) stop();
    await bench.close();
  });

  it('tell that alerts have changed, which are looked at each tenth time', async () => {
    const bench = await watchOver(store.one());
    const heard: ConsoleTopic[] = [];
    const stop = bench.watch.listen((topics) => heard.push(...topics));
    await bench.look(true);
    bench.setAlerts([{ code: 'push_certificate_expired' }]);
    for (let looks = 0; looks < 10; looks += 1) await bench.look();
    assert.deepEqual(heard, ['alerts']);
    stop();
    await bench.close();
  });
});

it('Each kind of event is heard by whoever shows what it changes', () => {
  assert.deepEqual(topicsOf([]), []);
  assert.deepEqual(topicsOf(['something.unheard-of']), ['audit']);
  assert.deepEqual(topicsOf(['sign-in-plan.saved', 'keys.master-key.rotated']), ['audit', 'plan', 'macs', 'keys']);
  assert.deepEqual(topicsOf(['platform-sso.signing-key.rotated']), ['audit', 'keys']);
});
