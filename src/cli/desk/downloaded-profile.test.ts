import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { MacView } from '#api/desk/view.ts';
import type { HttpsFetch } from '#runtime/https-fetch.ts';
import { openTestDesk, type TestDesk } from './testing/open-desk.ts';

const account = { shortName: 'ada', fullName: 'Ada Lovelace', password: 'violet-harbour' };
const profile = `<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict>
<key>PayloadType</key><string>Configuration</string><key>PayloadVersion</key><integer>1</integer>
<key>PayloadIdentifier</key><string>org.example.wifi</string><key>PayloadUUID</key><string>1</string>
<key>PayloadDisplayName</key><string>Office network</string><key>PayloadOrganization</key><string>Example</string>
<key>PayloadContent</key><array><dict>
<key>PayloadType</key><string>com.apple.wifi.managed</string><key>PayloadVersion</key><integer>1</integer>
<key>PayloadIdentifier</key><string>org.example.wifi.1</string><key>PayloadUUID</key><string>2</string>
</dict></array></dict></plist>`;

/** The only file of the network. */
const network: HttpsFetch = () => {
  const bytes = new TextEncoder().encode(profile);
  return Promise.resolve({
    status: 200,
    headers: { 'content-type': 'application/x-apple-aspen-config' },
    text: () => profile,
    bytes: () => bytes,
    rootFingerprint: undefined,
  });
};

describe('A profile that Safari downloads', () => {
  let desk: TestDesk;
  before(async () => {
    desk = await openTestDesk(network);
    await desk.send('POST', '/desk/api/macs', { name: 'ada', macos: '14.0', as: 'set-up', isAssigned: false, account });
  });
  after(() => desk.close());

  const view = async () => (await desk.send('GET', '/desk/api/macs/ada')).json as MacView;
  const act = async (body: unknown) =>
    ((await desk.send('POST', '/desk/api/macs/ada/acts', body)).json as { outcome: Record<string, unknown> }).outcome;

  /** Installs it, and answers the question for the password. */
  async function install(answer: unknown): Promise<Record<string, unknown>> {
    const running = act({ kind: 'install-profile', file: 'office.mobileconfig' });
    for (let round = 0; round < 200 && (await view()).prompts.length === 0; round += 1) await pause(10);
    const [asked] = (await view()).prompts;
    assert.equal(asked?.title, 'Profiles');
    await desk.send('POST', `/desk/api/macs/ada/prompts/${asked.id}`, answer);
    return running;
  }

  it('waits in System Settings, and is installed only with the password of the account', async () => {
    const address = 'https://files.example/office.mobileconfig';
    const outcome = await act({ kind: 'safari', step: { kind: 'open', address } });
    assert.deepEqual([outcome['kind'], outcome['isProfile']], ['download', true]);
    const [download, ...others] = (await view()).settings.downloads;
    assert.equal(others.length, 0);
    assert.equal(download?.displayName, 'Office network');
    assert.deepEqual([download.organisation, download.enrolls], ['Example', false]);
    assert.deepEqual(await install({ kind: 'close' }), { kind: 'closed' });
    assert.equal((await view()).settings.profiles.length, 0);
    assert.equal((await install({ kind: 'text', text: account.password }))['kind'], 'installed');
    const { profiles, downloads } = (await view()).settings;
    assert.deepEqual([profiles.map(({ displayName }) => displayName), downloads], [['Office network'], []]);
  });

  it('can be ignored', async () => {
    await act({ kind: 'safari', step: { kind: 'open', address: 'https://files.example/office.mobileconfig' } });
    assert.equal((await view()).settings.downloads.length, 1);
    assert.deepEqual(await act({ kind: 'ignore-profile', file: 'office.mobileconfig' }), { kind: 'done' });
    assert.equal((await view()).settings.downloads.length, 0);
  });
});
