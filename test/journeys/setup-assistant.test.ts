import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createApiClient } from '#api/client.ts';
import { startApple } from '#apple/apple.ts';
import { simulatedApple } from '#mac/apple-services/simulated-apple.ts';
import type { SetupAnswer } from '#mac/setup-assistant/answers.ts';
import { unboxVirtualMac } from '#mac/virtual-mac.ts';
import { systemClock } from '#runtime/clock.ts';
import { freePort } from '#runtime/free-port.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';
import { systemRandom } from '#runtime/random.ts';
import { parseConfig } from '#server/config.ts';
import { startServer } from '#server/main.ts';
import { makePushCertificate } from '#server/mdm/contract/push-certificate.ts';
import { samplePlan } from '#server/sign-in-plan/contract/sample-plan.ts';

const serialNumber = 'C02PORCH0001';

const unattended = {
  autoAdvance: true,
  managedAdministrator: { shortName: 'itadmin', fullName: 'IT' },
  primaryAccount: { skip: true },
};

/** A server with a plan and a package, and a boxed Mac that Apple sends to it. */
async function stage(t: TestContext, setup: NonNullable<Parameters<typeof samplePlan>[0]>['setup']) {
  const home = mkdtempSync(join(tmpdir(), 'porchlight-setup-'));
  t.after(() => rmSync(home, { recursive: true }));
  const folder = join(home, 'lab');
  const apple = await startApple({ folder, clock: systemClock, random: systemRandom });
  t.after(() => apple.close());
  const server = await startServer(
    parseConfig({
      PORCHLIGHT_HOME: home,
      PORCHLIGHT_LISTEN: `localhost:${await freePort()}`,
      PORCHLIGHT_LOG_LEVEL: 'silent',
      PORCHLIGHT_INSECURE_SIMULATED_APPLE: folder,
    }),
  );
  t.after(() => server.close());
  const fetch = httpsFetch({ ca: [server.composition.rootPem ?? ''] });
  const token = readFileSync(join(home, 'server', 'admin-token'), 'utf8').trim();
  const api = createApiClient({ baseUrl: server.url, token, fetch });
  const { certificate } = await api.issueAdeTokenCertificate();
  const id = apple.organisation.addServer('porchlight', certificate);
  await api.importAdeToken({ body: { file: apple.organisation.downloadToken(id) } });
  apple.organisation.addDevice({ serialNumber });
  apple.organisation.assign(serialNumber, id);
  await api.importPushCertificate({ body: makePushCertificate() });
  const { application } = await api.makeDemonstrationApplication();
  const plan = samplePlan({
    urls: [`${server.url}/`],
    associatedDomains: [{ host: new URL(server.url).host }],
    application: {
      teamIdentifier: 'PRCHLGHT01',
      bundleIdentifier: 'org.porchlight.companion',
      extensionIdentifier: 'org.porchlight.companion.ssoextension',
      package: { file: application.fileName, bundleVersion: '1', signed: true },
    },
    setup,
  });
  await api.saveSignInPlan({ body: { plan, basedOn: 0 } });
  await api.syncAde();
  const { macServices, tlsRootPem } = apple.addresses;
  const mac = unboxVirtualMac(
    { computerName: 'Mac', macos: '26.0', serialNumber },
    {
      fetch: (url, request) => fetch(url, request),
      clock: systemClock,
      random: systemRandom,
      uidKey: systemRandom.bytes(32),
      ...simulatedApple(macServices, httpsFetch({ ca: [tlsRootPem] })),
    },
  );
  const known = () => api.getMac({ params: { serialNumber } });
  return { api, mac, known, server };
}

type Staged = Awaited<ReturnType<typeof stage>>;

/** Answers panes that ask nothing, until one that does; the Mac waits as often as it has to. */
async function goOn({ mac, server }: Staged, until: string): Promise<void> {
  for (let panes = 0; panes < 60; panes += 1) {
    const view = mac.setup();
    if (view === undefined || view.pane === until) return;
    assert.equal(view.alert, undefined);
    // Commands are made right after the Mac was answered.
    if (view.pane === 'awaiting-configuration') await server.composition.setup.settled();
    const answers: Partial<Record<string, SetupAnswer>> = {
      country: { kind: 'country', country: 'United Kingdom' },
      network: { kind: 'network', network: 'Ethernet' },
    };
    await mac.answerSetup(answers[view.pane] ?? { kind: 'continue' });
  }
}

test('nobody sits at the Mac: it sets itself up and waits at the login window, with an administrator of its own (2.7)', async (t) => {
  const staged = await stage(t, unattended);
  const { api, mac, known } = staged;
  assert.equal((await known()).mac.stage, 'assigned');
  await goOn(staged, 'nowhere');
  assert.equal(mac.setup(), undefined);
  assert.equal(mac.state().session.kind, 'login-window');
  const { setup, alerts, mac: brief } = await known();
  assert.deepEqual([setup?.lane, setup?.release, alerts, brief.stage], ['setup-assistant', 'ready', [], 'registered']);
  const extensions = mac.state().extensions.map(({ extensionIdentifier }) => extensionIdentifier);
  assert.deepEqual(extensions, ['org.porchlight.companion.ssoextension']);
  const { shortName, password } = await api.showMacAdministrator({ params: { serialNumber } });
  const account = mac.state().accounts.find((one) => one.shortName === shortName);
  assert.ok(account);
  assert.ok(password.length >= 20);
});

test('a Mac waits for its settings; it is known to have left management, and may come back (5.9, appendix D)', async (t) => {
  const staged = await stage(t, { ...unattended, removable: true });
  const { mac, known, server } = staged;
  await goOn(staged, 'awaiting-configuration');
  await server.composition.setup.settled();
  const { mac: waiting } = await known();
  assert.equal(waiting.stage, 'awaiting-configuration');
  assert.match(waiting.reason, /waits for the app org\.porchlight\.companion, the answer to AccountConfiguration/);
  await goOn(staged, 'nowhere');
  const { outcome } = await mac.unenroll();
  assert.equal(outcome.kind, 'done');
  await server.composition.setup.settled();
  await server.composition.setup.keepHouse();
  const gone = await known();
  assert.deepEqual([gone.mac.stage, gone.management?.state], ['unenrolled', 'ended']);
  await mac.erase();
  await goOn(staged, 'nowhere');
  const back = await known();
  assert.deepEqual([back.mac.stage, back.setup?.release], ['registered', 'ready']);
});
