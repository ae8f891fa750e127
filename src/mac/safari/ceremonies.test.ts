import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { switchProvider } from '../passkey-provider/provider-switch.ts';
import type { AskForConsent } from '../passkey-provider/user-verification.ts';
import { type Site, browsingMac, organisation, registerWithSecureEnclave } from '../testing/browsing-mac.ts';
import { browse } from './browse.ts';
import type { NavigationExtension } from './navigation-extension.ts';
import { navigate } from './navigate.ts';

const rpID = 'id.example.org';
const touch: AskForConsent = () => Promise.resolve({ kind: 'touch-id' });
const attributeOf = (options: unknown) => JSON.stringify(options).replaceAll('"', '&quot;');

async function ceremonySite(automatic = '') {
  const creation = await generateRegistrationOptions({ rpName: 'Example', rpID, userName: 'ada' });
  const request = await generateAuthenticationOptions({ rpID });
  const form = (kind: string, options: unknown, more: string) =>
    `<p role="alert" data-webauthn-error hidden></p><form method="post" action="/${kind}" data-webauthn-${kind}="${attributeOf(options)}" ${more}>
<input type="hidden" name="token" value="t"><input type="hidden" name="response"><button>Use a passkey</button>
<button name="cancel" value="yes">Cancel</button></form>`;
  const site: Site = {
    'id.example.org/new': () => ({ body: form('create', creation, '') }),
    'id.example.org/use': () => ({ body: form('get', request, automatic) }),
    'id.example.org/create': () => ({ body: 'made' }),
    'id.example.org/get': () => ({ body: 'in' }),
  };
  return { site, creation, request };
}

async function visit(automatic = '') {
  const { site, creation, request } = await ceremonySite(automatic);
  const browsing = browsingMac(site);
  registerWithSecureEnclave(browsing.mac);
  switchProvider(browsing.mac, true);
  const { mac, seen } = browsing;
  const take = async (path: string, button?: string, ask?: AskForConsent) => {
    const opened = await browse(mac, { kind: 'open', address: `${organisation}/${path}` }, ask);
    const outcome = button === undefined ? opened : await browse(mac, { kind: 'press', button }, ask);
    assert.equal(outcome.kind, 'page');
    return outcome.kind === 'page' ? outcome.page : assert.fail();
  };
  const response = () => JSON.parse(new URLSearchParams(seen.at(-1)?.body).get('response') ?? '') as never;
  return { mac, seen, take, response, creation, request };
}

describe('A page with a ceremony of WebAuthn in Safari', () => {
  it('gets the answer of the Mac in its field "response", which @simplewebauthn/server takes', async () => {
    const { seen, take, response, creation, request } = await visit();
    assert.equal((await take('new', 'Use a passkey', touch)).text, 'made');
    assert.match(seen.at(-1)?.body ?? '', /^token=t&response=/);
    const expected = { expectedOrigin: organisation, expectedRPID: rpID };
    const made = await verifyRegistrationResponse({
      response: response(),
      expectedChallenge: creation.challenge,
      ...expected,
    });
    assert.ok(made.verified);
    assert.equal((await take('use', 'Use a passkey', touch)).text, 'in');
    const { credential } = made.registrationInfo;
    const used = await verifyAuthenticationResponse({
      response: response(),
      expectedChallenge: request.challenge,
      credential,
      ...expected,
    });
    assert.ok(used.verified);
  });

  it('tells the exception, and stays, when nobody confirms or the provider is switched off', async () => {
    const { mac, seen, take } = await visit();
    const closed = await take('new', 'Use a passkey');
    assert.match(closed.alerts.join(), /^NotAllowedError: Nobody confirmed/);
    switchProvider(mac, false);
    const off = await take('new', 'Use a passkey', touch);
    assert.match(off.alerts.join(), /^NotAllowedError: .*switched off: Settings > General > AutoFill & Passwords/);
    assert.ok(seen.every(({ method }) => method === 'GET'));
  });

  it('sends the form as it is by a button with a name', async () => {
    const { seen, take } = await visit();
    await take('use', 'Cancel', touch);
    assert.equal(seen.at(-1)?.body, 'token=t&response=&cancel=yes');
  });

  it('begins at once where the page says so', async () => {
    const { take } = await visit('data-webauthn-auto');
    await take('new', 'Use a passkey', touch);
    assert.equal((await take('use', undefined, touch)).text, 'in');
    assert.match((await take('use')).alerts.join(), /NotAllowedError/);
  });

  it('is refused on a page of another host', async () => {
    const { site, request } = await ceremonySite();
    const body = site['id.example.org/use']?.({ method: 'GET', headers: {} }, new URL(organisation)).body ?? '';
    const { mac } = browsingMac({ 'evil.example/': () => ({ body }) });
    registerWithSecureEnclave(mac);
    switchProvider(mac, true);
    await browse(mac, { kind: 'open', address: 'https://evil.example/' }, touch);
    const outcome = await browse(mac, { kind: 'press', button: 'Use a passkey' }, touch);
    assert.match(outcome.kind === 'page' ? outcome.page.alerts.join() : '', /^SecurityError/);
    assert.ok(request.challenge);
  });
});

describe('The SSO extension in navigations', () => {
  it('is asked for every hop, and its headers go with that hop alone', async () => {
    const { mac, seen } = browsingMac({
      'app.example/': () => ({ status: 302, headers: { location: `${organisation}/authorize?x=1` } }),
      'id.example.org/authorize': () => ({ status: 303, headers: { location: 'https://app.example/back' } }),
    });
    const asked: string[] = [];
    const extension: NavigationExtension = {
      intercept: (url, method) => {
        asked.push(`${method} ${url}`);
        const headers = { 'X-Proof': 'signed' };
        return Promise.resolve(url.startsWith(organisation) ? { kind: 'headers', headers } : { kind: 'do-not-handle' });
      },
    };
    await navigate(mac, extension, { method: 'GET', url: 'https://app.example/' }, []);
    assert.deepEqual(asked, [
      'GET https://app.example/',
      `GET ${organisation}/authorize?x=1`,
      'GET https://app.example/back',
    ]);
    assert.deepEqual(
      seen.map(({ headers }) => headers['X-Proof']),
      [undefined, 'signed', undefined],
    );
  });
});
