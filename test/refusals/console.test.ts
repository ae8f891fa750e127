/** The session of the console in place of a token: who it lets in, for how long, and that no other site can use it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type ApiClient, createApiClient } from '#api/client.ts';
import { consoleEvents, consoleHeader } from '#api/console.ts';
import { operationEntries } from '#api/operations.ts';
import { type HttpsFetch, httpsFetch } from '#runtime/https-fetch.ts';
import { openIdentityServer, type IdentityServer } from '../support/identity-server.ts';
import { Browser } from '../support/openid-browser.ts';
import { StoryClock } from '../support/stage.ts';

const password = 'violet-harbour-83';
const sessionCookie = '__Host-porchlight-console';

/** A browser that is signed in to the console, as far as the interface sees it. */
interface Signed {
  /** Asks as the pages of the console do; `wrong` in place of what a browser says. */
  readonly ask: (
    path: string,
    method?: string,
    wrong?: Readonly<Record<string, string | undefined>>,
  ) => Promise<{ readonly status: number; readonly code: string | undefined }>;
  readonly id: string;
}

describe('The session of the console', () => {
  const clock = new StoryClock();
  let server: IdentityServer;
  let api: ApiClient;
  let fetch: HttpsFetch;
  let url = '';
  let people = 0;
  before(async () => {
    server = await openIdentityServer(undefined, clock);
    ({ url } = server.server);
    fetch = httpsFetch({ ca: [server.server.composition.rootPem ?? ''] });
    const token = (await readFile(join(server.server.home, 'server', 'admin-token'), 'utf8')).trim();
    api = createApiClient({ baseUrl: url, token, fetch });
  });
  after(() => server.close());

  async function person(role: 'administrator' | 'auditor' | 'nobody') {
    people += 1;
    const accountName = `person${people}`;
    const names = { accountName, fullName: 'A Person', userPrincipalName: `${accountName}@porchlight.example` };
    return api.createUser({
      body: { ...names, password, administrator: role === 'administrator', auditor: role === 'auditor' },
    });
  }

  async function signIn(userPrincipalName: string, next = '') {
    const cookies = new Map<string, string>();
    const keeping: HttpsFetch = async (address, request) => {
      const answer = await fetch(address, request);
      for (const line of (answer.headers['set-cookie'] ?? '').split(/, (?=[^;=\s]+=)/)) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      return answer;
    };
    const browser = new Browser(keeping, url);
    const form = await browser.open(`${url}/console/sign-in${next}`);
    const place = await browser.submit(form, { username: userPrincipalName, password });
    return { browser, place, cookie: `${sessionCookie}=${cookies.get(sessionCookie) ?? ''}` };
  }

  async function signedIn(role: 'administrator' | 'auditor'): Promise<Signed & { readonly cookie: string }> {
    const { id, userPrincipalName } = await person(role);
    const { cookie } = await signIn(userPrincipalName);
    return { id, cookie, ask: (path, method = 'GET', wrong = {}) => ask(cookie, path, method, wrong) };
  }

  async function ask(
    cookie: string,
    path: string,
    method: string,
    wrong: Readonly<Record<string, string | undefined>>,
  ) {
    const usual = { cookie, origin: url, 'sec-fetch-site': 'same-origin', [consoleHeader]: 'active' };
    const headers = Object.entries({ ...usual, ...wrong }).filter(([, value]) => value !== undefined);
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: Object.fromEntries(headers) as Record<string, string>,
    });
    const text = answer.text();
    const code = /"code":"(\w+)"/.exec(text)?.[1];
    return { status: answer.status, code };
  }

  it('is begun by our sign-in pages, in a cookie that no other host, no script and no other site has', async () => {
    const { userPrincipalName, id } = await person('administrator');
    const { browser, place, cookie } = await signIn(userPrincipalName, '?next=%2Fconsole%2Fmacs%2FC02');
    assert.equal(place.url.pathname, '/console/macs/C02');
    const kept = browser.cookies().find(({ name }) => name === sessionCookie) ?? assert.fail();
    for (const wanted of ['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/'])
      assert.ok(kept.attributes.includes(wanted));
    assert.equal((await ask(cookie, '/api/v1/session', 'GET', {})).status, 200);
    const { items } = await api.listAuditEvents({ query: { type: 'console.sign-in.allowed', user: id } });
    assert.equal(items.length, 1);
  });

  for (const next of [
    'https://evil.example/',
    '//evil.example',
    '/account',
    '/console/../account',
    '/consoles',
    '/console/%0d%0a/..',
  ]) {
    it(`leads to no page but of the console, as with ${next}`, async () => {
      const { userPrincipalName } = await person('administrator');
      const { place } = await signIn(userPrincipalName, `?next=${encodeURIComponent(next)}`);
      assert.equal(place.url.pathname, '/console/');
      assert.equal(place.url.origin, url);
    });
  }

  it('is for administrators and auditors; anybody else is told so, and has none', async () => {
    const { userPrincipalName, id } = await person('nobody');
    const { place, browser } = await signIn(userPrincipalName);
    assert.equal(place.page?.status, 403);
    assert.match(place.page?.text() ?? '', /console_role_missing/);
    assert.ok(!browser.cookies().some(({ name }) => name === sessionCookie));
    const { items } = await api.listAuditEvents({ query: { type: 'console.sign-in.refused', user: id } });
    assert.equal(items[0]?.code, 'console_role_missing');
  });

  it('lets an auditor read, and refuses every operation of administrators', async () => {
    const auditor = await signedIn('auditor');
    assert.equal((await auditor.ask('/api/v1/users')).status, 200);
    for (const [name, { method, path, role }] of operationEntries) {
      if (role !== 'admin') continue;
      const answer = await auditor.ask(path.replaceAll(/\{\w+\}/g, 'x'), method);
      assert.deepEqual(answer, { status: 403, code: 'role_insufficient' }, name);
    }
  });

  for (const [what, method, wrong] of [
    ['another site, by what browsers say', 'GET', { 'sec-fetch-site': 'cross-site' }],
    ['another host of the same site', 'GET', { 'sec-fetch-site': 'same-site' }],
    ['the bar of addresses', 'GET', { 'sec-fetch-site': 'none' }],
    ['another origin', 'GET', { origin: 'https://evil.example' }],
    ['another origin, to change something', 'POST', { origin: 'https://evil.example' }],
    ['a sandboxed frame', 'POST', { origin: 'null' }],
    ['whoever does not say where from, to change something', 'POST', { origin: undefined }],
  ] as const) {
    it(`serves no request from ${what}`, async () => {
      const { ask } = await signedIn('administrator');
      const answer = await ask(method === 'GET' ? '/api/v1/users' : '/api/v1/signing-keys/rotate', method, wrong);
      assert.deepEqual(answer, { status: 403, code: 'console_request_foreign' });
    });
  }

  it('needs the header that no form can send, and a cookie beside it', async () => {
    const { ask } = await signedIn('administrator');
    assert.equal((await ask('/api/v1/users', 'GET', { [consoleHeader]: undefined })).code, 'token_missing');
    assert.equal((await ask('/api/v1/users', 'GET', { [consoleHeader]: '1' })).code, 'console_request_foreign');
    assert.equal((await ask('/api/v1/users', 'GET', { cookie: undefined })).code, 'console_session_missing');
    const guess = `${sessionCookie}=${'A'.repeat(43)}`;
    assert.equal((await ask('/api/v1/users', 'GET', { cookie: guess })).code, 'console_session_ended');
    const twice = `${guess}; ${guess}`;
    assert.equal((await ask('/api/v1/users', 'GET', { cookie: twice })).code, 'console_session_missing');
  });

  it('ends after an hour in which nobody touched it, however much an open page asks by itself', async () => {
    const { ask } = await signedIn('administrator');
    const idle = { [consoleHeader]: 'idle' };
    clock.advance(59 * 60_000);
    assert.equal((await ask('/api/v1/users', 'GET', idle)).status, 200);
    clock.advance(2 * 60_000);
    assert.deepEqual(await ask('/api/v1/users', 'GET', idle), { status: 401, code: 'console_session_ended' });
  });

  it('lasts while it is used, twelve hours at most', async () => {
    const { ask } = await signedIn('administrator');
    for (let minutes = 0; minutes < 12 * 60 - 50; minutes += 50) {
      clock.advance(50 * 60_000);
      assert.equal((await ask('/api/v1/users')).status, 200, `after ${minutes + 50} minutes`);
    }
    clock.advance(50 * 60_000);
    assert.equal((await ask('/api/v1/users')).code, 'console_session_ended');
  });

  it('ends by signing out', async () => {
    const { ask, id } = await signedIn('administrator');
    assert.equal((await ask('/api/v1/sign-out', 'POST')).status, 204);
    assert.equal((await ask('/api/v1/users')).code, 'console_session_ended');
    const { items } = await api.listAuditEvents({ query: { type: 'console.signed-out', user: id } });
    assert.equal(items.length, 1);
  });

  for (const [what, end] of [
    ['is disabled', (user: string) => api.disableUser({ params: { user } })],
    ['is deleted', (user: string) => api.deleteUser({ params: { user } })],
    ['loses the right', (user: string) => api.updateUser({ params: { user }, body: { administrator: false } })],
    [
      'gets another password',
      (user: string) => api.setPassword({ params: { user }, body: { password: 'amber-harbour-84' } }),
    ],
  ] as const) {
    it(`ends at once when its person ${what}, for the interface and for the events`, async () => {
      const { ask, id } = await signedIn('administrator');
      assert.equal((await ask('/api/v1/users')).status, 200);
      await end(id);
      assert.equal((await ask('/api/v1/users')).code, 'console_session_ended');
      assert.equal((await ask(consoleEvents)).code, 'console_session_ended');
    });
  }

  it('changes what it lets do at once when the role changes', async () => {
    const { ask, id } = await signedIn('administrator');
    await api.updateUser({ params: { user: id }, body: { administrator: false, auditor: true } });
    assert.equal((await ask('/api/v1/users')).status, 200);
    assert.equal((await ask('/api/v1/signing-keys/rotate', 'POST')).code, 'role_insufficient');
  });

  it('opens the stream of events to pages of ours alone', async () => {
    const { ask } = await signedIn('auditor');
    assert.equal((await ask(consoleEvents, 'GET', { 'sec-fetch-site': 'cross-site' })).code, 'console_request_foreign');
    assert.equal((await ask(consoleEvents, 'GET', { cookie: undefined })).code, 'console_session_ended');
  });
});
