import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { runOpenssl } from '#protocol/cms/contract/openssl-cms.ts';
import { parsePlistDictionary } from '#protocol/encoding/plist/reading.ts';
import { writeXmlPlist } from '#protocol/encoding/plist/plist.ts';
import { skipSetupItems } from '#protocol/ade/skip-setup-items.ts';
import { machineInfoTable } from '#protocol/schema/enrollment/machine-info.ts';
import { checkAgainst } from '#protocol/schema/check.ts';
import { macosVersions } from '../macos/versions.ts';
import { passwordHash } from '../testing/password-hash.ts';
import { FakeOrganisation, base } from '../testing/fake-organisation.ts';
import { answer, boxedMac, portsOf, toRemoteManagement } from '../testing/managed-mac.ts';
import { type VirtualMac, openVirtualMac } from '../virtual-mac.ts';
import type { SetupAnswer } from './answers.ts';

let organisation: FakeOrganisation;
beforeEach(() => {
  organisation = new FakeOrganisation();
});

const onward: SetupAnswer = { kind: 'continue' };
const account = { kind: 'account', account: { shortName: 'ada', fullName: 'Ada', password: 'local' } } as const;
const everything = Object.keys(skipSetupItems);

function wants(change: Parameters<typeof Object.assign>[1]): void {
  organisation.cloudConfiguration = { ...organisation.cloudConfiguration, skip_setup_items: everything, ...change };
}

/** Goes on through panes that ask nothing, and gives their names. */
async function leafThrough(mac: VirtualMac): Promise<string[]> {
  const panes: string[] = [];
  for (let view = mac.setup(); view && view.pane !== 'account'; view = mac.setup()) {
    panes.push(view.pane);
    await answer(mac, onward);
  }
  return panes;
}

/** What openssl finds in the message that the Mac posted last. */
function posted() {
  const { request } = organisation.seen.findLast(({ url }) => url.endsWith('/enroll')) ?? assert.fail();
  return { request, ...opened(request.body as Uint8Array) };
}

function opened(body: Uint8Array) {
  const verify = ['cms', '-verify', '-noverify', '-binary', '-inform', 'DER', '-in', 'in.der', '-out', 'out'];
  const content = runOpenssl(verify, { 'in.der': body });
  return { content, info: parsePlistDictionary(content) };
}

test('a Mac of nobody is set up by its first person, who is an administrator', async () => {
  organisation.cloudConfiguration = undefined;
  const mac = boxedMac(organisation);
  assert.equal(mac.setup()?.pane, 'hello');
  await answer(mac, ...toRemoteManagement);
  assert.equal((await leafThrough(mac))[0], 'Accessibility');
  await answer(mac, account);
  const after = await leafThrough(mac);
  assert.ok(after.includes('FileVault') && after.at(-1) === 'Welcome');
  const { session, accounts, setup } = mac.state();
  assert.deepEqual(session, { kind: 'desktop', user: 'ada' });
  assert.deepEqual([accounts[0]?.admin, setup], [true, undefined]);
  assert.equal((await mac.answerSetup(onward)).outcome.kind, 'not-in-setup');
  assert.deepEqual(organisation.seen, []);
});

test('every pane takes its own kind of answer, and stays with a sentence at any other', async () => {
  wants({ await_device_configured: true });
  organisation.pages.set('/sign-in', () => ({
    headers: { 'content-type': 'text/html' },
    body: '<form method="post" action="/sign-in"><input name="u" autocomplete="username"></form>',
  }));
  const mac = boxedMac(organisation);
  const others: readonly SetupAnswer[] = [
    onward,
    { kind: 'country', country: 'Norway' },
    { kind: 'network', network: 'Wi-Fi' },
    { kind: 'web', answers: {} },
    { kind: 'register', answers: {} },
    account,
  ];
  const takesOnly = async (pane: string, kind: SetupAnswer['kind']) => {
    for (const wrong of others.filter((other) => other.kind !== kind)) {
      const { outcome } = await mac.answerSetup(wrong);
      assert.ok(outcome.kind === 'not-an-answer' && outcome.sentence !== '', `${pane}: ${wrong.kind}`);
      assert.equal(mac.setup()?.pane, pane);
    }
  };
  await takesOnly('hello', 'continue');
  await answer(mac, onward);
  await takesOnly('country', 'country');
  await answer(mac, { kind: 'country', country: 'Norway' });
  await takesOnly('network', 'network');
  await answer(mac, { kind: 'network', network: 'Wi-Fi' });
  await takesOnly('remote-management', 'continue');
  await answer(mac, onward);
  await takesOnly('awaiting-configuration', 'continue');
  organisation.enqueue({ RequestType: 'DeviceConfigured' });
  await answer(mac, onward);
  await takesOnly('account', 'account');
});

test('back goes to the pane before, where there is one', async () => {
  const mac = boxedMac(organisation);
  await answer(mac, ...toRemoteManagement);
  const back: SetupAnswer = { kind: 'back' };
  for (const pane of ['network', 'country', 'hello', 'hello']) {
    await answer(mac, back);
    assert.equal(mac.setup()?.pane, pane);
  }
});

test('a Mac without a network, or from which Apple cannot be reached, says so and can be asked again', async () => {
  const mac = boxedMac(organisation);
  await mac.goOffline();
  const offline = await answer(mac, ...toRemoteManagement);
  assert.ok(offline.kind === 'pane' && offline.pane === 'network' && offline.alert !== undefined);
  await mac.goOnline();
  organisation.isAppleInReach = false;
  const away = await answer(mac, { kind: 'network', network: 'Ethernet' });
  assert.ok(away.kind === 'pane' && away.pane === 'network' && away.alert !== undefined);
  organisation.isAppleInReach = true;
  assert.deepEqual(await answer(mac, { kind: 'network', network: 'Ethernet' }), {
    kind: 'pane',
    pane: 'remote-management',
    alert: undefined,
  });
  assert.equal(mac.setup()?.organisation, 'IT');
});

test('lane A: MachineInfo is posted as signed data that openssl verifies, in the keys of each macOS (2.1, 2.3)', async () => {
  for (const macos of macosVersions) {
    organisation = new FakeOrganisation();
    const mac = boxedMac(organisation, macos);
    await answer(mac, ...toRemoteManagement, onward);
    const { request, info, content } = posted();
    assert.equal(request.method, 'POST');
    assert.equal(request.headers['Content-Type'], 'application/pkcs7-signature');
    assert.equal(request.headers['User-Agent'], 'DeviceManagementClient/1.0');
    assert.equal(request.headers['Authorization'], undefined);
    assert.deepEqual(checkAgainst(machineInfoTable, info, { macos }), [], macos);
    assert.equal(info['SERIAL'], 'C02TEST00001');
    assert.equal(info['UDID'], mac.state().hardware.udid);
    assert.equal(info['MDM_CAN_REQUEST_PSSO_CONFIG'], macosVersions.indexOf(macos) >= 5 ? true : undefined);
    assert.match(Buffer.from(content).toString(), /^<\?xml/);
    // Indefinite lengths, no signed attributes.
    assert.equal((request.body as Uint8Array)[1], 0x80);
    assert.ok(mac.state().management?.automated);
  }
});

test('MachineInfo comes in binary and with signed attributes as well, on request', async () => {
  const mac = boxedMac(organisation);
  await mac.misbehave('plist-binary', { times: 1 });
  await mac.misbehave('signed-attributes', { times: 1 });
  await mac.skewClock(-3_600_000);
  organisation.reply('/enroll', { status: 500 });
  await answer(mac, ...toRemoteManagement);
  const { evidence } = await mac.answerSetup(onward);
  assert.deepEqual(evidence[0]?.quirks, ['plist-binary', 'signed-attributes']);
  const { request, content, info } = posted();
  assert.equal(Buffer.from(content.subarray(0, 8)).toString(), 'bplist00');
  assert.equal(info['SERIAL'], 'C02TEST00001');
  assert.notEqual((request.body as Uint8Array)[1], 0x80);
  const printed = runOpenssl(['cms', '-cmsout', '-print', '-inform', 'DER', '-in', 'in.der', '-noout'], {
    'in.der': request.body as Uint8Array,
  });
  // The Mac's clock is an hour behind noon.
  assert.match(Buffer.from(printed).toString(), /signingTime[^]*?Nov {1,2}1 11:00:00 2026 GMT/);
  await answer(mac, onward);
  assert.match(Buffer.from(posted().content).toString(), /^<\?xml/);
});

test('a Mac has one factory identity, kept over restarts; without Apple there is none and the pane says so', async () => {
  const mac = boxedMac(organisation);
  await answer(mac, ...toRemoteManagement);
  organisation.isAppleInReach = false;
  const outcome = await answer(mac, onward);
  assert.ok(outcome.kind === 'pane' && outcome.pane === 'remote-management' && outcome.alert !== undefined);
  organisation.isAppleInReach = true;
  organisation.reply('/enroll', { status: 500 });
  await answer(mac, onward);
  const { factory } = mac.state();
  organisation.isAppleInReach = false;
  const again = openVirtualMac(JSON.parse(JSON.stringify(mac.state())), portsOf(organisation));
  organisation.reply('/enroll', { status: 500 });
  await answer(again, onward);
  assert.deepEqual(again.state().factory, factory);
});

test('a 403 with a message shows it, whatever its code, in JSON and as a property list; other answers show their status (2.4)', async () => {
  const mac = boxedMac(organisation);
  await answer(mac, ...toRemoteManagement);
  const alertAfter = async (...reply: Parameters<FakeOrganisation['reply']>[1][]) => {
    organisation.reply('/enroll', ...reply);
    await answer(mac, onward);
    assert.equal(mac.setup()?.pane, 'remote-management');
    return mac.setup()?.alert ?? '';
  };
  const document = { code: 'org.example.no', message: 'Not yours.' };
  const json = { 'content-type': 'application/json' };
  const xml = { 'content-type': 'application/xml' };
  assert.equal(await alertAfter({ status: 403, headers: json, body: JSON.stringify(document) }), 'Not yours.');
  assert.equal(await alertAfter({ status: 403, headers: xml, body: writeXmlPlist(document) }), 'Not yours.');
  // The media type alone decides how the document is read.
  assert.doesNotMatch(await alertAfter({ status: 403, headers: json, body: writeXmlPlist(document) }), /Not yours/);
  assert.doesNotMatch(await alertAfter({ status: 403, headers: xml, body: JSON.stringify(document) }), /Not yours/);
  assert.match(await alertAfter({ status: 500 }), /500/);
  assert.match(await alertAfter({ body: 'no profile' }), /cannot be read/);
  assert.match(await alertAfter({ unreachable: true }), /no route/);
  assert.match(await alertAfter({ body: writeXmlPlist({ PayloadIdentifier: 'x', PayloadContent: [] }) }), /enroll/);
  assert.equal(mac.state().management, undefined);
  await answer(mac, onward);
  assert.ok(mac.state().management?.enrolled);
});

test('com.apple.softwareupdate.required brings the macOS that is wanted, and then the request again (2.4)', async () => {
  wants({});
  const mac = boxedMac(organisation, '14.0');
  const document = (version: string) => ({
    status: 403,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: 'com.apple.softwareupdate.required', details: { OSVersion: version } }),
  });
  organisation.reply('/enroll', document('15.1'));
  assert.deepEqual(await answer(mac, ...toRemoteManagement, onward), {
    kind: 'pane',
    pane: 'software-update',
    alert: undefined,
  });
  assert.equal(mac.setup()?.updateTo, '15.1');
  await answer(mac, onward);
  assert.equal(mac.state().macos, '15.4');
  assert.equal(mac.setup()?.pane, 'remote-management');
  // A server that asks for what is there already does not take the Mac back.
  organisation.reply('/enroll', document('14.0'));
  await answer(mac, onward, onward);
  assert.equal(mac.state().macos, '15.4');
  organisation.reply('/enroll', document('99.0'));
  const impossible = await answer(mac, onward, onward);
  assert.ok(impossible.kind === 'pane' && impossible.alert?.includes('99.0'));
  await answer(mac, onward);
  assert.equal(posted().info['OS_VERSION'], '15.4');
  const old = boxedMac(organisation, '13.0');
  organisation.reply('/enroll', document('15.0'));
  const unknown = await answer(old, ...toRemoteManagement, onward);
  assert.ok(unknown.kind === 'pane' && unknown.pane === 'remote-management' && unknown.alert !== undefined);
});

test('lane B: the page gets MachineInfo in a header, once, and ends with the profile (2.2)', async () => {
  wants({ configuration_web_url: `${base}/start` });
  const form = '<form method="post" action="/done"><input name="u" autocomplete="username"></form>';
  const html = { 'content-type': 'text/html; charset=utf-8' };
  organisation.pages.set('/start', () => ({ headers: html, body: form }));
  organisation.pages.set('/done', ({ body }) =>
    body === 'u=ada'
      ? { headers: { 'content-type': 'application/x-apple-aspen-config' }, body: organisation.enrollmentProfile }
      : { headers: html, body: `<p>Wrong</p>${form}` },
  );
  const mac = boxedMac(organisation);
  await answer(mac, ...toRemoteManagement, onward);
  const view = mac.setup();
  assert.equal(view?.pane, 'web-sign-in');
  assert.equal(view.page?.url, `${base}/start`);
  const header = organisation.seen[0]?.request.headers['x-apple-aspen-deviceinfo'] ?? '';
  const { info } = opened(new Uint8Array(Buffer.from(header, 'base64')));
  assert.equal(info['SERIAL'], 'C02TEST00001');
  assert.equal(info['MDM_CAN_REQUEST_PSSO_CONFIG'], undefined);
  await answer(mac, { kind: 'web', answers: { userName: 'nobody' } });
  assert.match(mac.setup()?.page?.text ?? '', /Wrong/);
  await answer(mac, { kind: 'web', answers: { userName: 'ada' } });
  assert.ok(mac.state().management?.enrolled);
  assert.equal(organisation.seen.filter(({ request }) => 'x-apple-aspen-deviceinfo' in request.headers).length, 1);
});

test('a page that fails, or closes, leads back to the pane, from where it opens anew', async () => {
  wants({ configuration_web_url: `${base}/start` });
  const html = { 'content-type': 'text/html' };
  organisation.pages.set('/start', () => ({ headers: html, body: '<form action="/next"><input name="u"></form>' }));
  const mac = boxedMac(organisation);
  await answer(mac, ...toRemoteManagement, onward);
  organisation.reply('/next', {
    status: 403,
    headers: { 'content-type': 'application/json' },
    body: '{"message":"No."}',
  });
  const refused = await answer(mac, { kind: 'web', answers: {} });
  assert.deepEqual(refused, { kind: 'pane', pane: 'remote-management', alert: 'No.' });
  await answer(mac, onward);
  assert.equal(mac.setup()?.pane, 'web-sign-in');
  await answer(mac, { kind: 'back' });
  assert.deepEqual([mac.setup()?.pane, mac.setup()?.page], ['remote-management', undefined]);
  organisation.pages.set('/start', () => ({ headers: html, body: '<p>Nothing to fill in</p>' }));
  await answer(mac, onward);
  const nothing = await answer(mac, { kind: 'web', answers: {} });
  assert.ok(nothing.kind === 'pane' && nothing.pane === 'remote-management' && nothing.alert !== undefined);
});

test('an enrollment profile that leads nowhere is told', async () => {
  organisation.cloudConfiguration = { profile_name: 'Broken' };
  const mac = boxedMac(organisation);
  await answer(mac, ...toRemoteManagement, onward);
  assert.ok(mac.setup()?.alert !== undefined);
});

test('panes are left out by the words of their macOS, and by no other (section 1.6)', async () => {
  organisation.cloudConfiguration = undefined;
  const panesOf = async (macos: (typeof macosVersions)[number]) => {
    const mac = boxedMac(organisation, macos);
    await answer(mac, ...toRemoteManagement);
    const before = await leafThrough(mac);
    await answer(mac, account);
    return [...before, ...(await leafThrough(mac))];
  };
  for (const macos of macosVersions) {
    const shown = await panesOf(macos);
    for (const pane of shown) assert.ok(pane in skipSetupItems, `${pane} is a skip key`);
  }
  const [old, recent] = [await panesOf('14.0'), await panesOf('26.0')];
  assert.ok(!old.includes('Intelligence') && recent.includes('Intelligence'));
  assert.ok(!old.includes('AdditionalPrivacySettings') && recent.includes('AdditionalPrivacySettings'));
});

test('everything skipped leaves enrollment and the account; words that no Mac knows do nothing', async () => {
  wants({ skip_setup_items: [...everything, 'NoSuchPane', 7] });
  const mac = boxedMac(organisation);
  await answer(mac, ...toRemoteManagement, onward);
  assert.equal(mac.setup()?.pane, 'account');
  assert.deepEqual(await answer(mac, account), { kind: 'finished', user: 'ada' });
  wants({ skip_setup_items: everything.filter((word) => word !== 'Siri') });
  const other = boxedMac(organisation);
  await answer(other, ...toRemoteManagement, onward, account);
  assert.equal(other.setup()?.pane, 'Siri');
});

test('a Mac that advances alone enrolls by itself and shows nothing that can be left out (section 2.7)', async () => {
  wants({ auto_advance_setup: true, await_device_configured: true, skip_setup_items: [] });
  const mac = boxedMac(organisation);
  await answer(mac, ...toRemoteManagement);
  assert.equal(mac.setup()?.pane, 'awaiting-configuration');
  organisation.enqueue({
    RequestType: 'AccountConfiguration',
    SkipPrimarySetupAccountCreation: true,
    AutoSetupAdminAccounts: [{ shortName: 'admin', passwordHash: passwordHash('managed') }],
  });
  organisation.enqueue({ RequestType: 'DeviceConfigured' });
  assert.deepEqual(await answer(mac, onward), { kind: 'finished', user: undefined });
  assert.equal(mac.state().session.kind, 'login-window');
});

test('the Mac waits until DeviceConfigured, also when the server is away, and does not wait where it is not told to', async () => {
  wants({ await_device_configured: true });
  const mac = boxedMac(organisation);
  await answer(mac, ...toRemoteManagement, onward);
  const token = organisation.messages.find(({ kind }) => kind === 'TokenUpdate');
  assert.equal(token?.message['AwaitingConfiguration'], true);
  await answer(mac, onward);
  organisation.reply('Idle', { status: 502, body: 'bad gateway' }, { unreachable: true });
  for (const expected of [/bad gateway/, /no route/]) {
    await answer(mac, onward);
    assert.match(mac.setup()?.alert ?? '', expected);
    assert.equal(mac.setup()?.pane, 'awaiting-configuration');
  }
  organisation.enqueue({ RequestType: 'DeviceConfigured' });
  organisation.enqueue({ RequestType: 'DeviceConfigured' });
  await answer(mac, onward);
  assert.equal(mac.setup()?.pane, 'account');
  wants({ await_device_configured: false });
  const other = boxedMac(organisation);
  await answer(other, ...toRemoteManagement, onward);
  assert.equal(other.setup()?.pane, 'account');
});

test('a server that no longer knows the waiting Mac sends it back to the network', async () => {
  wants({ await_device_configured: true });
  const mac = boxedMac(organisation);
  await answer(mac, ...toRemoteManagement, onward);
  organisation.reply('Idle', { status: 401 });
  await answer(mac, onward);
  assert.equal(mac.setup()?.pane, 'network');
  await answer(mac, { kind: 'network', network: 'Ethernet' }, onward);
  assert.equal(mac.setup()?.pane, 'awaiting-configuration');
});

test('an erased Mac begins at Hello and enrolls again, with the same factory identity', async () => {
  wants({});
  const mac = boxedMac(organisation);
  await answer(mac, ...toRemoteManagement, onward, account);
  const { factory } = mac.state();
  await mac.erase();
  assert.equal(mac.setup()?.pane, 'hello');
  assert.deepEqual(await answer(mac, ...toRemoteManagement, onward, account), { kind: 'finished', user: 'ada' });
  assert.deepEqual(mac.state().factory, factory);
});
