import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Caller } from '#server/admin/access/access.ts';
import { alertHandlers } from '#server/admin/operations/alerts.ts';
import { standingClock } from '#server/authority/device-identities/contract/identity-bench.ts';
import { masterKeyProblem, openMasterKeyFile } from '#server/keys/master-key-file.ts';
import { createMetrics } from '#server/metrics/metrics.ts';
import { systemRandom } from '#runtime/random.ts';
import { alertCodes } from './alert.ts';
import { createAlerts } from './feature.ts';
import type { AlertPorts } from './gather.ts';

const clock = standingClock();
const now = clock.time;
const day = 86_400_000;

type AdeStatus = Awaited<ReturnType<AlertPorts['ade']['status']>>;

const wellAde: AdeStatus = {
  state: 'ready',
  token: { consumerKey: 'CK', expiresAt: now + 300 * day, importedAt: now - 65 * day },
  isRenewalPrepared: false,
  account: undefined,
  lastSync: { at: now - 60_000, outcome: 'synced', detail: undefined },
  failingSince: undefined,
  devices: { total: 3, assigned: 3 },
  isSimulated: false,
};
const wellPush = { topic: 't', notAfter: now + 200 * day, importedAt: now, alert: undefined };

/** The alerts of an installation where all is well but for what is said. */
function alertsOf(change: Partial<Omit<AlertPorts, 'ade'>> & { ade?: Partial<AdeStatus> }) {
  const { ade, ...ports } = change;
  return createAlerts({
    clock,
    pushCertificate: async () => wellPush,
    tlsEndsAt: now + 60 * day,
    endingIdentities: async () => ({ count: 0, serialNumbers: [], firstEnd: undefined }),
    setupAlerts: async () => [],
    lockedPasskeys: async () => [],
    authenticatorAlerts: async () => [],
    masterKeyProblem: () => undefined,
    ...ports,
    ade: { status: async () => ({ ...wellAde, ...ade }) },
  });
}

async function listed(change: Parameters<typeof alertsOf>[0]) {
  return (await alertsOf(change).list()).map(({ code, since }) => [code, since]);
}

const token = (expiresAt: number) => ({ token: { consumerKey: 'CK', expiresAt, importedAt: 0 } });
const failing = (outcome: string, since: number) => ({
  failingSince: since,
  lastSync: { at: now, outcome, detail: undefined },
});
const setupAlert = (code: string) =>
  ({ id: '1', serialNumber: 'C02A', enrollmentId: 'A', code, detail: 'It went wrong.', raisedAt: 5 }) as Awaited<
    ReturnType<AlertPorts['setupAlerts']>
  >[number];

/** For each code, what brings it about, and since when it is said to last. */
const causes: readonly (readonly [code: string, since: number | undefined, change: Parameters<typeof alertsOf>[0]])[] =
  [
    ['ade_token_expires_soon', now - 2 * day, { ade: token(now + 28 * day) }],
    ['ade_token_expired', now - day, { ade: token(now - day) }],
    ['ade_terms_not_signed', now - 3 * day, { ade: failing('terms-not-signed', now - 3 * day) }],
    ['ade_sync_failed', now - 1, { ade: failing('refused', now - 1) }],
    ['push_certificate_missing', undefined, { pushCertificate: async () => undefined }],
    [
      'push_certificate_expires_soon',
      now - day,
      { pushCertificate: async () => ({ ...wellPush, notAfter: now + 29 * day }) },
    ],
    ['push_certificate_expired', now, { pushCertificate: async () => ({ ...wellPush, notAfter: now }) }],
    [
      'passkey_counter_back',
      6,
      { lockedPasskeys: async () => [{ userName: 'ada@example.org', name: 'Key', lockedAt: 6 }] },
    ],
    ['push_refused', 7, { pushCertificate: async () => ({ ...wellPush, alert: { reason: 'BadCertificate', at: 7 } }) }],
    ['tls_certificate_expires_soon', now - day, { tlsEndsAt: now + 13 * day }],
    ['tls_certificate_expired', now - 1, { tlsEndsAt: now - 1 }],
    ['identity_expires_soon', undefined, { endingIdentities: async (before) => identities(before > now ? 2 : 0) }],
    ['identity_expired', now - 9, { endingIdentities: async () => identities(1) }],
    ['master_key_missing', undefined, { masterKeyProblem: () => 'master_key_missing' }],
    ['master_key_exposed', undefined, { masterKeyProblem: () => 'master_key_exposed' }],
    ['master_key_malformed', undefined, { masterKeyProblem: () => 'master_key_malformed' }],
    ...(['authenticator_disowned', 'authenticator_copied'] as const).map(
      (code) => [code, 5, { authenticatorAlerts: async () => [{ code, sentence: 'Ada.', raisedAt: 5 }] }] as const,
    ),
    ...alertCodes
      .filter((code) => code.startsWith('setup_'))
      .map((code) => [code, 5, { setupAlerts: async () => [setupAlert(code)] }] as const),
  ];

function identities(count: number) {
  return { count, serialNumbers: ['C02A', 'C02B'].slice(0, count), firstEnd: count === 0 ? undefined : now - 9 };
}

test('an installation where all is well has no alerts', async () => {
  assert.deepEqual(await listed({}), []);
});

for (const [code, since, change] of causes) {
  test(`${code} is raised by its cause alone, with a sentence, what to do, and since when`, async () => {
    assert.deepEqual(await listed(change), [[code, since]]);
    const [alert] = await alertsOf(change).list();
    assert.match(alert?.sentence ?? '', /^\S.*\.$/);
    assert.match(alert?.action ?? '', /^\S.*[.)]$/);
  });
}

test('every code of the table has a cause', () => {
  assert.deepEqual(causes.map(([code]) => code).toSorted(), [...alertCodes].toSorted());
});

test('Apple out of reach for minutes is no alert; for an hour it is; without a server token nothing is asked of it', async () => {
  assert.deepEqual(await listed({ ade: failing('unreachable', now - 59 * 60_000) }), []);
  assert.deepEqual(await listed({ ade: failing('unreachable', now - 3_600_000) }), [
    ['ade_sync_failed', now - 3_600_000],
  ]);
  const none = { state: 'not-configured', token: undefined } as const;
  assert.deepEqual(await listed({ ade: none, pushCertificate: async () => undefined }), []);
});

test('errors come before warnings, and what lasts longest first', async () => {
  const change = {
    ade: { ...token(now + day), ...failing('refused', now - 5) },
    tlsEndsAt: now - 9,
    endingIdentities: async (before: number) => identities(before > now ? 2 : 0),
  };
  assert.deepEqual(
    (await listed(change)).map(([code]) => code),
    ['tls_certificate_expired', 'ade_sync_failed', 'identity_expires_soon', 'ade_token_expires_soon'],
  );
});

test('Macs are counted, and a few are named', async () => {
  const serialNumbers = Array.from({ length: 100 }, (_, index) => `C${index}`);
  const endingIdentities = async (before: number) => ({
    count: before > now ? 140 : 2,
    serialNumbers,
    firstEnd: now - 1,
  });
  const sentences = (await alertsOf({ endingIdentities }).list()).map(({ sentence }) => sentence);
  assert.deepEqual(sentences, [
    '2 Macs (C0, C1): the identity has ended.',
    '138 Macs (C2, C3, C4, C5, C6, ...): the identity ends within 30 days.',
  ]);
});

test('the administration interface gives them with times in ISO 8601', async () => {
  const handlers = alertHandlers({
    alerts: alertsOf({ tlsEndsAt: now - day, masterKeyProblem: () => 'master_key_missing' }),
  });
  const answer = await handlers.listAlerts({ caller: { actor: 'a' } as Caller, address: '::1', requestId: '1' });
  assert.ok(answer.kind === 'done');
  assert.deepEqual(
    answer.value.items.map(({ code, since, serialNumber }) => [code, since, serialNumber]),
    [
      ['master_key_missing', null, null],
      ['tls_certificate_expired', new Date(now - day).toISOString(), null],
    ],
  );
});

test('the figures say for every code how many there are, and leave them out while nobody can tell', async () => {
  const metrics = createMetrics({
    store: () => ({ units: 0, commits: 0, rollbacks: 0, waiting: 0 }),
    hashing: () => ({ running: 0, waiting: 0 }),
    auditWaiting: () => 0,
  });
  let fails = false;
  const alerts = alertsOf({
    setupAlerts: async () => [setupAlert('setup_not_prepared'), setupAlert('setup_not_prepared')],
  });
  metrics.watchAlerts(() => (fails ? Promise.reject(new Error('no store')) : alerts.counts()));
  const { body } = await metrics.text();
  assert.match(body, /^porchlight_alerts\{code="setup_not_prepared"\} 2$/m);
  for (const code of alertCodes) assert.match(body, new RegExp(`^porchlight_alerts\\{code="${code}"\\} \\d+$`, 'm'));
  fails = true;
  const without = (await metrics.text()).body;
  assert.doesNotMatch(without, /^porchlight_alerts\{/m);
  assert.match(without, /^porchlight_audit_events_waiting 0$/m);
});

test('the master key file is looked at without a restart', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'porchlight-key-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'master.key');
  assert.equal(masterKeyProblem(path), 'master_key_missing');
  openMasterKeyFile(path, systemRandom, true);
  assert.equal(masterKeyProblem(path), undefined);
  chmodSync(path, 0o644);
  assert.equal(masterKeyProblem(path), 'master_key_exposed');
  chmodSync(path, 0o600);
  writeFileSync(path, '{}');
  assert.equal(masterKeyProblem(path), 'master_key_malformed');
});
