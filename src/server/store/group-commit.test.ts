import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GroupCommit, usualLimits } from './group-commit.ts';
import type { Session } from './session.ts';
import { StoreError } from './store-error.ts';

const deadlock = new StoreError('statement_failed', 'deadlock', { transient: true });

/** A session that writes down what it is asked, and fails as the test says. */
class ScriptedSession implements Session {
  readonly acts: string[] = [];
  readonly failures = new Map<string, StoreError[]>();

  /** The next `times` acts of this name fail. */
  fail(act: string, error: StoreError, times = 1): void {
    this.failures.set(
      act,
      Array.from({ length: times }, () => error),
    );
  }

  readonly begin = (): Promise<void> => this.#act('begin', undefined);
  readonly commit = (): Promise<void> => this.#act('commit', undefined);
  readonly rollback = (): Promise<void> => this.#act('rollback', undefined);
  readonly get = (sql: string): Promise<unknown> => this.#act(sql, undefined);
  readonly all = (sql: string): Promise<unknown[]> => this.#act(sql, []);
  readonly run = (sql: string): Promise<number> => this.#act(sql, 1);

  async #act<T>(act: string, answer: T): Promise<T> {
    this.acts.push(act);
    const failure = this.failures.get(act)?.shift();
    if (failure !== undefined) throw failure;
    return answer;
  }
}

function lane(limits = usualLimits): { session: ScriptedSession; commits: GroupCommit } {
  const session = new ScriptedSession();
  return { session, commits: new GroupCommit([() => Promise.resolve(session)], limits) };
}

describe('group commit', () => {
  it('runs a batch again as it is after a deadlock', async () => {
    const { session, commits } = lane();
    session.fail('b', deadlock);
    const answers = ['a', 'b'].map((sql) => commits.write((writer) => writer.run(sql)));
    assert.deepEqual(await Promise.all(answers), [1, 1]);
    assert.deepEqual(session.acts, ['begin', 'a', 'b', 'rollback', 'begin', 'a', 'b', 'commit']);
    assert.deepEqual(commits.activity(), { units: 2, commits: 1, rollbacks: 1, waiting: 0 });
  });

  it('runs a unit again after a deadlock even when the unit throws an error of its own for it', async () => {
    const { session, commits } = lane();
    session.fail('a', deadlock);
    const wrapping = commits.write((writer) =>
      writer.run('a').catch(() => {
        throw new Error('wrapped');
      }),
    );
    assert.equal(await wrapping, 1);
  });

  it('gives up after so many deadlocks, with the error of the last', async () => {
    const { session, commits } = lane({ ...usualLimits, retries: 3 });
    session.fail('a', deadlock, 10);
    await assert.rejects(
      commits.write((writer) => writer.run('a')),
      deadlock,
    );
    assert.equal(session.acts.filter((act) => act === 'begin').length, 4);
  });

  it('tells every unit of the batch when nobody knows whether it was committed, and runs none again', async () => {
    const { session, commits } = lane();
    session.fail('commit', new StoreError('commit_unknown', 'gone'));
    const answers = await Promise.allSettled(['a', 'b'].map((sql) => commits.write((writer) => writer.run(sql))));
    assert.deepEqual(
      answers.map((answer) => answer.status === 'rejected' && answer.reason.code),
      ['commit_unknown', 'commit_unknown'],
    );
    assert.deepEqual(session.acts.slice(0, 4), ['begin', 'a', 'b', 'commit']);
    assert.equal(session.acts.filter((act) => act === 'begin').length, 1);
  });

  for (const code of ['store_unavailable', 'store_busy'] as const) {
    it(`answers the whole batch with ${code} rather than run each of its units again`, async () => {
      const { session, commits } = lane();
      session.fail('b', new StoreError(code, 'no'));
      const answers = await Promise.allSettled(
        ['a', 'b', 'c'].map((sql) => commits.write((writer) => writer.run(sql))),
      );
      assert.deepEqual(
        answers.map((answer) => answer.status === 'rejected' && answer.reason.code),
        [code, code, code],
      );
      assert.deepEqual(session.acts, ['begin', 'a', 'b', 'rollback']);
    });
  }

  it('answers a batch for which there is no connection, and tries to connect for the next', async () => {
    const session = new ScriptedSession();
    let down = true;
    const connect = (): Promise<Session> =>
      down ? Promise.reject(new StoreError('store_unavailable', 'down')) : Promise.resolve(session);
    const commits = new GroupCommit([connect]);
    await assert.rejects(
      commits.write((writer) => writer.run('a')),
      { code: 'store_unavailable' },
    );
    down = false;
    assert.equal(await commits.write((writer) => writer.run('a')), 1);
  });

  it('runs each unit on its own when COMMIT itself is refused', async () => {
    const { session, commits } = lane();
    session.fail('commit', new StoreError('constraint_violated', 'deferred'), 2);
    const answers = await Promise.allSettled(['a', 'b'].map((sql) => commits.write((writer) => writer.run(sql))));
    assert.deepEqual(
      answers.map(({ status }) => status),
      ['rejected', 'fulfilled'],
    );
  });

  it('ends a unit that waits for its own write, and lets the one it waited for through', async () => {
    const { commits } = lane({ ...usualLimits, batchMilliseconds: 20 });
    let inner: Promise<number> | undefined;
    const outer = commits.write(async () => {
      inner ??= commits.write((writer) => writer.run('inner'));
      await inner;
    });
    await assert.rejects(outer, { code: 'unit_too_slow' });
    assert.equal(await inner, 1);
  });

  it('puts no more units into a batch than its limit', async () => {
    const { session, commits } = lane({ ...usualLimits, batchSize: 2 });
    await Promise.all(['a', 'b', 'c'].map((sql) => commits.write((writer) => writer.run(sql))));
    assert.deepEqual(session.acts, ['begin', 'a', 'b', 'commit', 'begin', 'c', 'commit']);
  });

  it('gives a unit that must be alone a transaction of its own, in its turn', async () => {
    const { session, commits } = lane();
    await Promise.all([
      commits.write((writer) => writer.run('a')),
      commits.write((writer) => writer.run('alone'), true),
      commits.write((writer) => writer.run('b')),
      commits.write((writer) => writer.run('c')),
    ]);
    const expected = ['begin', 'a', 'commit', 'begin', 'alone', 'commit', 'begin', 'b', 'c', 'commit'];
    assert.deepEqual(session.acts, expected);
  });

  it('divides waiting units among idle lanes, but not into slivers', async () => {
    const sessions = [new ScriptedSession(), new ScriptedSession()];
    const lanes = sessions.map((session) => () => Promise.resolve<Session>(session));
    const commits = new GroupCommit(lanes, { ...usualLimits, smallestShare: 3 });
    await Promise.all(Array.from({ length: 8 }, () => commits.write((writer) => writer.run('x'))));
    assert.deepEqual(
      sessions.map(({ acts }) => acts.filter((act) => act === 'x').length),
      [4, 4],
    );
    await Promise.all(Array.from({ length: 3 }, () => commits.write((writer) => writer.run('y'))));
    assert.deepEqual(sessions.map(({ acts }) => acts.filter((act) => act === 'y').length).toSorted(ascending), [0, 3]);
  });

  it('refuses a unit at once when too many wait, and takes others when they are through', async () => {
    const { commits } = lane({ ...usualLimits, queueLength: 2 });
    const answers = ['a', 'b', 'c'].map((sql) => commits.write((writer) => writer.run(sql)));
    await assert.rejects(Promise.all(answers), { code: 'store_busy' });
    assert.deepEqual(await Promise.all(answers.slice(0, 2)), [1, 1]);
    assert.equal(await commits.write((writer) => writer.run('d')), 1);
  });

  it('answers everything that waits before it is closed, and refuses what comes later', async () => {
    const { commits } = lane({ ...usualLimits, batchSize: 1 });
    const answers = Promise.all(['a', 'b', 'c'].map((sql) => commits.write((writer) => writer.run(sql))));
    await Promise.all([commits.close(), commits.close()]);
    assert.deepEqual(await answers, [1, 1, 1]);
    await assert.rejects(
      commits.write(async () => undefined),
      { code: 'store_closed' },
    );
    await commits.close();
  });
});

function ascending(left: number, right: number): number {
  return left - right;
}
