import assert from 'node:assert/strict';
import { it } from 'node:test';
import { HttpsError } from '#runtime/https-fetch.ts';
import { createAde } from '../feature.ts';
import { day, minute, onBench } from '../contract/bench.ts';

onBench('sessions and refusals of device services (section 1.2)', (bench) => {
  it('begin one session for many calls', async () => {
    bench().calls();
    await bench().ade.sync('administrator');
    await bench().ade.sync('administrator');
    assert.equal(
      bench()
        .calls()
        .filter((call) => call === 'GET /session').length,
      1,
    );
  });

  it('begin a session again once after 401, and after 403 FORBIDDEN, however it is quoted', async () => {
    for (const faults of [
      ['session-lost'],
      ['session-lost', 'forbidden-instead-of-unauthorized', 'errors-unquoted'],
    ] as const) {
      for (const fault of faults) bench().apple.faults.set(fault, 1);
      bench().calls();
      assert.equal((await bench().ade.sync('administrator')).kind, 'synced');
      assert.deepEqual(bench().calls(), ['POST /devices/sync', 'GET /session', 'POST /devices/sync']);
    }
  });

  it('adopt a session that any answer brings', async () => {
    bench().apple.faults.set('session-rotated');
    bench().calls();
    for (let run = 0; run < 3; run += 1) assert.equal((await bench().ade.sync('administrator')).kind, 'synced');
    assert.ok(!bench().calls().includes('GET /session'));
    bench().apple.faults.clear();
  });

  it('do not try a third time when the new session is refused too', async () => {
    bench().apple.faults.set('session-lost');
    bench().calls();
    const outcome = await bench().ade.sync('administrator');
    assert.deepEqual(outcome, { kind: 'refused', status: 401, word: 'UNAUTHORIZED' });
    assert.equal(bench().calls().length, 3);
    bench().apple.faults.clear();
  });

  it('show that terms wait to be agreed to, and do not ask again and again (section 13, 10)', async () => {
    const { ade, apple } = bench();
    await bench().events();
    apple.organisation.setTermsSigned(false);
    assert.deepEqual(await ade.sync('administrator'), { kind: 'terms-not-signed' });
    assert.equal((await ade.status()).state, 'terms-not-signed');
    const { failingSince } = await ade.status();
    assert.ok(failingSince !== undefined);
    bench().calls();
    for (let minutes = 0; minutes < 59; minutes += 1) {
      bench().advance(minute);
      assert.equal((await ade.sync('timer')).kind, 'waiting');
    }
    assert.deepEqual(bench().calls(), []);
    bench().advance(minute);
    assert.deepEqual(await ade.sync('timer'), { kind: 'terms-not-signed' });
    assert.deepEqual(await bench().events(), ['ade.sync.failed ade_terms_not_signed']);
    assert.equal((await ade.status()).failingSince, failingSince, 'since the first refusal');
    apple.organisation.setTermsSigned(true);
    assert.equal((await ade.sync('administrator')).kind, 'synced');
    assert.deepEqual([(await ade.status()).state, (await ade.status()).failingSince], ['ready', undefined]);
  });

  it('wait as long as Apple asks when it is busy', async () => {
    bench().apple.faults.set('service-unavailable', 1);
    assert.deepEqual(await bench().ade.sync('administrator'), { kind: 'later', retryAfterSeconds: 120 });
    assert.equal((await bench().ade.sync('timer')).kind, 'waiting');
    bench().advance(2 * minute);
    assert.equal((await bench().ade.sync('timer')).kind, 'synced');
    bench().apple.faults.set('server-error', 1);
    assert.deepEqual(await bench().ade.sync('administrator'), { kind: 'later', retryAfterSeconds: undefined });
  });

  it('tell what cannot be understood and what cannot be reached', async () => {
    bench().apple.faults.set('answer-malformed', 1);
    assert.deepEqual(await bench().ade.sync('administrator'), { kind: 'malformed' });
    const fetch = async () => {
      throw new HttpsError('unreachable', 'nothing is there');
    };
    const away = createAde({ ...bench().ports, endpoint: async () => ({ baseUrl: 'https://a.invalid', fetch }) });
    assert.deepEqual(await away.sync('administrator'), { kind: 'unreachable', code: 'unreachable' });
    assert.deepEqual((await away.status()).lastSync?.detail, 'unreachable');
  });

  it('run once at a time, on all nodes together', async () => {
    const gate = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    const endpoint = async () => {
      began.resolve();
      await gate.promise;
      return bench().ports.endpoint();
    };
    const first = createAde({ ...bench().ports, endpoint }).sync('administrator');
    await began.promise;
    assert.deepEqual(await bench().ade.sync('administrator'), { kind: 'busy' });
    gate.resolve();
    assert.equal((await first).kind, 'synced');
    assert.equal((await bench().ade.sync('administrator')).kind, 'synced');
  });

  it('show that the token ends soon, and then that it has ended', async () => {
    const { ade, apple, server } = bench();
    bench().advance(340 * day);
    assert.equal((await ade.status()).state, 'token-expires-soon');
    bench().advance(40 * day);
    assert.equal((await ade.status()).state, 'token-expired');
    assert.deepEqual(await ade.sync('administrator'), { kind: 'token-expired' });
    const renewed = await ade.importToken(Buffer.from(apple.organisation.downloadToken(server)), 'admin');
    assert.equal(renewed.kind, 'renewed');
    assert.equal((await ade.sync('timer')).kind, 'synced');
  });
});

onBench('an account that cannot be read', (bench) => {
  it('does not keep devices waiting, and is asked for again', async () => {
    bench().apple.faults.set('answer-malformed', 1);
    bench().give('A1');
    const outcome = await bench().ade.sync('administrator');
    assert.ok(outcome.kind === 'synced' && outcome.assigned === 1);
    assert.equal((await bench().ade.status()).account, undefined);
    await bench().ade.sync('administrator');
    assert.equal((await bench().ade.status()).account?.server_name, 'porchlight');
  });
});
