import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { FakeOrganisation, base } from '../testing/fake-organisation.ts';
import { enrolledMac, portsOf } from '../testing/managed-mac.ts';
import { type VirtualMac, openVirtualMac } from '../virtual-mac.ts';

let organisation: FakeOrganisation;
let mac: VirtualMac;
beforeEach(async () => {
  organisation = new FakeOrganisation();
  mac = await enrolledMac(organisation);
});

const information = { RequestType: 'DeviceInformation', Queries: ['SerialNumber'] };
const kinds = () => organisation.messages.map(({ kind }) => kind);

test('a connection is Idle, then one report for each command, until the server has no more (section 5.1)', async () => {
  const first = organisation.enqueue(information);
  organisation.enqueue({ RequestType: 'SecurityInfo' });
  assert.deepEqual((await mac.connectToMdm()).outcome, { kind: 'idle', executed: 2, notNow: 0 });
  assert.deepEqual(kinds(), ['Idle', 'report', 'report']);
  const [report = assert.fail()] = organisation.reportsOf(first);
  assert.deepEqual(report['QueryResponses'], { SerialNumber: 'C02TEST00001' });
  assert.equal(report['UDID'], mac.state().hardware.udid);
  const { url, request } = organisation.seen[0] ?? assert.fail();
  assert.equal(`${request.method} ${url}`, `PUT ${base}/mdm`);
  assert.equal(request.headers['Content-Type'], 'application/x-apple-aspen-mdm; charset=UTF-8');
  assert.match(request.headers['User-Agent'] ?? '', /^MDM-OSX\/1\.0 mdmclient\/\d+$/);
});

test('an unknown command, one of another channel and one without the right to it are errors 12021; the rest goes on', async () => {
  mac = await enrolledMac(organisation, ({ management }) => {
    if (management) Object.assign(management.settings, { accessRights: 8191 - 1024 });
  });
  const uuids = [
    organisation.enqueue({ RequestType: 'MakeCoffee' }),
    organisation.enqueue({ NoRequestType: true }),
    organisation.enqueue({ RequestType: 'SecurityInfo' }),
    organisation.enqueue({ RequestType: 'constructor' }),
  ];
  const last = organisation.enqueue(information);
  await mac.connectToMdm();
  for (const uuid of uuids) {
    const [report = assert.fail()] = organisation.reportsOf(uuid);
    assert.equal(report['Status'], 'Error');
    assert.match(JSON.stringify(report['ErrorChain']), /"ErrorCode":12021,"ErrorDomain":"MCMDMErrorDomain"/);
  }
  assert.equal(organisation.reportsOf(last)[0]?.['Status'], 'Acknowledged');
});

test('a report that the server did not take is sent again first, the same, and its answer carries on (section 5.1)', async () => {
  const uuid = organisation.enqueue(information);
  const next = organisation.enqueue({ RequestType: 'UserList' });
  organisation.reply('report', { status: 503, body: 'busy' });
  assert.deepEqual((await mac.connectToMdm()).outcome, { kind: 'refused', status: 503, sentence: 'busy' });
  // The program may end in between.
  mac = openVirtualMac(JSON.parse(JSON.stringify(mac.state())), portsOf(organisation));
  assert.deepEqual((await mac.connectToMdm()).outcome, { kind: 'idle', executed: 1, notNow: 0 });
  assert.deepEqual(kinds(), ['Idle', 'report', 'report', 'report']);
  const [one, again] = organisation.reportsOf(uuid);
  assert.deepEqual(again, one);
  assert.equal(organisation.reportsOf(next).length, 1);
  assert.deepEqual(mac.state().management?.unsent, []);
});

test('a report whose answer was lost is sent again as well, and quirks count the messages that they are for', async () => {
  const uuid = organisation.enqueue(information);
  await mac.misbehave('report-answer-lost', { times: 1 });
  assert.equal((await mac.connectToMdm()).outcome.kind, 'unreachable');
  assert.equal((await mac.connectToMdm()).outcome.kind, 'idle');
  assert.equal(organisation.reportsOf(uuid).length, 2);
});

test('a command that is put off is reported NotNow and not kept; one that fails is told as Error (10.3)', async () => {
  await mac.misbehave('not-now', { times: 1, value: 'UserList' });
  await mac.misbehave('command-error', { times: 1 });
  const failing = organisation.enqueue(information);
  const putOff = organisation.enqueue({ RequestType: 'UserList' });
  const done = organisation.enqueue({ RequestType: 'UserList' });
  assert.deepEqual((await mac.connectToMdm()).outcome, { kind: 'idle', executed: 2, notNow: 1 });
  assert.deepEqual(
    [failing, putOff, done].map((uuid) => organisation.reportsOf(uuid)[0]?.['Status']),
    ['Error', 'NotNow', 'Acknowledged'],
  );
  assert.deepEqual(mac.state().quirks, []);
});

test('401 makes the Mac forget its enrollment and what came by it (section 4.1)', async () => {
  organisation.reply('Idle', { status: 401 });
  assert.deepEqual((await mac.connectToMdm()).outcome, { kind: 'unenrolled' });
  const { management, profiles } = mac.state();
  assert.equal(management, undefined);
  assert.deepEqual(profiles, []);
  assert.deepEqual((await mac.connectToMdm()).outcome, { kind: 'not-enrolled' });
});

test('403 com.apple.unrecognized.device ends the enrollment from macOS 14 on; any other 403 does not (section 2.4)', async () => {
  const named = { status: 403, body: '{"code":"com.apple.unrecognized.device"}' };
  organisation.reply('Idle', { status: 403, body: 'proxy says no' });
  assert.equal((await mac.connectToMdm()).outcome.kind, 'refused');
  const old = await enrolledMac(organisation, (state) => (state.macos = '13.0'));
  organisation.reply('Idle', named);
  assert.equal((await old.connectToMdm()).outcome.kind, 'refused');
  organisation.reply('Idle', named);
  assert.deepEqual((await mac.connectToMdm()).outcome, { kind: 'unenrolled' });
});

test('redirects are followed each time anew, with method and body, but not in a circle (section 4.1)', async () => {
  organisation.reply('Idle', { status: 307, headers: { location: '/elsewhere/mdm' } });
  await mac.connectToMdm();
  assert.deepEqual(
    organisation.seen.map(({ url, request }) => `${request.method} ${url}`),
    [`PUT ${base}/mdm`, `PUT ${base}/elsewhere/mdm`],
  );
  organisation.reply('Idle', ...Array.from({ length: 9 }, () => ({ status: 302, headers: { location: '/mdm' } })));
  const { outcome } = await mac.connectToMdm();
  assert.equal(outcome.kind === 'refused' && outcome.status, 302);
});

test('an answer that is no command ends the connection', async () => {
  for (const body of ['nonsense', '<plist version="1.0"><array/></plist>', '<plist version="1.0"><dict/></plist>']) {
    organisation.reply('Idle', { body });
    assert.deepEqual((await mac.connectToMdm()).outcome, { kind: 'idle', executed: 0, notNow: 0 });
  }
});

test('a server out of reach, or a Mac without a network, leaves everything as it was', async () => {
  organisation.reply('Idle', { unreachable: true });
  assert.equal((await mac.connectToMdm()).outcome.kind, 'unreachable');
  await mac.goOffline();
  assert.equal((await mac.connectToMdm()).outcome.kind, 'unreachable');
  assert.deepEqual((await mac.takePushes()).outcome, []);
  assert.ok(mac.state().management?.enrolled);
});

test('a user channel that never began has no connection', async () => {
  assert.deepEqual((await mac.connectToMdm('ada')).outcome, { kind: 'not-enrolled' });
  assert.deepEqual((await mac.connectToMdm('nobody')).outcome, { kind: 'not-enrolled' });
  assert.deepEqual(organisation.seen, []);
});

test('a Mac connects when a push has its magic, and not for any other (section 6)', async () => {
  const { token, magic } = mac.state().management?.device ?? assert.fail();
  const hex = Buffer.from(token, 'base64').toString('hex');
  organisation.pushes.set(hex, 'another');
  assert.deepEqual((await mac.takePushes()).outcome, []);
  organisation.pushes.set(hex, magic);
  assert.deepEqual((await mac.takePushes()).outcome, [{ kind: 'idle', executed: 0, notNow: 0 }]);
  organisation.isAppleInReach = false;
  assert.deepEqual((await mac.takePushes()).outcome, []);
});

test('due work takes a push on any channel, and polls the server where none came', async () => {
  await mac.runDueWork();
  assert.deepEqual(kinds(), ['Idle']);
  const { token, magic } = mac.state().management?.device ?? assert.fail();
  organisation.pushes.set(Buffer.from(token, 'base64').toString('hex'), magic);
  await mac.runDueWork();
  assert.deepEqual(kinds(), ['Idle', 'Idle']);
});
