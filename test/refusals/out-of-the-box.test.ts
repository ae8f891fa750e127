import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { startApple } from '#apple/apple.ts';
import { simulatedApple } from '#mac/apple-services/simulated-apple.ts';
import type { SetupAnswer, SetupOutcome } from '#mac/setup-assistant/answers.ts';
import { openVirtualMac, unboxVirtualMac, type VirtualMac } from '#mac/virtual-mac.ts';
import { installProfile } from '#protocol/mdm/commands/install-profile.ts';
import { buildProductArchive } from '#protocol/product-archive/build-product-archive.ts';
import { issueCertificate } from '#protocol/x509/issue.ts';
import { makeName } from '#protocol/x509/name.ts';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import { systemClock } from '#runtime/clock.ts';
import { nodeCompression } from '#runtime/compression.ts';
import { keySigner, nodeCrypto } from '#runtime/crypto.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';
import { messageSigner } from '#runtime/rsa.ts';
import { systemRandom } from '#runtime/random.ts';
import type { AuditEvent } from '#server/audit/audit.ts';
import { answerOf, type Meddler, newMeddler } from '../support/meddling.ts';
import { type Member, openOrganisation, type Organisation, setUp } from '../support/organisation.ts';
import { StoryClock } from '../support/stage.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';

const hour = 3_600_000;
const signInFirst = { setup: { requirePlatformSso: true, primaryAccount: { lock: false } } };

const toAwaiting: readonly SetupAnswer[] = [
  { kind: 'continue' },
  { kind: 'country', country: 'United Kingdom' },
  { kind: 'network', network: 'Ethernet' },
  { kind: 'continue' },
];

describe('The way out of the box, with one thing wrong (checklist of refusals)', () => {
  const curtain = suiteCurtain();
  const clock = new StoryClock();
  let organisation: Organisation;
  let ada: Member;
  let meddler: Meddler;
  before(async () => {
    organisation = await openOrganisation(curtain, { clock });
    ada = await organisation.person('ada');
  });
  beforeEach(() => (meddler = newMeddler()));
  after(() => curtain.fall());

  const box = () => organisation.buy({ macos: '26.0' }, meddler.between);
  const stageOf = async (mac: VirtualMac) =>
    (await organisation.api.getMac({ params: { serialNumber: mac.state().hardware.serialNumber } })).mac;

  /** The Mac says so on its pane, the server in its chain; the Mac is managed by nobody, and goes on when asked again. */
  async function assertRefused(mac: VirtualMac, alert: RegExp, code: string): Promise<void> {
    assert.match(alertOf((await setUp(mac, ada)).outcome), alert);
    const { serialNumber } = mac.state().hardware;
    const event = await organisation.refusal(code);
    assert.ok(event, `"${code}" is in the chain`);
    assert.match(toldAdmin(event), /^[A-Z].+\.$/);
    if (event.detail?.['serialNumber'] !== undefined) assert.equal(event.detail['serialNumber'], serialNumber);
    assert.equal(mac.state().management, undefined);
  }

  async function assertJoins(mac: VirtualMac): Promise<void> {
    const { outcome } = await setUp(mac, ada);
    assert.equal(outcome.kind, 'finished', JSON.stringify(outcome));
    assert.equal((await stageOf(mac)).stage, 'joined');
  }

  test('machine information of a Mac that another Apple made is refused (2.1)', async () => {
    await organisation.plan();
    const folder = await mkdtemp(join(tmpdir(), 'porchlight-other-apple-'));
    curtain.after(() => rm(folder, { recursive: true, force: true }));
    const other = await startApple({ folder, clock, random: systemRandom });
    curtain.after(() => other.close());
    const fetch = httpsFetch({ ca: [other.addresses.tlsRootPem] });
    const maker = simulatedApple(other.addresses.macServices, fetch).apple;
    const { surroundings } = organisation;
    const own = surroundings.apple ?? assert.fail('The organisation has an Apple.');
    const apple: typeof own = {
      factoryIdentity: (hardware) => maker.factoryIdentity(hardware),
      cloudConfiguration: (serialNumber) => own.cloudConfiguration(serialNumber),
      registerForPush: (topic) => own.registerForPush(topic),
      takePush: (token) => own.takePush(token),
    };
    const ports = { ...surroundings, apple, uidKey: systemRandom.bytes(32) };
    const mac = unboxVirtualMac({ computerName: 'Mac', macos: '26.0', serialNumber: 'C02FORGED001' }, ports);
    await organisation.assign('C02FORGED001');
    await assertRefused(mac, /could not be enrolled/, 'ade_signer_not_trusted');
  });

  test('an enrollment address that was guessed leads nowhere (2.1)', async () => {
    const mac = await box();
    meddler.act = (url, request, network) =>
      url.includes('/enroll/') ? network(url.replace(/[^/]{6}$/, 'AAAAAA'), request) : undefined;
    await assertRefused(mac, /404/, 'enrollment_url_unknown');
    meddler.act = undefined;
    await assertJoins(mac);
  });

  test('a challenge that has expired gets no identity; the next try brings another (7.1)', async () => {
    const mac = await box();
    meddler.act = (url) => {
      if (!url.includes('/scep')) return undefined;
      meddler.act = undefined;
      clock.advance(25 * hour);
      return undefined;
    };
    await assertRefused(mac, /identity/, 'challenge_expired');
    await assertJoins(mac);
  });

  test('the token of a sign-in before enrollment enrolls once: replayed after the Mac was erased, it does not (2.5)', async () => {
    await organisation.plan(signInFirst);
    const mac = await box();
    let bearer: string | undefined;
    meddler.act = (_url, { headers }) => void (bearer ??= headers['Authorization']);
    await assertJoins(mac);
    const spent = bearer ?? assert.fail('The Mac came back with a token.');
    await mac.erase();
    meddler.act = (url, request, network) =>
      request.headers['Authorization'] === undefined
        ? undefined
        : network(url, { ...request, headers: { ...request.headers, Authorization: spent } });
    await assertRefused(mac, /sign-in does not count any more/, 'access_token_used');
    meddler.act = undefined;
    await assertJoins(mac);
  });

  test('a package that is changed on its way is not installed, and the pane says so (5.4)', async () => {
    const mac = await box();
    meddler.act = (url, request, network) =>
      request.method === 'GET' && url.endsWith('.pkg') ? damaged(network(url, request)) : undefined;
    assert.match(alertOf((await setUp(mac, ada)).outcome), /not the one of the manifest/);
    assert.deepEqual(mac.state().extensions, []);
    meddler.act = undefined;
    await assertJoins(mac);
  });

  test('a package by a signer that no profile vouches for is not installed, and the pane says so (5.4)', async () => {
    const { application } = await organisation.api.importApplication({ upload: foreignPackage() });
    const mac = await box();
    assert.match(alertOf((await setUp(mac, ada)).outcome), /signer of the package is not trusted/);
    assert.deepEqual([mac.state().extensions, mac.state().management], [[], undefined]);
    await organisation.api.removeApplication({ params: { application: application.id } });
    await assertJoins(mac);
  });

  test('a Mac that waits for a package which never comes whole is let go by the watchdog, and an administrator is told (5.4, 2.6)', async () => {
    await organisation.plan();
    const mac = await box();
    meddler.act = (url, request, network) =>
      request.method === 'GET' && url.endsWith('.pkg') ? damaged(network(url, request)) : undefined;
    for (const answer of toAwaiting) await mac.answerSetup(answer);
    const { setup } = organisation.server.composition;
    await setup.settled();
    const { stage, reason } = await stageOf(mac);
    assert.equal(stage, 'awaiting-configuration');
    assert.match(reason, /waits for the app org\.porchlight\.companion/);
    for (let minute = 0; minute < 40 && mac.setup()?.pane === 'awaiting-configuration'; minute += 1) {
      await mac.answerSetup({ kind: 'continue' });
      await setup.settled();
      clock.advance(hour / 60);
      await setup.keepHouse();
    }
    assert.notEqual(mac.setup()?.pane, 'awaiting-configuration');
    assert.deepEqual(mac.state().extensions, []);
    const params = { serialNumber: mac.state().hardware.serialNumber };
    const { alerts } = await organisation.api.getMac({ params });
    const told = alerts.find(({ code }) => code === 'setup_released_by_watchdog');
    assert.match(told?.detail ?? '', /let go after \d+ minutes without the app org\.porchlight\.companion/);
  });

  test('a profile that would move an enrolled Mac to another server is an error of the Mac, and changes nothing (3.2)', async () => {
    await organisation.plan();
    const mac = await box();
    let profile = '';
    meddler.act = (url, request, network) => (url.includes('/enroll/') ? noted(network(url, request)) : undefined);
    const noted = async (answer: ReturnType<typeof organisation.surroundings.fetch>) => {
      profile = plainText(await (await answer).bytes());
      return answer;
    };
    await assertJoins(mac);
    const before = mac.state().management;
    const moved = profile.replace(/(<key>ServerURL<\/key>\s*<string>)[^<]+/, '$1https://elsewhere.example/mdm');
    assert.notEqual(moved, profile);
    const { management } = organisation.server.composition;
    const { udid } = mac.state().hardware;
    const id = await management.send(udid, installProfile.build({ Payload: new TextEncoder().encode(moved) }));
    await mac.connectToMdm();
    const command = (await management.commands(udid, 50)).find((one) => one.id === id);
    assert.equal(command?.status, 'Error');
    assert.match(JSON.stringify(command), /ServerURL|serverUrl/i);
    assert.deepEqual(mac.state().management?.settings, before?.settings);
    assert.equal((await mac.connectToMdm()).outcome.kind, 'idle');
  });

  test('the identity of one Mac does not speak for another: 403, and neither loses its enrollment (checklist 4)', async () => {
    const uidKey = systemRandom.bytes(32);
    const ports = { ...organisation.surroundings, uidKey };
    const [first, second] = [await box(), unboxVirtualMac({ computerName: 'Thief', macos: '26.0' }, ports)];
    await organisation.assign(second.state().hardware.serialNumber);
    await assertJoins(first);
    await assertJoins(second);
    const state = second.state();
    const { udid } = first.state().hardware;
    const thief = openVirtualMac({ ...state, hardware: { ...state.hardware, udid } }, ports);
    const { outcome } = await thief.connectToMdm();
    assert.ok(outcome.kind === 'refused' && outcome.status === 403, JSON.stringify(outcome));
    const event = await organisation.refusal('identity_of_another_device');
    assert.match(toldAdmin(event ?? assert.fail('It is in the chain.')), /^[A-Z].+\.$/);
    assert.equal((await first.connectToMdm()).outcome.kind, 'idle');
    assert.equal((await second.connectToMdm()).outcome.kind, 'idle');
  });

  test('a proxy that answers 401 costs the Mac its enrollment; our server has no such answer (4.1, checklist 1)', async () => {
    const mac = await box();
    const statuses = new Set<number>();
    const watched = async (answer: ReturnType<typeof organisation.surroundings.fetch>) => {
      statuses.add((await answer).status);
      return answer;
    };
    meddler.act = (url, request, network) => (url.includes('/mdm') ? watched(network(url, request)) : undefined);
    await assertJoins(mac);
    await mac.misbehave('mdm-signature-missing', { times: 1 });
    assert.equal((await mac.connectToMdm()).outcome.kind, 'refused');
    assert.ok(mac.state().management?.enrolled);
    assert.ok(statuses.has(200) && !statuses.has(401), [...statuses].join());
    meddler.act = (url) => (url.includes('/mdm') ? answerOf(401) : undefined);
    assert.equal((await mac.connectToMdm()).outcome.kind, 'unenrolled');
    assert.equal(mac.state().management, undefined);
    meddler.act = undefined;
    await mac.erase();
    await assertJoins(mac);
  });

  test('a Mac that Apple says has left is not enrolled at the address that it kept; assigned again, it is (1.5)', async () => {
    const mac = await box();
    const { serialNumber } = mac.state().hardware;
    const { apple, api } = organisation;
    meddler.act = async (url, request, network) => {
      assert.ok(url.includes('/enroll/'));
      meddler.act = undefined;
      apple.organisation.remove(serialNumber);
      await api.syncAde();
      return network(url, request);
    };
    await assertRefused(mac, /does not belong to your organisation any more/, 'device_disowned');
    await organisation.assign(serialNumber);
    await assertJoins(mac);
  });
});

function toldAdmin({ detail }: AuditEvent): string {
  return String(detail?.['adminDescription'] ?? detail?.['reason']);
}

function alertOf(outcome: SetupOutcome): string {
  return (outcome.kind === 'pane' ? outcome.alert : undefined) ?? JSON.stringify(outcome);
}

async function damaged(answer: ReturnType<Organisation['surroundings']['fetch']>) {
  const whole = await answer;
  const changed = new Uint8Array(await whole.bytes());
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  return { ...answerOf(whole.status, changed), headers: whole.headers };
}

/** The property list inside a signed profile, whose signature is not of interest. */
function plainText(signed: Uint8Array): string {
  const text = Buffer.from(signed).toString('latin1');
  return text.slice(text.indexOf('<?xml'), text.indexOf('</plist>') + '</plist>'.length);
}

/** The organisation's app, newer, signed by somebody who only calls themselves its team. */
function foreignPackage(): Uint8Array {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const name = makeName([
    ['commonName', 'Developer ID Installer: Porchlight (PRCHLGHT01)'],
    ['organizationalUnitName', 'PRCHLGHT01'],
  ]);
  const certificate = issueCertificate(
    {
      serial: new Uint8Array([1]),
      issuer: name,
      subject: name,
      notBefore: systemClock.now() - 24 * hour,
      notAfter: systemClock.now() + 1000 * hour,
      publicKey: parsePublicKey(publicKey.export({ format: 'der', type: 'spki' })),
      extensions: [],
    },
    keySigner(privateKey),
  );
  const info = { CFBundleVersion: '2', CFBundleShortVersionString: '2.0', CFBundleName: 'Porchlight' };
  const extension = { NSExtension: { NSExtensionPointIdentifier: 'com.apple.AppSSO.idp-extension' } };
  const bundle = 'org.porchlight.companion';
  const path = 'Applications/Porchlight.app';
  return buildProductArchive(
    {
      identifier: `${bundle}.pkg`,
      version: '2.0',
      title: 'Porchlight',
      bundles: [
        { path, info: { ...info, CFBundleIdentifier: bundle } },
        {
          path: `${path}/Contents/PlugIns/SSO.appex`,
          info: { ...info, ...extension, CFBundleIdentifier: `${bundle}.ssoextension` },
        },
      ],
    },
    { key: messageSigner(privateKey), certificates: [certificate], signatureLength: 256 },
    { compression: nodeCompression, digests: nodeCrypto },
  );
}
