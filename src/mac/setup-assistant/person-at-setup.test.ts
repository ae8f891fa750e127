import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { FakeOrganisation, base } from '../testing/fake-organisation.ts';
import { answer, boxedMac, toRemoteManagement } from '../testing/managed-mac.ts';
import { setupTitles } from './setup-languages.ts';

let organisation: FakeOrganisation;
beforeEach(() => {
  organisation = new FakeOrganisation();
});

test('Hello takes a language, which the panes that are always there speak from then on', async () => {
  for (const [language, { country }] of Object.entries(setupTitles)) {
    const mac = boxedMac(organisation);
    await answer(mac, { kind: 'language', language });
    const view = mac.setup();
    assert.deepEqual([view?.pane, view?.title, view?.language], ['country', country, language]);
  }
});

test('a language without words of its own is told to the organisation all the same; what is no language is not taken', async () => {
  const mac = boxedMac(organisation);
  assert.equal((await mac.answerSetup({ kind: 'language', language: 'no language' })).outcome.kind, 'not-an-answer');
  await answer(mac, { kind: 'language', language: 'nb-NO' });
  assert.equal(mac.setup()?.title, 'Select Your Country or Region');
  assert.equal(mac.state().setup?.language, 'nb-NO');
});

const html = { 'content-type': 'text/html' };
const profile = { 'content-type': 'application/x-apple-aspen-config' };
const form = '<title>Who are you?</title><form method="post" action="/done"><input name="u"><button>Go</button></form>';

test("a person uses the organisation's page as a browser shows it; closing it goes back, and it opens anew", async () => {
  organisation.cloudConfiguration = { ...organisation.cloudConfiguration, configuration_web_url: `${base}/start` };
  organisation.pages.set('/start', () => ({ headers: html, body: form }));
  organisation.pages.set('/done', ({ body }) => ({
    headers: body === 'u=ada' ? profile : html,
    body: body === 'u=ada' ? organisation.enrollmentProfile : form,
  }));
  const mac = boxedMac(organisation);
  await answer(mac, ...toRemoteManagement);
  assert.equal(mac.shownPage('setup'), undefined);
  await answer(mac, { kind: 'continue' });
  assert.deepEqual(mac.shownPage('setup'), {
    url: `${base}/start`,
    html: form,
    title: 'Who are you?',
    isWaiting: false,
  });
  await answer(mac, { kind: 'page', move: { kind: 'close' } });
  assert.deepEqual([mac.setup()?.pane, mac.shownPage('setup')], ['remote-management', undefined]);
  await answer(mac, { kind: 'continue' });
  const send = (u: string) => ({ kind: 'send', form: 0, button: 1, entries: [['u', u]] as const }) as const;
  await answer(mac, { kind: 'page', move: { ...send('ada'), form: 7 } });
  assert.deepEqual([mac.setup()?.pane, mac.setup()?.alert], ['web-sign-in', 'The page has no such form.']);
  await answer(mac, { kind: 'page', move: send('nobody') });
  assert.equal(mac.shownPage('setup')?.url, `${base}/done`);
  await answer(mac, { kind: 'page', move: send('ada') });
  assert.ok(mac.state().management?.enrolled);
  assert.deepEqual(
    mac.setup()?.installing,
    mac.state().profiles.map(({ displayName }) => displayName),
  );
});
