import assert from 'node:assert/strict';
import { beforeEach, it } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { appendAudit } from './chain.ts';
import { type ChainFault, type Verification, verifyAudit } from './verification.ts';

/** More than one page. */
const eventCount = 600;

interface Tampering {
  readonly title: string;
  readonly statements: readonly string[];
  readonly sequence: number;
  readonly reason: ChainFault;
}

const tamperings: readonly Tampering[] = [
  {
    title: 'an event was rewritten',
    statements: [`UPDATE audit_event SET event = REPLACE(event, 'refused', 'allowed') WHERE sequence = 300`],
    sequence: 300,
    reason: 'changed',
  },
  {
    title: 'the time of an event was moved',
    statements: ['UPDATE audit_event SET time = time + 1 WHERE sequence = 1'],
    sequence: 1,
    reason: 'changed',
  },
  {
    title: 'an event was hidden from lists of its user',
    statements: [`UPDATE audit_event SET user_id = 'someone else' WHERE sequence = 7`],
    sequence: 7,
    reason: 'changed',
  },
  {
    title: 'an event was hidden from lists of its device',
    statements: ['UPDATE audit_event SET device_id = NULL WHERE sequence = 7'],
    sequence: 7,
    reason: 'changed',
  },
  {
    title: 'an event was hidden from lists of its type',
    statements: [`UPDATE audit_event SET type = 'dull' WHERE sequence = 7`],
    sequence: 7,
    reason: 'changed',
  },
  {
    title: 'a hash was replaced',
    statements: ['UPDATE audit_event SET hash = (SELECT hash FROM audit_event WHERE sequence = 9) WHERE sequence = 8'],
    sequence: 8,
    reason: 'changed',
  },
  {
    title: 'an event was deleted',
    statements: ['DELETE FROM audit_event WHERE sequence = 251'],
    sequence: 251,
    reason: 'missing',
  },
  {
    title: 'the first event was deleted',
    statements: ['DELETE FROM audit_event WHERE sequence = 1'],
    sequence: 1,
    reason: 'missing',
  },
  {
    title: 'an event was deleted and the later ones moved up',
    statements: [
      'DELETE FROM audit_event WHERE sequence = 598',
      'UPDATE audit_event SET sequence = 598 WHERE sequence = 599',
      'UPDATE audit_event SET sequence = 599 WHERE sequence = 600',
    ],
    sequence: 598,
    reason: 'changed',
  },
  {
    title: 'two neighbours changed places',
    statements: [
      'UPDATE audit_event SET sequence = 9999 WHERE sequence = 20',
      'UPDATE audit_event SET sequence = 20 WHERE sequence = 21',
      'UPDATE audit_event SET sequence = 21 WHERE sequence = 9999',
    ],
    sequence: 20,
    reason: 'reordered',
  },
  {
    title: 'the last events were deleted',
    statements: ['DELETE FROM audit_event WHERE sequence > 550'],
    sequence: 551,
    reason: 'truncated',
  },
  {
    title: 'every event was deleted',
    statements: ['DELETE FROM audit_event'],
    sequence: 1,
    reason: 'truncated',
  },
  {
    title: 'the last events were deleted and the head put back, but not its hash',
    statements: ['DELETE FROM audit_event WHERE sequence > 550', 'UPDATE audit_head SET sequence = 550'],
    sequence: 550,
    reason: 'head-changed',
  },
  {
    title: 'the head was deleted',
    statements: ['DELETE FROM audit_head'],
    sequence: 600,
    reason: 'head-changed',
  },
  {
    title: 'an event was added without the head',
    statements: [
      `INSERT INTO audit_event (sequence, time, type, event, hash)
        SELECT 601, time, type, event, hash FROM audit_event WHERE sequence = 600`,
    ],
    sequence: 601,
    reason: 'beyond-head',
  },
];

onEveryEngine('audit verification', (store) => {
  beforeEach(() =>
    store.one().write(async (writer) => {
      await writer.run('DELETE FROM audit_event');
      await writer.run('DELETE FROM audit_head');
    }),
  );

  const fill = (): Promise<void> =>
    store.one().write(async (writer) => {
      for (let index = 1; index <= eventCount; index += 1) {
        const event = { type: 'login', outcome: 'refused', userId: `u${index}`, deviceId: `d${index}` } as const;
        appendAudit(writer, 1_700_000_000_000 + index, [event]);
      }
    });

  for (const { title, statements, sequence, reason } of tamperings) {
    it(`reports event ${sequence} as ${reason} when ${title}`, async () => {
      await fill();
      await store.one().write(async (writer) => {
        for (const statement of statements) assert.ok((await writer.run(statement)) > 0);
      });
      assert.deepEqual(await verifyAudit(store.one()), { kind: 'broken', sequence, reason });
    });
  }

  it('reports an untouched chain as intact, with its length and head', async () => {
    await fill();
    const last = await store.one().get<{ hash: Uint8Array }>('SELECT hash FROM audit_event WHERE sequence = 600');
    const head = { sequence: 600, hash: last?.hash };
    assert.deepEqual(await verifyAudit(store.one()), { kind: 'intact', events: 600, head });
  });

  it('reports an empty chain as intact', async () => {
    const head = { sequence: 0, hash: new Uint8Array(32) };
    assert.deepEqual(await verifyAudit(store.one()), { kind: 'intact', events: 0, head });
  });

  it('starts where it is told, trusting the event before', async () => {
    await fill();
    await store.one().write((writer) => writer.run('UPDATE audit_event SET time = 0 WHERE sequence = 100'));
    assert.deepEqual(brief(await verifyAudit(store.one(), 101)), { kind: 'intact', events: 500 });
    assert.deepEqual(brief(await verifyAudit(store.one(), 601)), { kind: 'intact', events: 0 });
    assert.deepEqual(await verifyAudit(store.one(), 100), { kind: 'broken', sequence: 100, reason: 'changed' });
    assert.deepEqual(await verifyAudit(store.one(), 700), { kind: 'broken', sequence: 699, reason: 'truncated' });
    await store.one().write((writer) => writer.run('DELETE FROM audit_event WHERE sequence = 200'));
    assert.deepEqual(await verifyAudit(store.one(), 201), { kind: 'broken', sequence: 200, reason: 'missing' });
  });

  it('finds the chain intact while others append to it', async () => {
    await fill();
    const appending = Array.from({ length: 50 }, () =>
      store.pair()[1].write(async (writer) => appendAudit(writer, 1, [{ type: 'login', outcome: 'allowed' }])),
    );
    for (let round = 0; round < 5; round += 1) {
      assert.equal((await verifyAudit(store.one())).kind, 'intact');
    }
    await Promise.all(appending);
    assert.deepEqual(brief(await verifyAudit(store.one())), { kind: 'intact', events: 650 });
  });
});

function brief(result: Verification): unknown {
  return result.kind === 'intact' ? { kind: result.kind, events: result.events } : result;
}
