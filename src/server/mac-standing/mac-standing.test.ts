import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { stageMacs } from './contract/mac-acts.ts';
import { createMacStandings, macStages } from './feature.ts';
import { concludeMissing, walk } from './catch-up.ts';
import { onEveryEngine } from '#test/support/engines.ts';

const everything = { limit: 10_000, sort: 'serialNumber', order: 'asc' } as const;

onEveryEngine('summaries of Macs', (store) => {
  let stage: ReturnType<typeof stageMacs>;
  before(() => {
    stage = stageMacs(store.one());
  });

  test('whatever happens to Macs, the list says of each what the Mac itself says', async () => {
    const acts = fc.array(fc.record({ mac: fc.nat(2), act: fc.nat(stage.acts.length - 1), dice: fc.nat(7) }), {
      minLength: 3,
      maxLength: 12,
    });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(acts, async (history) => {
        round += 1;
        for (const { mac, act, dice } of history) await stage.act(act, `R${round}M${mac}`, dice);
        for (const serial of ['0', '1', '2'].map((mac) => `R${round}M${mac}`)) {
          assert.deepEqual(await stage.listed(serial), await stage.whole(serial), JSON.stringify(history));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('two nodes that change one Mac at once leave the summary of both changes', async () => {
    const [one, other] = store.pair();
    const stages = [stageMacs(one), stageMacs(other)] as const;
    for (let index = 0; index < 12; index += 1) {
      const serial = `BOTH${index}`;
      await stages[0].named('enroll', serial);
      await stages[0].named('expect', serial);
      await Promise.all([stages[0].named('enable', serial), stages[1].named('register', serial)]);
      assert.deepEqual(await stage.listed(serial), await stage.whole(serial));
      assert.equal((await stage.listed(serial))?.stage, 'registered');
    }
  });

  test('Macs without a summary get one, wrong ones are put right, and those of Macs that nobody knows go', async () => {
    await stage.named('enroll', 'OLD1');
    await store.one().write(async (writer) => {
      await writer.run('DELETE FROM mac_summary WHERE serial_number = ?', 'OLD1');
      await writer.run('UPDATE mac_summary SET stage = 8, rules = 0 WHERE serial_number = ?', 'BOTH0');
      await writer.run('UPDATE mac_summary SET stage = 8, name = ? WHERE serial_number = ?', 'x', 'BOTH1');
      await writer.run(
        `INSERT INTO mac_summary (serial_number, name_key, search_text, macos, stage, reason_code, reason, alerts,
          last_seen_at, rules, changes) VALUES ('GONE', '', '', 0, 0, '', '', 0, 0, 0, 1)`,
      );
    });
    await concludeMissing(store.one());
    assert.equal(await stage.listed('GONE'), undefined);
    for (const serial of ['OLD1', 'BOTH0']) {
      assert.deepEqual(await stage.listed(serial), await stage.whole(serial));
    }
    for (let after = await walk(store.one(), ''); after !== undefined; ) after = await walk(store.one(), after);
    assert.deepEqual(await stage.listed('BOTH1'), await stage.whole('BOTH1'));
  });

  test('pages follow each other without gap or repetition, in every order', async () => {
    const standings = createMacStandings({ database: store.one() });
    const all = (await standings.list(everything))?.items ?? [];
    assert.ok(all.length > 10);
    for (const sort of ['serialNumber', 'name', 'lastSeenAt', 'stage'] as const) {
      for (const order of ['asc', 'desc'] as const) {
        const serials: string[] = [];
        let after: string | undefined;
        do {
          const page: Awaited<ReturnType<typeof standings.list>> = await standings.list({
            limit: 7,
            sort,
            order,
            after,
          });
          serials.push(...(page?.items ?? []).map(({ serialNumber }) => serialNumber));
          after = page?.next;
        } while (after !== undefined);
        assert.equal(serials.length, new Set(serials).size);
        const [first] = serials;
        if (sort === 'serialNumber' && order === 'asc')
          assert.deepEqual(
            serials,
            all.map((one) => one.serialNumber),
          );
        assert.ok(first !== undefined);
      }
    }
    assert.equal(await standings.list({ ...everything, after: 'nonsense' }), undefined);
    const number = Buffer.from('[1,"x"]').toString('base64url');
    assert.equal(await standings.list({ ...everything, sort: 'name', after: number }), undefined);
  });

  test('Macs are found by a part of serial number, name or model, as it stands, and by stage, reason and macOS', async () => {
    const standings = createMacStandings({ database: store.one() });
    await stage.named('enroll', 'ODD100%_!');
    const serials = async (query: Partial<Parameters<typeof standings.list>[0]>) =>
      (await standings.list({ ...everything, ...query }))?.items.map(({ serialNumber }) => serialNumber);
    assert.deepEqual(await serials({ search: '00%_!' }), ['ODD100%_!']);
    assert.deepEqual(await serials({ search: 'odd1' }), ['ODD100%_!']);
    assert.deepEqual(await serials({ search: '0%%_' }), []);
    for (const sort of ['name', 'lastSeenAt', 'stage'] as const) {
      assert.deepEqual(await serials({ search: 'odd100', sort, order: 'desc' }), ['ODD100%_!']);
      const both = await standings.list({ limit: 1, search: 'both1', sort, order: 'asc' });
      const rest = await standings.list({ limit: 10, search: 'both1', sort, order: 'asc', after: both?.next });
      assert.deepEqual([both?.items.length, rest?.items.length, rest?.next], [1, 2, undefined], sort);
    }
    assert.ok((await serials({ search: 'MACBOOK' }))?.includes('ODD100%_!'));
    assert.ok((await serials({ search: 'mac of odd100' }))?.includes('ODD100%_!'));
    assert.ok((await serials({ macos: '26' }))?.includes('ODD100%_!'));
    assert.ok((await serials({ macos: '26.1' }))?.includes('ODD100%_!'));
    assert.deepEqual(await serials({ macos: '2' }), []);
    assert.ok((await serials({ stage: 'enrolling', reason: 'no-push-token' }))?.includes('ODD100%_!'));
    assert.deepEqual(await serials({ stage: 'joined', reason: 'no-push-token' }), []);
  });

  test('counts are those of the list, by stage and reason and by version', async () => {
    const standings = createMacStandings({ database: store.one() });
    const counts = await standings.counts();
    let sum = 0;
    for (const name of macStages) {
      const items = (await standings.list({ ...everything, stage: name }))?.items ?? [];
      const told = counts.stages.filter(({ stage: one }) => one === name);
      assert.equal(
        told.reduce((total, { macs }) => total + macs, 0),
        items.length,
      );
      sum += items.length;
    }
    assert.equal(counts.total, sum);
    assert.equal(
      counts.macos.reduce((total, { macs }) => total + macs, 0),
      sum,
    );
  });
});
