import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { skipSetupItems } from '#protocol/ade/skip-setup-items.ts';
import { type TestSigner, makeTestSigner, runOpenssl } from '#protocol/cms/contract/openssl-cms.ts';
import { parsePlistDictionary } from '#protocol/encoding/plist/reading.ts';
import { writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { type Writable, platformSsoPayloads, profileOf } from '../testing/enrollment-profile.ts';
import { FakeOrganisation, base } from '../testing/fake-organisation.ts';
import { answer, boxedMac, portsOf, toRemoteManagement } from '../testing/managed-mac.ts';
import { offerPackage, packageOf, rootPayload } from '../testing/package.ts';
import { type VirtualMac, openVirtualMac } from '../virtual-mac.ts';
import type { SetupAnswer } from './answers.ts';

const signer: TestSigner = makeTestSigner(2048);
const archive = packageOf(signer);
const onward: SetupAnswer = { kind: 'continue' };
const signIn: SetupAnswer = { kind: 'web', answers: { userName: 'ada' } };
const callback = 'apple-remotemanagement-user-login://authentication-results?access-token=T-1';
const details = {
  ProfileURL: `${base}/sso.mobileconfig`,
  AuthURL: `${base}/auth`,
  Package: { ManifestURL: `${base}/app.plist` },
};

let organisation: FakeOrganisation;
let mac: VirtualMac;
beforeEach(() => {
  organisation = new FakeOrganisation();
  organisation.cloudConfiguration = { url: `${base}/enroll`, skip_setup_items: Object.keys(skipSetupItems) };
  offerProfile(platformSsoPayloads());
  offerPackage(organisation, archive);
  organisation.pages.set('/auth', ({ method }) =>
    method === 'GET'
      ? {
          headers: { 'content-type': 'text/html' },
          body: '<form method="post"><input name="u" autocomplete="username"></form>',
        }
      : { status: 308, headers: { location: callback } },
  );
  organisation.pages.set('/enroll', ({ headers }) =>
    headers['Authorization'] === 'Bearer T-1' ? { body: organisation.enrollmentProfile } : required(),
  );
  mac = boxedMac(organisation);
});

function offerProfile(payloads: readonly Writable[]): void {
  const profile = profileOf('org.example.sso', [rootPayload(signer), ...payloads]);
  organisation.pages.set('/sso.mobileconfig', () => ({ body: profile }));
}

function required(change: Writable = {}, xml = false) {
  const document = {
    code: 'com.apple.psso.required',
    description: 'for the log',
    message: 'Sign in.',
    details: { ...details, ...change },
  };
  return xml
    ? {
        status: 403,
        headers: { 'content-type': 'application/xml' },
        body: writeXmlPlist(document),
      }
    : { status: 403, headers: { 'content-type': 'application/json' }, body: JSON.stringify(document) };
}

function infoOf(body: string | Uint8Array | undefined) {
  const verify = ['cms', '-verify', '-noverify', '-binary', '-inform', 'DER', '-in', 'in.der', '-out', 'out'];
  return parsePlistDictionary(runOpenssl(verify, { 'in.der': body ?? '' }));
}

async function alertOf(...answers: readonly SetupAnswer[]): Promise<string> {
  const outcome = await answer(mac, ...answers);
  assert.ok(outcome.kind === 'pane' && outcome.pane === 'remote-management', JSON.stringify(outcome));
  return outcome.alert ?? assert.fail('There is no alert.');
}

test('profile, package, sign-in, and the same request with the token but without the offer (section 2.5)', async () => {
  await answer(mac, ...toRemoteManagement, onward);
  assert.equal(mac.setup()?.pane, 'web-sign-in');
  assert.equal(mac.setup()?.page?.url, `${base}/auth`);
  await answer(mac, signIn);
  assert.deepEqual(
    organisation.seen
      .filter(({ request, url }) => request.method !== 'PUT' && !url.includes('/scep'))
      .map(({ url, request }) => `${request.method} ${new URL(url).pathname}`),
    [
      'POST /enroll',
      'GET /sso.mobileconfig',
      'GET /app.plist',
      'HEAD /app.pkg',
      'GET /app.pkg',
      'GET /auth',
      'POST /auth',
      'POST /enroll',
    ],
  );
  const [first, second] = organisation.seen.filter(({ url }) => url.endsWith('/enroll')).map(({ request }) => request);
  assert.equal(infoOf(first?.body)['MDM_CAN_REQUEST_PSSO_CONFIG'], true);
  assert.equal(infoOf(second?.body)['MDM_CAN_REQUEST_PSSO_CONFIG'], undefined);
  assert.equal(second?.headers['Authorization'], 'Bearer T-1');
  const { management, applications, profiles } = mac.state();
  assert.ok(management?.enrolled);
  assert.equal(applications?.[0]?.identifier, 'app');
  assert.deepEqual(
    profiles.map(({ identifier, managed }) => [identifier, managed]),
    [
      ['org.example.sso', true],
      ['org.example.enrollment', true],
    ],
  );
  assert.equal(mac.setup()?.pane, 'platform-sso');
});

test('every step survives the end of the program in between', async () => {
  for (const next of [...toRemoteManagement, onward, signIn]) {
    await answer(mac, next);
    mac = openVirtualMac(JSON.parse(JSON.stringify(mac.state())), portsOf(organisation));
  }
  assert.ok(mac.state().management?.enrolled);
  assert.equal(mac.setup()?.pane, 'platform-sso');
});

test('the document may be a property list', async () => {
  organisation.reply('/enroll', required({}, true));
  await answer(mac, ...toRemoteManagement, onward);
  assert.equal(mac.setup()?.pane, 'web-sign-in');
});

test('a document that lacks an address, or has one that is not https, is an alert', async () => {
  const wrong: readonly Writable[] = [
    { ProfileURL: 7 },
    { AuthURL: '' },
    { Package: {} },
    { Package: 'text' },
    { Package: { ManifestURL: 'http://mdm.example/app.plist' } },
    { AuthURL: 'http://mdm.example/auth' },
  ];
  organisation.reply('/enroll', ...wrong.map((change) => required(change)));
  await answer(mac, ...toRemoteManagement);
  for (const change of wrong) assert.notEqual(await alertOf(onward), '', JSON.stringify(change));
  // Nothing was fetched, and the next try goes well.
  assert.ok(!organisation.seen.some(({ url }) => url.includes('/sso') || url.includes('/app')));
  await answer(mac, onward, signIn);
  assert.ok(mac.state().management?.enrolled);
});

test('before macOS 26 there is no such thing', async () => {
  mac = boxedMac(organisation, '15.4');
  assert.match(await alertOf(...toRemoteManagement, onward), /before it is enrolled/);
});

test('the profile may have only what Apple permits, must ask for registration during setup, and must be had', async () => {
  await answer(mac, ...toRemoteManagement);
  const wifi = { PayloadType: 'com.apple.wifi.managed', PayloadUUID: 'w' };
  offerProfile([...platformSsoPayloads(), wifi]);
  assert.match(await alertOf(onward), /com\.apple\.wifi\.managed/);
  assert.deepEqual(mac.state().profiles, []);
  offerProfile(platformSsoPayloads({ EnableRegistrationDuringSetup: false }));
  assert.match(await alertOf(onward), /EnableRegistrationDuringSetup/);
  offerProfile([]);
  assert.match(await alertOf(onward), /EnableRegistrationDuringSetup/);
  organisation.pages.set('/sso.mobileconfig', () => ({ body: 'nonsense' }));
  assert.match(await alertOf(onward), /cannot be read/);
  for (const status of [302, 404, 500]) {
    organisation.reply('/sso.mobileconfig', { status, headers: { location: '/elsewhere' } });
    assert.match(await alertOf(onward), new RegExp(String(status)));
  }
  organisation.reply('/sso.mobileconfig', { unreachable: true });
  assert.match(await alertOf(onward), /no route/);
  offerProfile(platformSsoPayloads());
  await answer(mac, onward);
  assert.equal(mac.setup()?.pane, 'web-sign-in');
});

test('a package that is unsigned, of an untrusted signer, damaged or not there is an alert; the next try may go well', async () => {
  await answer(mac, ...toRemoteManagement);
  offerPackage(organisation, packageOf(undefined));
  assert.match(await alertOf(onward), /sign/);
  offerPackage(organisation, packageOf(makeTestSigner(2048)));
  assert.match(await alertOf(onward), /not trusted/);
  offerPackage(organisation, archive);
  organisation.reply('/app.pkg', {}, { body: archive.subarray(0, -1) });
  assert.match(await alertOf(onward), /cannot be downloaded|not the one/);
  organisation.pages.delete('/app.plist');
  assert.match(await alertOf(onward), /manifest/);
  assert.deepEqual(mac.state().applications ?? [], []);
  offerPackage(organisation, archive);
  await answer(mac, onward, signIn);
  assert.ok(mac.state().management?.enrolled);
});

test('a sign-in that comes back without a token, fails or is closed is asked anew', async () => {
  await answer(mac, ...toRemoteManagement);
  const back = (location: string) => ({ status: 308, headers: { location } });
  const scheme = 'apple-remotemanagement-user-login:';
  for (const location of [
    `${scheme}//authentication-results`,
    `${scheme}//elsewhere?access-token=T`,
    `${scheme}//authentication-results?access-token=`,
  ]) {
    await answer(mac, onward);
    organisation.reply('/auth', back(location));
    assert.match(await alertOf(signIn), /token/);
  }
  await answer(mac, onward);
  organisation.reply('/auth', {
    status: 403,
    headers: { 'content-type': 'application/json' },
    body: '{"message":"Not you."}',
  });
  assert.equal(await alertOf(signIn), 'Not you.');
  await answer(mac, onward, { kind: 'back' });
  assert.equal(mac.setup()?.pane, 'remote-management');
  organisation.reply('/auth', { headers: { 'content-type': 'application/x-apple-aspen-config' }, body: 'profile' });
  assert.match(await alertOf(onward), /profile/);
  await answer(mac, onward, signIn);
  assert.ok(mac.state().management?.enrolled);
});

test('a token that the server does not take is forgotten: the Mac offers single sign-on again', async () => {
  await answer(mac, ...toRemoteManagement, onward);
  organisation.reply('/enroll', { status: 401 });
  assert.match(await alertOf(signIn), /401/);
  await answer(mac, onward);
  assert.equal(mac.setup()?.pane, 'web-sign-in');
  const posts = organisation.seen.filter(({ url }) => url.endsWith('/enroll')).map(({ request }) => request);
  assert.deepEqual(
    posts.map(({ headers, body }) => [headers['Authorization'], infoOf(body)['MDM_CAN_REQUEST_PSSO_CONFIG']]),
    [
      [undefined, true],
      ['Bearer T-1', undefined],
      [undefined, true],
    ],
  );
});

test('software update is asked for first, then single sign-on (section 2.4)', async () => {
  mac = boxedMac(organisation, '15.4');
  organisation.reply('/enroll', {
    status: 403,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: 'com.apple.softwareupdate.required', details: { OSVersion: '26.0' } }),
  });
  await answer(mac, ...toRemoteManagement, onward, onward, onward, signIn);
  assert.ok(mac.state().management?.enrolled);
  assert.equal(mac.state().macos, '26.0');
});
