import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as plist from 'plist';
import { type Dictionary, dictionaryOf } from './enrollment-profile.ts';
import { MinimalMdmClient, Refused } from './minimal-mdm-client.ts';
import { type Organisation, openOrganisation } from './organisation.ts';

let organisation: Organisation;
const clients: MinimalMdmClient[] = [];
before(async () => {
  organisation = await openOrganisation();
});
after(async () => {
  for (const client of clients) client.close();
  await organisation.close();
});

function clientOf(profile: string, udid?: string): MinimalMdmClient {
  const client = new MinimalMdmClient(profile, organisation.rootPem, udid);
  clients.push(client);
  return client;
}

/** A property list with the other keys of a command. */
const keys = (more: plist.PlistValue) => ({ plist: plist.build(more) });

const wallpaper = plist.build({
  PayloadType: 'Configuration',
  PayloadVersion: 1,
  PayloadIdentifier: 'org.example.wallpaper',
  PayloadUUID: '2D1C5B8E-9E0B-4C51-8D9A-2E61C1D7A001',
  PayloadDisplayName: 'Wallpaper',
  PayloadContent: [],
});

const commands: readonly (readonly [requestType: string, body?: { plist: string }])[] = [
  ['DeviceInformation', keys({ Queries: ['DeviceName', 'SerialNumber', 'UDID', 'OSVersion'] })],
  ['InstallProfile', keys({ Payload: Buffer.from(wallpaper) })],
  ['ProfileList'],
  ['SecurityInfo'],
];

/** Queues every command; their ids by their names. */
async function sendCommands({ serialNumber: enrollment }: MinimalMdmClient): Promise<Readonly<Record<string, string>>> {
  const ids: Record<string, string> = {};
  for (const [requestType, body] of commands) {
    const request = { params: { enrollment }, body: { requestType, ...body } };
    ids[requestType] = (await organisation.api.sendCommand(request)).id;
  }
  return ids;
}

function reportIn(text: string): Dictionary {
  return dictionaryOf(plist.parse(text));
}

test('clients that send what section 10.1 lists, and no more, enroll from an exported profile and run commands', async () => {
  const { api } = organisation;
  const profile = await organisation.exportProfile(3);
  const three = [clientOf(profile), clientOf(profile), clientOf(profile)];
  await Promise.all(three.map((client) => client.enroll()));
  const sent = await Promise.all(three.map(sendCommands));
  await Promise.all(three.map((client) => client.connect()));
  for (const [index, client] of three.entries()) {
    const { udid: enrollment, serialNumber } = client;
    const shown = await api.getEnrollment({ params: { enrollment } });
    assert.deepEqual([shown.state, shown.serialNumber], ['enabled', serialNumber]);
    const { items } = await api.listCommands({ params: { enrollment }, query: { limit: 50 } });
    const results = Object.fromEntries(
      Object.entries(sent[index] ?? {}).map(([requestType, command]) => {
        const { status, errors } = items.find(({ id }) => id === command) ?? assert.fail(requestType);
        return [requestType, [status, errors]];
      }),
    );
    assert.deepEqual(results['DeviceInformation'], ['Acknowledged', []]);
    const params = { enrollment, command: sent[index]?.['DeviceInformation'] ?? '' };
    const { plist: report } = await api.getCommandResult({ params });
    const { deviceName: DeviceName } = client;
    assert.deepEqual(reportIn(report)['QueryResponses'], { DeviceName, SerialNumber: serialNumber, UDID: enrollment });
    assert.deepEqual(results['InstallProfile'], ['Acknowledged', []]);
    assert.deepEqual(results['ProfileList'], ['Acknowledged', []]);
    assert.equal(results['SecurityInfo']?.[0], 'Error');
    assert.match(String(results['SecurityInfo']?.[1]), /12021/);
    assert.ok(client.profiles.has('org.example.wallpaper'));
    await client.connect();
    assert.deepEqual(new Set(client.statuses), new Set([200]));
  }
});

/** Refused with this code, by any status but the one that makes a Mac remove its management. */
async function refused(code: string, act: Promise<unknown>): Promise<void> {
  await assert.rejects(
    act,
    (error) => error instanceof Refused && error.status === 403 && error.message.includes(code),
  );
}

test('a profile enrolls as many as it says; whoever comes later is refused, and who is there stays', async () => {
  const profile = await organisation.exportProfile(1);
  const [first, second] = [clientOf(profile), clientOf(profile)];
  await first.enroll();
  await refused('manual_challenge_spent', second.enroll());
  await first.connect();
  assert.equal(first.statuses.at(-1), 200);
});

test('a profile that was revoked by the command line gives no identities', async () => {
  const profile = await organisation.exportProfile(1);
  const listed = await organisation.porchlight('enrollment', 'profiles', '--json');
  const { items } = JSON.parse(listed) as { items: readonly { id: string; macsLeft: number }[] };
  const [newest] = items;
  assert.equal(newest?.macsLeft, 1);
  const client = clientOf(profile);
  await client.askForIdentity();
  await organisation.porchlight('enrollment', 'revoke-profile', newest.id);
  await refused('manual_challenge_revoked', client.authenticate());
  await assert.rejects(clientOf(profile).askForIdentity(), /the authority grants the request/);
});

test('an identity is one UDID’s: not another’s, not that of a Mac that is there, and not of another authority', async () => {
  const profile = await organisation.exportProfile(3);
  const [client, other] = [clientOf(profile), clientOf(profile)];
  await client.enroll();
  other.identity = client.identity;
  await refused('identity_of_another_device', other.authenticate());
  const impostor = clientOf(profile, client.udid);
  await impostor.askForIdentity();
  await refused('device_of_another_identity', impostor.authenticate());
  await impostor.makeIdentity();
  await refused('identity_foreign', impostor.authenticate());
  await client.connect();
  assert.equal(client.statuses.at(-1), 200);
  assert.equal(
    clients.some(({ statuses }) => statuses.includes(401)),
    false,
  );
});

test('the client knows nothing of this repository: it stands on node and on outside libraries alone', () => {
  for (const name of ['minimal-mdm-client.ts', 'scep.ts', 'cms.ts', 'https.ts', 'enrollment-profile.ts']) {
    const text = readFileSync(join(import.meta.dirname, name), 'utf8');
    const imported = [...text.matchAll(/from '([^']+)'/g)].map(([, target]) => target ?? '');
    assert.ok(imported.length > 0);
    for (const target of imported) assert.match(target, /^(?:node:[\w/]+|asn1js|pkijs|plist|\.\/[\w-]+\.ts)$/);
    assert.ok(!imported.includes('./organisation.ts'));
  }
});
