import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fastify, { type FastifyInstance } from 'fastify';
import { ApiError } from '#api/error.ts';
import { type ApiClient, createApiClient } from '#api/client.ts';
import { operationEntries } from '#api/operations.ts';
import { systemRandom } from '#runtime/random.ts';
import { type Audit, createAudit } from '#server/audit/audit.ts';
import { openIdentityBench } from '#server/authority/device-identities/contract/identity-bench.ts';
import { createDirectory } from '#server/directory/feature.ts';
import type { AdeFeature, SyncOutcome } from '#server/ade/feature.ts';
import { stageManagement } from '#server/mdm/contract/management-stage.ts';
import { createMacStandings } from '#server/mac-standing/feature.ts';
import { openOpenIdBench } from '#server/openid/contract/openid-bench.ts';
import type { PlatformSsoAdministration } from '#server/platform-sso/administration.ts';
import { createBranding } from '#server/branding/feature.ts';
import { createApplications } from '#server/applications/feature.ts';
import { createDeviceAttestations } from '#server/device-attestations/feature.ts';
import { policyOver } from '#server/policy/contract/policy-bench.ts';
import { createSetup, defaultSetupSettings } from '#server/setup/feature.ts';
import type { Database } from '#server/store/database.ts';
import { createSignInPlans } from '#server/sign-in-plan/feature.ts';
import { createFactors } from '#server/factors/feature.ts';
import { migrate } from '#server/store/migrations/migrate.ts';
import { openTemporarySqlite } from '#server/store/sqlite/temporary-sqlite.ts';
import { type AdminAccess, createAdminAccess } from './access/access.ts';
import { ensureLocalToken, localTokenPath } from './access/local-token.ts';
import { type AdminPorts, mountAdmin } from './admin.ts';

let now = 1_800_000_000_000;
const clock = { now: () => now };
const ended: string[] = [];
const nothing = { kind: 'not-found' } as const;
const platformSso: PlatformSsoAdministration = {
  listDevices: async () => ({ items: [], next: undefined }),
  device: async () => undefined,
  registration: async () => undefined,
  issueRegistrationToken: async () => ({ token: 'registration', expiresAt: now + 1000 }),
  revokeDevice: async () => nothing,
  unregisterDevice: async () => nothing,
  allowRepair: async () => nothing,
  listRegistrations: async () => ({ items: [], next: undefined }),
  macsWithMethods: async () => [],
  revokeRegistration: async () => nothing,
  countTokens: async () => 0,
  revokeTokensOfUser: async (userId, _actor, credential) =>
    ended.push(`${userId}${credential === undefined ? '' : ` ${credential}`}`),
  signingKeys: async () => [{ keyId: 'k1', state: 'current', createdAt: now }],
  rotateSigningKey: async () => ({ keyId: 'k2', signsFrom: now }),
};

const inOrder = { state: 'ready', isRenewalPrepared: false, failingSince: undefined, isSimulated: true } as const;
const adeStatus = {
  ...inOrder,
  token: { consumerKey: 'CK_1', expiresAt: now, importedAt: now },
  account: { server_name: 'porchlight', server_uuid: 'u' },
  lastSync: { at: now, outcome: 'synced', detail: undefined },
  devices: { total: 1, assigned: 0 },
} as const;
let syncOutcome: SyncOutcome = { kind: 'synced', devices: 1, fetched: true, assigned: 1, deferred: 0 };
const ade: AdeFeature = {
  tokenCertificate: async () => ({ kind: 'made', certificatePem: 'pem', notAfter: now }),
  importToken: async (file) =>
    file.length > 5 ? { kind: 'refused', code: 'ade_token_malformed' } : { kind: 'imported', expiresAt: now },
  status: async () => adeStatus,
  devices: async (after, limit) =>
    ['A', 'B', 'C']
      .filter((serialNumber) => serialNumber > after)
      .slice(0, limit)
      .map((serialNumber) => ({
        serialNumber,
        facts: { model: 'MacBook Air' },
        profileUuid: undefined,
        profileStatus: 'empty',
        removedAt: undefined,
        assignment: { code: 'FAILED', at: now, retryAt: now + 1 },
      })),
  device: async () => undefined,
  sync: async () => syncOutcome,
  disown: async (serialNumber) => ({ kind: serialNumber === 'A' ? 'disowned' : 'not-found' }),
  serviceToken: async () => undefined,
  reseal: async () => 0,
};

const alerts = { list: async () => [], counts: async () => new Map() };
let [home, limited] = ['', false];
let database: Database;
let audit: Audit;
let access: AdminAccess;
let app: FastifyInstance;
let admin: ApiClient;
const password = 'lantern over the gate';
const { enrollment, doctor } = { enrollment: {}, doctor: {} } as AdminPorts;
const ends = { removeAllOf: async () => {}, removeAll: async () => {}, list: async () => [] };
const console = { recognise: async () => ({ kind: 'refused', reason: 'missing' }) as const, end: async () => {} };
const about = { organisation: 'Example', issuer: 'https://id.example.org', version: '1' };
const { passkeys, authenticators } = { passkeys: ends, authenticators: ends } as unknown as AdminPorts;

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'porchlight-admin-'));
  database = openTemporarySqlite();
  await migrate(database);
  audit = createAudit({ database, clock, pause: async () => {}, onFailure: ({ error }) => assert.fail(String(error)) });
  const directory = createDirectory({ database, clock, random: systemRandom });
  access = createAdminAccess({ database, directory, clock, random: systemRandom });
  app = fastify();
  const take = () => (limited ? ({ kind: 'limited', retryAfterSeconds: 9 } as const) : ({ kind: 'allowed' } as const));
  const masterKey = { rotate: async () => ({ version: 2, resealed: 0 }) };
  const base = { database, audit, clock, random: systemRandom };
  const branding = createBranding({ ...base, organisation: 'Example' });
  const signInPlans = createSignInPlans({
    ...base,
    fleet: { macs: async () => [] },
    installation: { issuer: 'https://id.example.org', applications: [], passwordRules: { minimumLength: 12 } },
    otherPayloads: async () => [],
    registrationToken: async () => 'token',
    signProfile: (profile) => profile,
  });
  const { management } = await stageManagement(database);
  const { identities, ports: inside } = await openIdentityBench(database);
  const applications = createApplications({
    ...base,
    publicUrl: 'https://id.example.org',
    isLaboratory: true,
    largestPackage: 100_000,
    budget: { take: () => ({ kind: 'allowed' }) },
  });
  const factors = createFactors({ ...inside, directory, clock });
  const setup = createSetup({
    ...inside,
    settings: defaultSetupSettings,
    database,
    clock,
    management,
    plans: signInPlans,
    applications,
    platformSso,
    ade,
    personOf: async () => undefined,
    firstPayloads: async () => [],
    signProfile: (profile) => profile,
    pause: async () => {},
    onFault: (error) => assert.fail(String(error)),
  });
  const openid = await openOpenIdBench({ ...inside, people: directory, database, audit, clock });
  const ports = { directory, platformSso, management, signInPlans, ade, applications, identities, access };
  const attestations = createDeviceAttestations({ ...base, management, roots: { apple: [], simulated: [] } });
  const policy = policyOver({ ...base, people: directory });
  const standings = { macStandings: createMacStandings({ database }) };
  const features = { policy, openid, attestations, alerts, enrollment, setup, factors, passkeys, authenticators };
  const rest = { doctor, branding, masterKey, about, console, attempts: { take } };
  mountAdmin(app, { ...base, ...ports, ...features, ...standings, ...rest });
  await app.ready();
  await ensureLocalToken(access, home);
  admin = clientWith(await localToken());
  await admin.createUser({ body: person('ada', { administrator: true, password }) });
  await admin.createUser({ body: person('bob', { password }) });
});

after(async () => {
  await app.close();
  await audit.close();
  await database.close();
  await rm(home, { recursive: true });
});

async function localToken(): Promise<string> {
  return (await readFile(localTokenPath(home), 'utf8')).trim();
}

function person(name: string, rest: { administrator?: boolean; password?: string } = {}) {
  return { accountName: name, fullName: name, userPrincipalName: `${name}@example.org`, ...rest };
}

function clientWith(token?: string): ApiClient {
  return createApiClient({
    baseUrl: '',
    ...(token === undefined ? {} : { token }),
    fetch: async (url, { method, headers, body }) => {
      const answer = await app.inject({
        method: method as 'GET',
        url,
        headers,
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : Buffer.from(body) }),
      });
      const header = answer.headers['retry-after'];
      return {
        status: answer.statusCode,
        headers: header === undefined ? {} : { 'retry-after': header },
        text: () => answer.body,
      };
    },
  });
}

function refusedWith(status: number, code: string) {
  return (error: unknown) => error instanceof ApiError && error.status === status && error.code === code;
}

test('every operation but the public one refuses a request without a token, whatever else is wrong with it', async () => {
  for (const [name, { method, path, role }] of operationEntries) {
    const answer = await app.inject({ method, url: path.replace(/\{\w+\}/g, 'x') });
    assert.equal(answer.statusCode, role === 'public' ? 400 : 401, name);
    assert.equal(answer.headers['cache-control'], 'no-store', name);
    assert.equal(answer.headers['access-control-allow-origin'], undefined, name);
  }
});

test('an auditor reads, and every operation for administrators is refused with 403', async () => {
  const { token } = await admin.createAdminToken({ body: { name: 'reader', role: 'auditor' } });
  await clientWith(token).listUsers();
  for (const [name, { method, path, role }] of operationEntries) {
    if (role !== 'admin') continue;
    const headers = { authorization: `Bearer ${token}` };
    const answer = await app.inject({ method, url: path.replace(/\{\w+\}/g, 'x'), headers });
    assert.equal(answer.statusCode, 403, name);
    assert.equal(answer.json<{ code: string }>().code, 'role_insufficient', name);
  }
});

test('an unknown, an expired and a revoked token are told apart and refused', async () => {
  await assert.rejects(clientWith('porchlight_admin_x').showStatus(), refusedWith(401, 'token_unknown'));
  const brief = await admin.createAdminToken({ body: { name: 'brief', role: 'admin', lifeSeconds: 60 } });
  await clientWith(brief.token).showSession();
  now += 61_000;
  await assert.rejects(clientWith(brief.token).showSession(), refusedWith(401, 'token_expired'));
  const other = await admin.createAdminToken({ body: { name: 'other', role: 'admin' } });
  await admin.revokeAdminToken({ params: { token: other.facts.id } });
  await assert.rejects(clientWith(other.token).showSession(), refusedWith(401, 'token_revoked'));
});

test('wrong password, unknown user and somebody who is no administrator get one answer', async () => {
  const attempts = [
    { userName: 'ada', password: 'wrong password here' },
    { userName: 'nobody', password },
    { userName: 'bob', password },
  ];
  const answers = await Promise.all(
    attempts.map((payload) => app.inject({ method: 'POST', url: '/api/v1/sign-in', payload })),
  );
  assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([401]));
  assert.equal(new Set(answers.map(({ body }) => body)).size, 1);
});

test('sign-in beyond the budget is 429 with the time to wait, even with the right password', async () => {
  limited = true;
  try {
    await assert.rejects(clientWith().signIn({ body: { userName: 'ada', password } }), (error) => {
      return error instanceof ApiError && error.status === 429 && error.retryAfterSeconds === 9;
    });
  } finally {
    limited = false;
  }
});

test('a token of a sign-in ends with sign-out, and with the right of its person', async () => {
  const first = await clientWith().signIn({ body: { userName: 'ada', password } });
  await clientWith(first.token).signOut();
  await assert.rejects(clientWith(first.token).showSession(), refusedWith(401, 'token_revoked'));
  const second = await clientWith().signIn({ body: { userName: 'ada', password } });
  await admin.updateUser({ params: { user: 'ada' }, body: { administrator: false } });
  await assert.rejects(clientWith(second.token).showSession(), refusedWith(401, 'token_revoked'));
});

test('disabling and deleting a person ends their refresh tokens; a second deletion finds nothing', async () => {
  const carl = await admin.createUser({ body: person('carl') });
  const confirmedAt = new Date(now).toISOString();
  const params = { user: 'carl' };
  assert.deepEqual(await admin.disableUser({ params }), { outcome: 'done', ended: [], confirmedAt });
  assert.deepEqual(await admin.disableUser({ params }), { outcome: 'already', ended: [], confirmedAt });
  await admin.deleteUser({ params: { user: 'carl' } });
  assert.deepEqual(ended, [carl.id, carl.id, carl.id]);
  await assert.rejects(admin.deleteUser({ params: { user: 'carl' } }), refusedWith(404, 'user_not_found'));
});

test('a person is given one-time codes once, and they can be taken away', async () => {
  await admin.createUser({ body: person('otto') });
  const params = { user: 'otto' };
  const { uri } = await admin.addOneTimeCodes({ params });
  assert.match(uri, /^otpauth:\/\/totp\/Example:otto%40example\.org\?secret=[A-Z2-7]{32}&/);
  await assert.rejects(admin.addOneTimeCodes({ params }), refusedWith(409, 'one_time_codes_exist'));
  await admin.removeOneTimeCodes({ params });
  await assert.rejects(admin.removeOneTimeCodes({ params }), refusedWith(404, 'one_time_codes_not_found'));
  const nobody = { params: { user: 'nobody' } };
  await assert.rejects(admin.addOneTimeCodes(nobody), refusedWith(404, 'user_not_found'));
  await assert.rejects(admin.removeOneTimeCodes(nobody), refusedWith(404, 'user_not_found'));
});

test('setting a password ends what the old one began, and nothing else', async () => {
  const dan = await admin.createUser({ body: person('dan', { password }) });
  ended.length = 0;
  await admin.setPassword({ params: { user: 'dan' }, body: { password: 'another lantern, higher up' } });
  assert.deepEqual(ended, [`${dan.id} password`]);
});

test('a request with several mistakes is told each of them', async () => {
  const body = { accountName: '', fullName: 3, extra: true } as never;
  await assert.rejects(admin.createUser({ body }), (error) => {
    const members = error instanceof ApiError ? error.body.problems?.map(({ member }) => member) : [];
    assert.deepEqual(members?.sort(), ['accountName', 'extra', 'fullName', 'userPrincipalName']);
    return true;
  });
});

test('what a feature refuses has its code: names taken, weak passwords, things that are not there', async () => {
  await assert.rejects(admin.createUser({ body: person('bob') }), refusedWith(409, 'user_exists'));
  const weak = { params: { user: 'bob' }, body: { password: 'short' } };
  await assert.rejects(admin.setPassword(weak), refusedWith(400, 'password_refused'));
  await assert.rejects(admin.getGroup({ params: { group: 'x' } }), refusedWith(404, 'group_not_found'));
  await assert.rejects(admin.revokeDevice({ params: { device: 'x' } }), refusedWith(404, 'device_not_found'));
  await assert.rejects(admin.listAuditEvents({ query: { after: 'x' } }), refusedWith(400, 'cursor_unknown'));
});

test('a body that is no JSON, of another type, or too large is refused with a code each', async () => {
  const headers = { authorization: `Bearer ${(await readFile(localTokenPath(home), 'utf8')).trim()}` };
  const send = async (type: string, payload: string) => {
    const request = { method: 'POST', url: '/api/v1/groups', headers: { ...headers, 'content-type': type }, payload };
    return (await app.inject(request as { method: 'POST'; url: string })).json<{ code: string }>().code;
  };
  assert.equal(await send('application/json', '{'), 'body_malformed');
  assert.equal(await send('text/plain', '{"name":"x"}'), 'body_not_json');
  assert.equal(await send('application/json', `"${'x'.repeat(200_000)}"`), 'body_too_large');
});

test('the token file is for its owner alone, is kept while good and replaced when not', async () => {
  assert.equal((await stat(localTokenPath(home))).mode & 0o777, 0o600);
  assert.equal(await ensureLocalToken(access, home), 'kept');
});

test('no token is kept in the database, only what recognises it', async () => {
  const { token } = await admin.createAdminToken({ body: { name: 'kept', role: 'admin' } });
  const rows = await database.all('SELECT id, name, role, origin, created_by, hash FROM admin_token');
  assert.ok(!JSON.stringify(rows).includes(token.slice(20)));
});

test('refusals and changes are in the audit chain, which is whole; lists go on where they stopped', async () => {
  await new Promise((resolve) => setImmediate(resolve));
  const first = await admin.listAuditEvents({ query: { limit: 5 } });
  const second = await admin.listAuditEvents({ query: { limit: 5, after: first.next ?? '' } });
  assert.equal(second.items[0]?.sequence, (first.items.at(-1)?.sequence ?? 0) - 1);
  for (const type of [
    'admin.request.refused',
    'admin.sign-in.refused',
    'admin.sign-in.allowed',
    'admin.token.created',
  ]) {
    assert.ok((await admin.listAuditEvents({ query: { type } })).items.length > 0, type);
  }
  assert.equal((await admin.verifyAudit()).result, 'intact');
});

test('the state with Apple, its devices and what a sync brings are in the contract’s words', async () => {
  const status = await admin.showAde();
  assert.equal(status.state, 'ready');
  assert.equal(status.organisation?.server, 'porchlight');
  assert.deepEqual(await admin.syncAde(), { devices: 1, assigned: 1, deferred: 0 });
  const page = await admin.listAdeDevices({ query: { limit: 2 } });
  assert.deepEqual(
    page.items.map(({ serialNumber }) => serialNumber),
    ['A', 'B'],
  );
  assert.equal(page.next, 'B');
  assert.equal((await admin.listAdeDevices({ query: { after: 'B' } })).next, null);
  assert.equal((await admin.importAdeToken({ body: { file: 'token' } })).outcome, 'imported');
  await admin.disownAdeDevice({ params: { serialNumber: 'A' } });
});

for (const [outcome, code, status] of [
  [{ kind: 'not-configured' }, 'ade_not_configured', 409],
  [{ kind: 'token-expired' }, 'ade_token_ended', 409],
  [{ kind: 'terms-not-signed' }, 'ade_terms_not_signed', 409],
  [{ kind: 'busy' }, 'ade_busy', 409],
  [{ kind: 'malformed' }, 'ade_answer_malformed', 502],
  [{ kind: 'refused', status: 400, word: 'WORD' }, 'ade_apple_refused', 502],
  [{ kind: 'later', retryAfterSeconds: 9 }, 'ade_apple_unavailable', 502],
  [{ kind: 'unreachable', code: 'unreachable' }, 'ade_apple_unavailable', 502],
] as const satisfies readonly (readonly [SyncOutcome, string, number])[])
  test(`a sync that ends ${outcome.kind} is refused as ${code}`, async () => {
    syncOutcome = outcome;
    await assert.rejects(
      admin.syncAde(),
      (error) => error instanceof ApiError && error.code === code && error.status === status,
    );
    await assert.rejects(admin.assignAdeProfiles(), { code });
  });

test('a server token that is none, and a device that is not there, are refused', async () => {
  await assert.rejects(admin.importAdeToken({ body: { file: 'no token' } }), { code: 'ade_token_malformed' });
  await assert.rejects(admin.disownAdeDevice({ params: { serialNumber: 'Z' } }), { code: 'ade_device_not_found' });
});
