import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import { assemble } from '../mac-parts.ts';
import type { MacRequest, MacResponse } from '../ports.ts';
import { sampleState } from '../terminal/testing/sample-mac.ts';
import { cookieHeader, withSetCookies } from './cookies.ts';
import { readPage } from './page.ts';
import { openPage, submitPage } from './web-view.ts';

type Site = Readonly<Record<string, (request: MacRequest) => Partial<MacResponse> & { readonly body?: string }>>;

function visiting(site: Site) {
  const seen: { readonly url: string; readonly request: MacRequest }[] = [];
  const mac = assemble(sampleState(), {
    clock: systemClock,
    random: systemRandom,
    uidKey: systemRandom.bytes(32),
    fetch: (url, request) => {
      seen.push({ url, request });
      const { pathname } = new URL(url);
      const {
        status = 200,
        headers = { 'content-type': 'text/html; charset=utf-8' },
        body = '',
      } = site[pathname]?.(request) ?? { status: 404 };
      return Promise.resolve({ status, headers, text: () => body, bytes: () => utf8(body) });
    },
  });
  return { mac, seen };
}

const base = 'https://mdm.example';
const form = `<!doctype html><title>Sign in</title><style>p{}</style><body><h1>Hello &amp; welcome</h1>
<form method="post" action="next?e=1"><input type="hidden" name="csrf" value="a b">
<input name="name" autocomplete="username"><input name="secret" type="password" autocomplete="current-password">
<input name="code" autocomplete="one-time-code"><button name="go" value="1">Continue</button><button name="no">No</button></form>`;

test('a page gives its title, its visible text and its forms', () => {
  const page = readPage(form, `${base}/enroll/start`);
  assert.equal(page.title, 'Sign in');
  assert.match(page.text, /^Hello & welcome Continue No$/);
  assert.equal(page.forms[0]?.action, `${base}/enroll/next?e=1`);
  assert.deepEqual(page.forms[0]?.fields.map(({ name, type }) => [name, type]).slice(0, 3), [
    ['csrf', 'hidden'],
    ['name', 'text'],
    ['secret', 'password'],
  ]);
});

test('headers of the first visit go nowhere else, cookies come along, and the answers go where the page wants them', async () => {
  const { mac, seen } = visiting({
    '/start': () => ({
      status: 302,
      headers: {
        location: '/page',
        'set-cookie': 'sid=1; Path=/; HttpOnly; Expires=Wed, 01 Jan 2031 00:00:00 GMT, t=2',
      },
    }),
    '/page': () => ({ body: form }),
    '/next': () => ({ status: 200, headers: { 'content-type': 'application/x-apple-aspen-config' }, body: 'profile' }),
  });
  const first = await openPage(mac, `${base}/start`, { 'x-apple-aspen-deviceinfo': 'AAAA' }, undefined);
  assert.equal(first.kind, 'page');
  assert.deepEqual(
    seen.map(({ request }) => [request.headers['x-apple-aspen-deviceinfo'], request.headers['Cookie']]),
    [
      ['AAAA', undefined],
      [undefined, 'sid=1; t=2'],
    ],
  );
  assert.ok(first.kind === 'page');
  const answers = { userName: 'ada@example.org', password: 'p&w', code: '123456' };
  const last = await submitPage(mac, first.state, answers, undefined);
  assert.deepEqual(last?.kind === 'profile' && [...last.bytes], [...utf8('profile')]);
  assert.equal(seen.at(-1)?.request.body, 'csrf=a+b&name=ada%40example.org&secret=p%26w&code=123456&go=1');
});

test('pressing Return presses the first button, also one without a name (HTML, implicit submission)', async () => {
  const body =
    '<form method="post"><input name="a" value="1"><button>Go</button><button name="cancel">No</button></form>';
  const { mac, seen } = visiting({ '/page': () => ({ body }) });
  const first = await openPage(mac, `${base}/page`, {}, undefined);
  assert.ok(first.kind === 'page');
  await submitPage(mac, first.state, {}, undefined);
  assert.equal(seen.at(-1)?.request.body, 'a=1');
});

test('only the very type of profiles ends an enrollment, and only the expected scheme a sign-in', async () => {
  const callback = 'apple-remotemanagement-user-login://authentication-results?access-token=T';
  const { mac } = visiting({
    '/typed': () => ({
      headers: { 'content-type': 'application/x-apple-aspen-config; charset=utf-8' },
      body: 'profile',
    }),
    '/done': () => ({ status: 308, headers: { location: callback } }),
    '/circle': () => ({ status: 302, headers: { location: '/circle' } }),
    '/refused': () => ({ status: 403, headers: { 'content-type': 'application/json' }, body: '{"code":"x"}' }),
  });
  const kinds = async (path: string, scheme?: string) => (await openPage(mac, `${base}${path}`, {}, scheme)).kind;
  assert.equal(await kinds('/typed'), 'failed');
  assert.equal(await kinds('/done', 'apple-remotemanagement-user-login'), 'callback');
  assert.equal(await kinds('/circle'), 'failed');
  assert.equal(await kinds('/refused'), 'failed');
});

test('cookies stay with their host and path, are replaced by name, and go when they have no time left (RFC 6265)', () => {
  const now = Date.UTC(2026, 10, 1);
  let jar = withSetCookies([], 'https://a.example/x', 'one=1; Path=/p, two=2', now);
  assert.equal(cookieHeader(jar, 'https://a.example/p/q'), 'one=1; two=2');
  assert.equal(cookieHeader(jar, 'https://a.example/'), 'two=2');
  assert.equal(cookieHeader(jar, 'https://b.example/p'), undefined);
  jar = withSetCookies(jar, 'https://a.example/', 'two=3', now);
  assert.equal(cookieHeader(jar, 'https://a.example/'), 'two=3');
  jar = withSetCookies(jar, 'https://a.example/', 'two=; Max-Age=0', now);
  assert.equal(cookieHeader(jar, 'https://a.example/'), undefined);
  assert.equal(cookieHeader(jar, 'https://a.example/p'), 'one=1');
  assert.equal(cookieHeader(jar, 'https://a.example/people'), undefined);
  for (const gone of ['Max-Age=-1', 'Expires=Thu, 01 Jan 2026 00:00:00 GMT']) {
    jar = withSetCookies(jar, 'https://a.example/', `three=3; ${gone}`, now);
    assert.equal(cookieHeader(jar, 'https://a.example/'), undefined);
  }
  jar = withSetCookies(jar, 'https://a.example/', 'three=3; Max-Age=60; Expires=Thu, 01 Jan 2026 00:00:00 GMT', now);
  assert.equal(cookieHeader(jar, 'https://a.example/'), 'three=3');
});
