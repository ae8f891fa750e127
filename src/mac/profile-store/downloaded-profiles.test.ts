import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeOrganisation } from '../testing/fake-organisation.ts';
import { portsOf } from '../testing/managed-mac.ts';
import { createVirtualMac } from '../virtual-mac.ts';

const organisation = new FakeOrganisation();
const fresh = () =>
  createVirtualMac(
    {
      computerName: 'Mac',
      macos: '26.0',
      firstAccount: { shortName: 'ada', fullName: 'Ada Lovelace', password: 'local' },
    },
    portsOf(organisation),
  );
const names = (mac: ReturnType<typeof fresh>) => (mac.state().downloadedProfiles ?? []).map(({ fileName }) => fileName);

test('a profile that was downloaded does nothing until it is installed, and waits no more then', async () => {
  const mac = fresh();
  assert.deepEqual((await mac.keepDownload('enroll.mobileconfig', organisation.enrollmentProfile)).outcome, {
    kind: 'done',
  });
  assert.deepEqual([names(mac), mac.state().profiles.length], [['enroll.mobileconfig'], 0]);
  assert.equal((await mac.installDownload('enroll.mobileconfig')).outcome.kind, 'installed');
  assert.deepEqual([names(mac), mac.state().management?.enrolled], [[], true]);
});

test('a second download of the same name takes the place of the first, and one can be ignored', async () => {
  const mac = fresh();
  await mac.keepDownload('a.mobileconfig', organisation.enrollmentProfile);
  await mac.keepDownload('a.mobileconfig', organisation.enrollmentProfile);
  assert.deepEqual(names(mac), ['a.mobileconfig']);
  await mac.ignoreDownload('a.mobileconfig');
  assert.deepEqual(names(mac), []);
  const { outcome } = await mac.installDownload('a.mobileconfig');
  assert.equal(outcome.kind === 'refused' && outcome.code, 'no_such_download');
});

test('what is no profile is refused when it is downloaded', async () => {
  const mac = fresh();
  const { outcome } = await mac.keepDownload('a.mobileconfig', new TextEncoder().encode('hello'));
  assert.equal(outcome.kind === 'refused' && outcome.reason, 'unreadable');
  assert.deepEqual(names(mac), []);
});

test('an erased Mac has no downloads', async () => {
  const mac = fresh();
  await mac.keepDownload('a.mobileconfig', organisation.enrollmentProfile);
  await mac.erase();
  assert.deepEqual(names(mac), []);
});
