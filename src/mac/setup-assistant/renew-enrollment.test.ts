import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { FakeOrganisation, base } from '../testing/fake-organisation.ts';
import { portsOf } from '../testing/managed-mac.ts';
import { type VirtualMac, createVirtualMac } from '../virtual-mac.ts';

let organisation: FakeOrganisation;
let mac: VirtualMac;
beforeEach(() => {
  organisation = new FakeOrganisation();
  const firstAccount = { shortName: 'ada', fullName: 'Ada', password: 'local' };
  mac = createVirtualMac({ computerName: 'Mac', macos: '26.0', firstAccount }, portsOf(organisation));
});

async function reason(): Promise<string> {
  const { outcome } = await mac.renewEnrollment();
  return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
}

test('a Mac that was set up before it was assigned enrolls at the desktop, and waits for nothing there', async () => {
  organisation.cloudConfiguration = {
    ...organisation.cloudConfiguration,
    await_device_configured: true,
    is_mdm_removable: false,
  };
  assert.equal(await reason(), 'done');
  const { management, session, deviceEnrollment } = mac.state();
  assert.deepEqual(session, { kind: 'desktop', user: 'ada' });
  assert.ok(management?.enrolled && management.automated && !management.awaitingConfiguration);
  assert.ok(management.removalDisallowed);
  assert.equal(deviceEnrollment?.['await_device_configured'], true);
  // Asked again, an enrolled Mac brings its record up to date and enrolls no second time.
  organisation.cloudConfiguration = { url: `${base}/other` };
  assert.equal(await reason(), 'done');
  assert.deepEqual(mac.state().deviceEnrollment, { url: `${base}/other` });
  assert.equal(organisation.messages.filter(({ kind }) => kind === 'Authenticate').length, 1);
});

test('whatever prevents it is told, and the Mac stays as it is', async () => {
  organisation.isAppleInReach = false;
  assert.equal(await reason(), 'apple-unreachable');
  organisation.isAppleInReach = true;
  organisation.reply('/enroll', { status: 500 }, { unreachable: true });
  assert.equal(await reason(), 'not-enrolled');
  assert.equal(await reason(), 'server-unreachable');
  organisation.cloudConfiguration = { configuration_web_url: `${base}/page` };
  organisation.pages.set('/page', () => ({ headers: { 'content-type': 'text/html' }, body: '<form></form>' }));
  assert.equal(await reason(), 'setup-assistant-needed');
  organisation.cloudConfiguration = undefined;
  assert.equal(await reason(), 'not-assigned');
  assert.equal(mac.state().management, undefined);
});
