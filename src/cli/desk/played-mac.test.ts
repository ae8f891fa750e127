import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { MacView } from '#api/desk/view.ts';
import { runMac } from '../mac/index.ts';
import { realSurroundings } from '../mac/surroundings.ts';
import { openTestDesk, type TestDesk } from './testing/open-desk.ts';

const real = realSurroundings();
const quiet = { ...real, io: { ...real.io, err: () => undefined } };
const account = { shortName: 'ada', fullName: 'Ada Lovelace', password: 'violet-harbour' };

describe('A Mac as the desk plays it', () => {
  let desk: TestDesk;
  before(async () => {
    desk = await openTestDesk();
    await desk.send('POST', '/desk/api/macs', { name: 'ada', macos: '14.0', as: 'set-up', isAssigned: false, account });
  });
  after(() => desk.close());

  const view = async () => (await desk.send('GET', '/desk/api/macs/ada')).json as MacView;
  const act = (body: unknown) => desk.send('POST', '/desk/api/macs/ada/acts', body);
  async function prompt(): Promise<MacView['prompts'][number]> {
    for (let round = 0; round < 200; round += 1) {
      const [first] = (await view()).prompts;
      if (first) return first;
      await pause(10);
    }
    return assert.fail('nothing is asked');
  }

  it('is made whole from what is saved, and says nothing secret', async () => {
    const { json, text } = await desk.send('GET', '/desk/api/macs/ada');
    const { screen, accounts, settings } = json as MacView;
    assert.deepEqual(screen, { kind: 'desktop', user: 'ada' });
    assert.equal(accounts[0]?.fullName, 'Ada Lovelace');
    assert.equal(settings.management, undefined);
    assert.doesNotMatch(text, /violet|sealed|hash":"[a-z0-9+/]{30}/i);
  });

  it('runs commands of Terminal', async () => {
    const { json } = await act({ kind: 'command', line: 'whoami' });
    assert.deepEqual(json, { outcome: { kind: 'output', stdout: 'ada\n', stderr: '', exitCode: 0 } });
  });

  it('keeps what an act asks until somebody answers, however often the page is loaded', async () => {
    const running = act({ kind: 'command', line: 'sudo sc_auth identities' });
    const asked = await prompt();
    assert.equal(asked.kind, 'terminal');
    assert.deepEqual(await prompt(), asked);
    const busy = await act({ kind: 'lock' });
    assert.deepEqual([busy.status, (busy.json as { code: string }).code], [409, 'mac_busy']);
    // A hand may pull the cable meanwhile, and the act goes on with the machine as it is then.
    assert.deepEqual((await act({ kind: 'go-offline' })).json, { outcome: { kind: 'done' } });
    assert.equal((await view()).isOnline, false);
    assert.deepEqual(await prompt(), asked);
    const answer = { kind: 'text', text: 'violet-harbour' };
    assert.equal((await desk.send('POST', `/desk/api/macs/ada/prompts/${asked.id}`, answer)).status, 204);
    assert.equal((await running).status, 200);
    assert.deepEqual((await view()).prompts, []);
    const late = await desk.send('POST', `/desk/api/macs/ada/prompts/${asked.id}`, answer);
    assert.deepEqual([late.status, (late.json as { code: string }).code], [404, 'prompt_gone']);
    assert.equal((await view()).isOnline, false);
    await act({ kind: 'go-online' });
  });

  it('goes on after a question that was closed', async () => {
    const running = act({ kind: 'register' });
    const asked = await prompt();
    assert.equal(asked.kind, 'password');
    await desk.send('POST', `/desk/api/macs/ada/prompts/${asked.id}`, { kind: 'close' });
    assert.deepEqual((await running).json, { outcome: { kind: 'closed' } });
  });

  it('asks again after a wrong password, and says what cannot be done in words', async () => {
    const running = act({ kind: 'register' });
    const first = await prompt();
    await desk.send('POST', `/desk/api/macs/ada/prompts/${first.id}`, { kind: 'text', text: 'wrong' });
    const second = await prompt();
    assert.match(second.text, /wrong/);
    await desk.send('POST', `/desk/api/macs/ada/prompts/${second.id}`, { kind: 'text', text: 'violet-harbour' });
    const { outcome } = (await running).json as { outcome: { kind: string; sentence: string } };
    assert.equal(outcome.kind, 'not-possible');
    assert.match(outcome.sentence, /profile/);
  });

  it('shows what a command in a terminal did', async () => {
    const revision = (await view()).revision;
    assert.equal(await runMac(['offline', 'ada', '--home', desk.home], quiet), 0);
    const after = await view();
    assert.equal(after.isOnline, false);
    assert.ok(after.revision > revision);
    await act({ kind: 'go-online' });
  });

  it('is told by one stream: the desk, the view, and each change', async () => {
    const stop = new AbortController();
    const response = await fetch(`${desk.desk.url}/desk/api/macs/ada/events`, { signal: stop.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader() ?? assert.fail();
    let told = '';
    const wait = async (pattern: RegExp) => {
      while (!pattern.test(told)) told += (await reader.read()).value ?? assert.fail('the stream ended');
    };
    await wait(/"kind":"desk".*"kind":"view"/s);
    await act({ kind: 'lock' });
    await wait(/"screen":\{"kind":"locked"/);
    await desk.send('DELETE', '/desk/api/macs/ada');
    await wait(/"kind":"gone"/);
    stop.abort();
    assert.equal((await desk.send('GET', '/desk/api/macs/ada')).status, 404);
  });
});
