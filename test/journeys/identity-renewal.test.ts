import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type VirtualMac, createVirtualMac } from '#mac/virtual-mac.ts';
import { encodeMachineInfo } from '#protocol/ade/machine-info.ts';
import { fromBase64 } from '#protocol/encoding/base64.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import { deviceInformation } from '#protocol/mdm/commands/device-information.ts';
import { systemClock } from '#runtime/clock.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';
import { systemRandom } from '#runtime/random.ts';
import { makePushCertificate } from '#server/mdm/contract/push-certificate.ts';
import { type IdentityServer, openIdentityServer } from '../support/identity-server.ts';

const day = 86_400_000;
const serialNumber = 'C02RENEW0001';
let passed = 0;
const clock = { now: () => systemClock.now() + passed };
let scene: IdentityServer;

before(async () => {
  scene = await openIdentityServer(async () => ({ PORCHLIGHT_INSECURE_UNSIGNED_MACHINE_INFO: 'yes' }), clock);
  const { pushCertificates } = scene.server.composition.management;
  assert.equal((await pushCertificates.import(makePushCertificate(), 'admin')).kind, 'imported');
});
after(() => scene.close());

function identityOf(mac: VirtualMac): string {
  const certificate = fromBase64(mac.state().management?.identity.certificate ?? '') ?? assert.fail();
  return toHex(nodeCrypto.sha256(certificate));
}

/** A Mac that has opened the enrollment profile which it got for its machine information. */
async function enrolled(): Promise<VirtualMac> {
  const { composition } = scene.server;
  const fetch = httpsFetch({ ca: [composition.rootPem ?? ''] });
  const ports = { fetch, clock, random: systemRandom, uidKey: systemRandom.bytes(32) };
  const firstAccount = { shortName: 'ada', fullName: 'Ada', password: 'local' };
  const mac = createVirtualMac({ computerName: 'Mac', macos: '26.0', serialNumber, firstAccount }, ports);
  const { udid: UDID, model: PRODUCT } = mac.state().hardware;
  const body = encodeMachineInfo({ UDID, SERIAL: serialNumber, PRODUCT, VERSION: '25A354', OS_VERSION: '26.0' });
  const answer = await fetch(await composition.enrollment.enrollmentUrlFor(serialNumber), { method: 'POST', body });
  assert.equal(answer.status, 200);
  assert.equal((await mac.openMobileconfig(answer.bytes())).outcome.kind, 'installed');
  return mac;
}

test('a Mac renews its identity weeks before it ends, keeps its commands, and the old one no longer counts (3.2, 7.1)', async () => {
  const { management, audit, identities } = scene.server.composition;
  const mac = await enrolled();
  const { udid } = mac.state().hardware;
  const old = identityOf(mac);
  const waiting = await management.send(udid, deviceInformation.build({ Queries: ['OSVersion'] }), { priority: -1 });
  const endsAt = (await management.enrollment(udid))?.identityEndsAt ?? assert.fail();

  passed = endsAt - systemClock.now() - 46 * day;
  await management.keepHouse();
  assert.equal((await mac.connectToMdm()).outcome.kind, 'idle');

  assert.notEqual(identityOf(mac), old);
  const enrollment = await management.enrollment(udid);
  assert.equal(enrollment?.state, 'enabled');
  assert.ok((enrollment.identityEndsAt ?? 0) > endsAt + 200 * day, 'the new identity is good for another year');
  const commands = await management.commands(udid, 50);
  assert.equal(commands.find(({ id }) => id === waiting)?.status, 'Acknowledged');
  const requests = commands.filter(({ requestType }) => requestType === 'InstallProfile');
  assert.deepEqual(
    requests.map(({ status }) => status),
    ['Acknowledged'],
  );
  const events = await audit.list({ limit: 1000 });
  const renewed = events.find(({ event }) => event.type === 'management.identity.renewed')?.event.detail;
  assert.deepEqual([renewed?.['replaced'], renewed?.['identity']], [old, identityOf(mac)]);
  const { items } = await identities.list({ limit: 10, search: serialNumber });
  assert.equal(items.length, 2);

  // A second look at the clock asks nothing more of it.
  await management.keepHouse();
  assert.equal((await management.enrollment(udid))?.hasPending, false);
});
