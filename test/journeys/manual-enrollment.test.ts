import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createVirtualMac } from '#mac/virtual-mac.ts';
import { systemClock } from '#runtime/clock.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';
import { systemRandom } from '#runtime/random.ts';
import { makePushCertificate } from '#server/mdm/contract/push-certificate.ts';
import { type IdentityServer, openIdentityServer } from '../support/identity-server.ts';

let scene: IdentityServer;

before(async () => {
  scene = await openIdentityServer();
  const { pushCertificates } = scene.server.composition.management;
  assert.equal((await pushCertificates.import(makePushCertificate(), 'admin')).kind, 'imported');
});
after(() => scene.close());

function newMac(serialNumber: string) {
  const fetch = httpsFetch({ ca: [scene.server.composition.rootPem ?? ''] });
  const ports = { fetch, clock: systemClock, random: systemRandom, uidKey: systemRandom.bytes(32) };
  const firstAccount = { shortName: 'ada', fullName: 'Ada', password: 'local' };
  return createVirtualMac({ computerName: 'Mac', macos: '26.0', serialNumber, firstAccount }, ports);
}

test('a profile that is installed by hand enrolls as many Macs as it may, each under its own name (section 10.1)', async () => {
  const { enrollment, management } = scene.server.composition;
  const outcome = await enrollment.exportProfile({ macs: 1, days: 1 }, 'admin');
  const bytes = outcome.kind === 'exported' ? outcome.bytes : assert.fail(outcome.kind);
  const [first, second] = [newMac('C02HAND00001'), newMac('C02HAND00002')];
  assert.equal((await first.openMobileconfig(bytes)).outcome.kind, 'installed');
  const record = await management.enrollmentBySerialNumber('C02HAND00001');
  assert.deepEqual([record?.id, record?.state], [first.state().hardware.udid, 'enabled']);
  assert.equal((await first.connectToMdm()).outcome.kind, 'idle');
  assert.equal((await second.openMobileconfig(bytes)).outcome.kind, 'refused');
  assert.equal(await management.enrollmentBySerialNumber('C02HAND00002'), undefined);
});
