import assert from 'node:assert/strict';
import { it } from 'node:test';
import { errors } from 'oidc-provider';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import type { User } from '#server/directory/directory.ts';
import { createSealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { adapterOf } from './adapter.ts';
import { type ArtifactPlace, removeEnded, resealArtifacts } from './artifacts.ts';
import { createClientAdministration, type NewClient } from './client-administration.ts';
import { openKeys, resealKeys } from './openid-key.ts';

const newClient: NewClient = {
  name: 'Wiki',
  kind: 'confidential',
  redirectUris: ['https://app.example/callback'],
  postLogoutRedirectUris: [],
  backChannelLogoutUri: undefined,
  macApplication: undefined,
  asksConsent: false,
  deviceAuthorization: false,
};

let subjects = 0;

async function openBench(database: Database) {
  const clock = { time: Date.UTC(2026, 10, 25, 12), now: () => clock.time };
  const masterKey = { current: 1, versions: new Map([[1, new Uint8Array(32).fill(7)]]) };
  const sealer = createSealer(() => masterKey, nodeCrypto, systemRandom);
  const states = new Map<string, User['state']>();
  const userById = async (id: string) => {
    const state = states.get(id);
    return state && ({ id, state } as User);
  };
  const liveLogins = new Set<string>();
  const macs = { isLoginLive: async (loginId: string) => liveLogins.has(loginId) };
  const ports = { database, sealer, clock, random: systemRandom, people: { userById }, macs, isLaboratory: false };
  const clients = createClientAdministration(ports);
  const added = await clients.add(newClient, 'test');
  const { client } = added.kind === 'added' ? added : assert.fail(added.kind);
  subjects += 1;
  const userId = `u${subjects}`;
  states.set(userId, 'active');
  const id = (name: string) => `${name}-of-${userId}`;
  const owned = { accountId: userId, clientId: client.id, grantId: id('grant') };
  return {
    ...ports,
    masterKey,
    states,
    liveLogins,
    clients,
    client,
    userId,
    id,
    owned,
    adapter: (model: string) => adapterOf(ports, model),
  };
}

onEveryEngine('What the OpenID provider gives out', (store) => {
  it('is found by its holder, and stands in the database hashed and sealed', async () => {
    const bench = await openBench(store.one());
    const codes = bench.adapter('AuthorizationCode');
    const payload = { ...bench.owned, jti: bench.id('code'), nonce: 'a-nonce' };
    await codes.upsert(bench.id('code'), payload, 60);
    assert.deepEqual(await codes.find(bench.id('code')), payload);
    assert.equal(await codes.find('guess'), undefined);
    assert.equal(await bench.adapter('RefreshToken').find(bench.id('code')), undefined);
    const rows = await store.one().all<Record<string, unknown>>('SELECT id, sealed, grant_id FROM openid_artifact');
    const stored = rows
      .map(
        ({ id, sealed, grant_id: grant }) =>
          `${String(id)} ${String(grant)} ${Buffer.from(sealed as Uint8Array).toString('latin1')}`,
      )
      .join();
    for (const secret of [bench.id('code'), bench.id('grant'), 'a-nonce']) assert.ok(!stored.includes(secret), secret);
  });

  it('is found by session and by user code too', async () => {
    const bench = await openBench(store.one());
    await bench.adapter('Session').upsert(bench.id('s'), { accountId: bench.userId, uid: bench.id('uid') }, 60);
    await bench
      .adapter('DeviceCode')
      .upsert(bench.id('d'), { clientId: bench.client.id, userCode: bench.id('uc') }, 60);
    assert.equal((await bench.adapter('Session').findByUid(bench.id('uid')))?.accountId, bench.userId);
    assert.equal((await bench.adapter('DeviceCode').findByUserCode(bench.id('uc')))?.clientId, bench.client.id);
  });

  it('counts once, on whichever node it comes, and a second use ends the grant (RFC 6749 section 4.1.2)', async () => {
    const [first, second] = store.pair();
    const bench = await openBench(first);
    const elsewhere = adapterOf({ ...bench, database: second }, 'AuthorizationCode');
    const codes = bench.adapter('AuthorizationCode');
    await bench.adapter('Grant').upsert(bench.id('grant'), bench.owned, 60);
    await codes.upsert(bench.id('code'), bench.owned, 60);
    await bench.adapter('AccessToken').upsert(bench.id('token'), bench.owned, 60);
    const uses = await Promise.allSettled([codes.consume(bench.id('code')), elsewhere.consume(bench.id('code'))]);
    const refused = uses.flatMap((use) => (use.status === 'rejected' ? [use.reason as unknown] : []));
    assert.equal(refused.length, 1);
    assert.ok(refused[0] instanceof errors.InvalidGrant);
    assert.equal(await bench.adapter('AccessToken').find(bench.id('token')), undefined);
    assert.equal(await bench.adapter('Grant').find(bench.id('grant')), undefined);
  });

  it('says when it was used', async () => {
    const bench = await openBench(store.one());
    const tokens = bench.adapter('RefreshToken');
    await tokens.upsert(bench.id('refresh'), bench.owned, 60);
    await tokens.consume(bench.id('refresh'));
    assert.equal((await tokens.find(bench.id('refresh')))?.consumed, bench.clock.time / 1000);
  });

  it('remembers proofs: the second of two at the same time is refused (RFC 9449 section 11.1)', async () => {
    const bench = await openBench(store.one());
    const proofs = bench.adapter('ReplayDetection');
    await proofs.upsert(bench.id('proof'), { jti: bench.id('proof') }, 60);
    await assert.rejects(proofs.upsert(bench.id('proof'), { jti: bench.id('proof') }, 60), errors.InvalidRequest);
  });

  it('is gone with the grant, the person and the client', async () => {
    const bench = await openBench(store.one());
    const tokens = bench.adapter('AccessToken');
    const give = () => tokens.upsert(bench.id('token'), bench.owned, 60);
    await give();
    await tokens.revokeByGrantId(bench.id('grant'));
    assert.equal(await tokens.find(bench.id('token')), undefined, 'the grant');
    await give();
    bench.states.set(bench.userId, 'disabled');
    assert.equal(await tokens.find(bench.id('token')), undefined, 'the person');
    bench.states.set(bench.userId, 'active');
    assert.equal(await tokens.find(bench.id('token')), undefined, 'for good');
    await give();
    await bench.clients.remove(bench.client.id, 'test');
    assert.equal(await tokens.find(bench.id('token')), undefined, 'the client');
    await give();
    assert.equal(await tokens.find(bench.id('token')), undefined, 'also what was on its way');
  });

  it('is swept some time after its end', async () => {
    const bench = await openBench(store.one());
    const tokens = bench.adapter('AccessToken');
    await tokens.upsert(bench.id('token'), bench.owned, 60);
    const sweep = (before: number) => store.one().write((writer) => removeEnded(writer, before, 500));
    await sweep(bench.clock.time + 59_000);
    assert.ok(await tokens.find(bench.id('token')));
    assert.ok((await sweep(bench.clock.time + 60_000)) > 0);
    assert.equal(await tokens.find(bench.id('token')), undefined);
  });

  it('is sealed anew under a new master key, with the keys of cookies and forms', async () => {
    const database = store.one();
    const bench = await openBench(database);
    const keys = await openKeys(bench);
    assert.notDeepEqual(keys('cookies'), keys('forms'));
    for (const name of ['a', 'b', 'c']) await bench.adapter('AccessToken').upsert(bench.id(name), bench.owned, 60);
    bench.masterKey.versions.set(2, new Uint8Array(32).fill(8));
    bench.masterKey.current = 2;
    let after: ArtifactPlace | undefined = { model: '', id: '' };
    while (after !== undefined) {
      const from: ArtifactPlace = after;
      after = (await database.write((writer) => resealArtifacts(writer, bench.sealer, from, 2))).last;
    }
    assert.equal(await resealKeys(database, bench.sealer), 1);
    bench.masterKey.versions.delete(1);
    assert.equal((await bench.adapter('AccessToken').find(bench.id('c')))?.accountId, bench.userId);
    assert.deepEqual((await openKeys(bench))('cookies'), keys('cookies'));
  });
});

onEveryEngine('Clients of the OpenID provider', (store) => {
  it('have a secret that is kept as a hash, and changed', async () => {
    const { clients } = await openBench(store.one());
    const added = await clients.add({ ...newClient, name: 'Secretive' }, 'test');
    const { client, secret = '' } = added.kind === 'added' ? added : assert.fail(added.kind);
    assert.equal(secret.length, 43);
    const rows = await store.one().all<{ secret_hash: string }>('SELECT secret_hash FROM openid_client');
    assert.ok(rows.every(({ secret_hash: hash }) => hash !== secret));
    const rotated = await clients.rotateSecret(client.id, 'test');
    assert.ok(rotated.kind === 'rotated' && rotated.secret !== secret);
    assert.deepEqual(await clients.rotateSecret('nobody', 'test'), { kind: 'not-found' });
    assert.deepEqual(await clients.remove('nobody', 'test'), { kind: 'not-found' });
  });

  it('have none where they could not keep it', async () => {
    const { clients } = await openBench(store.one());
    const added = await clients.add({ ...newClient, kind: 'public', redirectUris: ['org.example.app:/back'] }, 'test');
    const { client, secret } = added.kind === 'added' ? added : assert.fail(added.kind);
    assert.equal(secret, undefined);
    assert.equal((await clients.show(client.id))?.kind, 'public');
    assert.deepEqual(await clients.rotateSecret(client.id, 'test'), { kind: 'public' });
  });

  it('may send people to addresses that are theirs (RFC 6749 section 3.1.2, RFC 8252 section 7)', async () => {
    const { clients } = await openBench(store.one());
    const verdict = async (kind: NewClient['kind'], uri: string) =>
      (await clients.add({ ...newClient, kind, redirectUris: [uri] }, 'test')).kind;
    for (const uri of ['/callback', 'https://app.example/#part', 'https://a:b@app.example/', 'http://app.example/']) {
      assert.equal(await verdict('confidential', uri), 'invalid', uri);
      assert.equal(await verdict('public', uri), 'invalid', uri);
    }
    for (const uri of ['http://127.0.0.1/back', 'http://[::1]/back']) {
      assert.equal(await verdict('confidential', uri), 'added', uri);
      assert.equal(await verdict('public', uri), 'added', uri);
    }
    assert.equal(await verdict('confidential', 'org.example.app:/back'), 'invalid');
    assert.equal(await verdict('public', 'org.example.app:/back'), 'added');
    // eslint-disable-next-line no-script-url -- what must be refused
    for (const uri of ['javascript:alert(1)', 'data:text/html,x', 'app:/back', 'http://localhost/back']) {
      assert.equal(await verdict('public', uri), 'invalid', uri);
    }
    assert.equal((await clients.add({ ...newClient, redirectUris: [] }, 'test')).kind, 'invalid');
    assert.equal(
      (await clients.add({ ...newClient, redirectUris: [], deviceAuthorization: true }, 'test')).kind,
      'added',
    );
  });
});
