import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fastify, { type FastifyInstance } from 'fastify';
import { type ApiClient, createApiClient } from '#api/client.ts';
import { ApiError } from '#api/error.ts';
import type { OperationName } from '#api/operations.ts';
import { systemRandom } from '#runtime/random.ts';
import { createAudit } from '#server/audit/audit.ts';
import { makeDemonstrationPackage } from '#server/applications/demonstration.ts';
import { createApplications } from '#server/applications/feature.ts';
import { createDirectory } from '#server/directory/feature.ts';
import { createMacStandings } from '#server/mac-standing/feature.ts';
import type { TestMac } from '#server/mdm/contract/management-stage.ts';
import { stageSetup } from '#server/setup/contract/setup-stage.ts';
import type { Database } from '#server/store/database.ts';
import { migrate } from '#server/store/migrations/migrate.ts';
import { openTemporarySqlite } from '#server/store/sqlite/temporary-sqlite.ts';
import { createAdminAccess } from './access/access.ts';
import type { Handlers } from './answer.ts';
import { applicationHandlers } from './operations/applications.ts';
import { macHandlers } from './operations/macs.ts';
import type { AdminPorts } from './ports.ts';
import { mountOperations } from './routes.ts';

const clock = { now: () => Date.UTC(2026, 10, 1, 12) };
let database: Database;
let app: FastifyInstance;
let admin: ApiClient;
let token = '';
let mac: () => Promise<TestMac>;

before(async () => {
  database = openTemporarySqlite();
  await migrate(database);
  const parts = { database, clock, random: systemRandom };
  const audit = createAudit({ ...parts, pause: async () => {}, onFailure: ({ error }) => assert.fail(String(error)) });
  const access = createAdminAccess({ ...parts, directory: createDirectory(parts) });
  token = (await access.issue({ name: 'test', role: 'admin', origin: 'local' }, 'test')).token;
  const largest = { isLaboratory: true, largestPackage: 100_000 };
  const take = () => ({ kind: 'allowed' }) as const;
  const budget = { take };
  const applications = createApplications({ ...parts, ...largest, audit, budget, publicUrl: 'https://id.example.org' });
  const stage = await stageSetup(database);
  ({ mac } = stage);
  // The handlers under test, and what admits to them.
  const attestations = { latest: async () => undefined };
  const ports = {
    applications,
    attestations,
    setup: stage.setup,
    management: stage.management,
    signInPlans: { current: async () => undefined },
    macStandings: createMacStandings({ database }),
    audit,
    access,
    clock,
    attempts: budget,
  } as unknown as AdminPorts;
  const handlers = { ...applicationHandlers(ports), ...macHandlers(ports) } as Handlers<OperationName>;
  app = fastify();
  app.register(async (scope) => mountOperations(scope, ports, handlers), { prefix: '/api' });
  admin = createApiClient({
    baseUrl: '',
    token,
    fetch: async (url, { method, headers, body }) => {
      const payload = body === undefined || typeof body === 'string' ? body : Buffer.from(body);
      const answer = await app.inject({
        method: method as 'GET',
        url,
        headers,
        ...(payload === undefined ? {} : { payload }),
      });
      return { status: answer.statusCode, headers: {}, text: () => answer.body };
    },
  });
});

after(async () => {
  await app.close();
  await database.close();
});

function refusedWith(status: number, code: string) {
  return (error: unknown) => error instanceof ApiError && error.status === status && error.code === code;
}

test('a package is sent as a file, taken in, shown and removed; what is no package is refused', async () => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' };
  const post = (payload: Buffer | string, more: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url: '/api/v1/applications', headers: { ...headers, ...more }, payload });
  const codeOf = async (answer: ReturnType<typeof post>) => {
    const { statusCode, json } = await answer;
    return [statusCode, json<{ code: string }>().code];
  };
  assert.deepEqual(await codeOf(post(Buffer.from('no package'))), [400, 'archive_malformed']);
  assert.deepEqual(await codeOf(post(Buffer.alloc(100_001))), [413, 'application_too_large']);
  assert.deepEqual(await codeOf(post('{}', { 'content-type': 'application/json' })), [415, 'body_not_file']);
  assert.deepEqual(await codeOf(post('a=b', { 'content-type': 'application/x-form' })), [415, 'body_not_file']);
  const elsewhere = await app.inject({ method: 'POST', url: '/api/v1/groups', headers, payload: '{"name":"x"}' });
  assert.deepEqual([elsewhere.statusCode, elsewhere.json<{ code: string }>().code], [415, 'body_not_json']);

  const made = await admin.makeDemonstrationApplication();
  assert.deepEqual([made.outcome, made.application.isDemonstration], ['imported', true]);
  const params = { application: made.application.id };
  assert.deepEqual(await admin.getApplication({ params }), made.application);
  assert.deepEqual((await admin.listApplications()).items, [made.application]);
  await admin.removeApplication({ params });
  await assert.rejects(admin.removeApplication({ params }), refusedWith(404, 'application_not_found'));
  await assert.rejects(admin.getApplication({ params }), refusedWith(404, 'application_not_found'));

  const { bytes } = await makeDemonstrationPackage({ clock, random: systemRandom });
  const taken = await admin.importApplication({ upload: bytes });
  assert.deepEqual([taken.outcome, taken.application.size], ['imported', bytes.length]);
  assert.equal((await admin.importApplication({ upload: bytes })).outcome, 'already');
});

test('Macs are listed with how far they came, shown whole, and their alerts cleared; what is not there is refused', async () => {
  const one = await mac();
  await one.authenticate();
  const page = await admin.listMacs({ query: { limit: 1 } });
  assert.deepEqual(
    page.items.map(({ serialNumber, stage }) => [serialNumber, stage]),
    [[one.serialNumber, 'enrolling']],
  );
  assert.match(page.items[0]?.reason ?? '', /push token/);
  assert.deepEqual((await admin.countMacs()).stages, [
    { stage: 'enrolling', macs: 1, reasons: [{ reasonCode: 'no-push-token', macs: 1 }] },
  ]);
  const after = Buffer.from('[1]').toString('base64url');
  await assert.rejects(admin.listMacs({ query: { after } }), refusedWith(400, 'cursor_unknown'));
  const whole = await admin.getMac({ params: { serialNumber: one.serialNumber.toLowerCase() } });
  assert.deepEqual([whole.mac, whole.management?.state, whole.setup?.state], [page.items[0], 'enrolling', 'enrolling']);
  await assert.rejects(admin.getMac({ params: { serialNumber: 'NONE' } }), refusedWith(404, 'mac_not_found'));
  const { stages } = await admin.showMacTimeline({ params: { serialNumber: one.serialNumber } });
  assert.deepEqual(
    stages.map(({ stage: name, state }) => [name, state]),
    [
      ['assigned', 'not-asked-for'],
      ['enrolled', 'under-way'],
      ['app', 'not-asked-for'],
      ['profile', 'not-asked-for'],
      ['device-registered', 'not-yet'],
      ['user-registered', 'not-yet'],
      ['account', 'not-yet'],
      ['signed-in', 'not-yet'],
    ],
  );
  await assert.rejects(admin.showMacTimeline({ params: { serialNumber: 'NONE' } }), refusedWith(404, 'mac_not_found'));
  const params = { serialNumber: one.serialNumber };
  await assert.rejects(admin.showMacAdministrator({ params }), refusedWith(404, 'administrator_not_found'));
  assert.deepEqual((await admin.listSetupAlerts()).items, []);
  await assert.rejects(admin.clearSetupAlert({ params: { alert: 'x' } }), refusedWith(404, 'alert_not_found'));
});
