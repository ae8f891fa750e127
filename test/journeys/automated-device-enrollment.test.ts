import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createApiClient } from '#api/client.ts';
import { startApple } from '#apple/apple.ts';
import { parseEnrollmentProfile } from '#protocol/ade/enrollment-profile.ts';
import { fromBase64 } from '#protocol/encoding/base64.ts';
import { encodePem } from '#protocol/encoding/pem.ts';
import { activationPath } from '#protocol/simulated-apple/activation.ts';
import { systemClock } from '#runtime/clock.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';
import { systemRandom } from '#runtime/random.ts';
import { parseConfig } from '#server/config.ts';
import { startServer } from '#server/main.ts';
import { samplePlan } from '#server/sign-in-plan/contract/sample-plan.ts';

test('An organisation’s Mac is told at its first start to enroll at our server (design, section 0).', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'porchlight-ade-'));
  t.after(() => rmSync(home, { recursive: true }));
  const folder = join(home, 'lab');
  const apple = await startApple({ folder, clock: systemClock, random: systemRandom });
  t.after(() => apple.close());
  const server = await startServer(
    parseConfig({
      PORCHLIGHT_HOME: home,
      PORCHLIGHT_LISTEN: 'localhost:0',
      PORCHLIGHT_LOG_LEVEL: 'silent',
      PORCHLIGHT_INSECURE_SIMULATED_APPLE: folder,
    }),
  );
  t.after(() => server.close());
  const rootPem = server.composition.rootPem ?? '';
  const token = readFileSync(join(home, 'server', 'admin-token'), 'utf8').trim();
  const api = createApiClient({
    baseUrl: `https://localhost:${server.port}`,
    token,
    fetch: httpsFetch({ ca: [rootPem] }),
  });

  await assert.rejects(api.syncAde(), { code: 'ade_not_configured' });
  assert.deepEqual((await api.listAlerts()).items, []);
  const { certificate } = await api.issueAdeTokenCertificate();
  const id = apple.organisation.addServer('porchlight', certificate);
  const imported = await api.importAdeToken({ body: { file: apple.organisation.downloadToken(id) } });
  assert.equal(imported.outcome, 'imported');
  const { items } = await api.listAlerts();
  assert.deepEqual(
    items.map(({ code }) => code),
    ['push_certificate_missing'],
  );
  apple.organisation.addDevice({ serialNumber: 'C02PORCH0001' });
  apple.organisation.assign('C02PORCH0001', id);

  assert.deepEqual(await api.syncAde(), { devices: 1, assigned: 0, deferred: 0 });
  const plan = samplePlan();
  await api.saveSignInPlan({ body: { plan, basedOn: 0 } });
  assert.equal((await api.syncAde()).assigned, 1);
  assert.deepEqual((await api.showAde()).devices, { total: 1, assigned: 1 });

  const fetch = httpsFetch({ ca: [apple.addresses.tlsRootPem] });
  const reply = await fetch(`${apple.addresses.macServices}${activationPath('C02PORCH0001')}`);
  const profile = parseEnrollmentProfile(reply.text());
  assert.equal(profile.url, await server.composition.enrollment.enrollmentUrlFor('C02PORCH0001'));
  const [anchor = ''] = profile.anchor_certs ?? [];
  assert.equal(encodePem('CERTIFICATE', fromBase64(anchor) ?? new Uint8Array()), rootPem);
  assert.equal((await api.syncAde()).assigned, 0);
  await api.rotateMasterKey();
  assert.equal((await api.showAde()).state, 'ready');
});
