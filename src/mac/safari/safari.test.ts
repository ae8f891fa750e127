import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MacParts } from '../mac-parts.ts';
import { type Site, type SeenRequest, browsingMac } from '../testing/browsing-mac.ts';
import { type SafariStep, browse } from './browse.ts';
import { quitSafari } from './safari-state.ts';
import type { ShownPage } from './safari-outcome.ts';

const html = (body: string, headers: Readonly<Record<string, string>> = {}) => ({
  body: `<!doctype html><title>T</title><body>${body}`,
  headers,
});
const redirect = (location: string, status = 302) => ({ status, headers: { location } });

async function pageAfter(mac: MacParts, step: SafariStep): Promise<ShownPage> {
  const outcome = await browse(mac, step);
  assert.equal(outcome.kind, 'page', JSON.stringify(outcome));
  return outcome.kind === 'page' ? outcome.page : assert.fail();
}

const open = (mac: MacParts, address: string) => pageAfter(mac, { kind: 'open', address });
const reasonOf = async (mac: MacParts, step: SafariStep) => {
  const outcome = await browse(mac, step);
  return outcome.kind === 'refused' ? outcome.reason : outcome.kind === 'failed' ? outcome.code : outcome.kind;
};
const last = (seen: readonly SeenRequest[]) => seen.at(-1) ?? assert.fail();

const signIn = `<header hidden>secret</header><h1>Sign in</h1><p role="alert">Wrong <b>password</b>.</p><p>One<br>two <a href="help?x=1">Help me</a></p>
<p data-with-script hidden>with script</p><p data-without-script>without script</p>
<form method="post" action="/next"><input type="hidden" name="token" value="t&1">
<label for="u">User name</label><input id="u" name="username" required autocomplete="username">
<label>Password <input type="password" name="password" required></label>
<label><input type="checkbox" name="keep" value="yes"> Stay signed in</label>
<label><input type="radio" name="way" value="a" checked> By A</label><label><input type="radio" name="way" value="b"> By B</label>
<select name="role" aria-label="Role"><option value="1">First</option><option value="2">Second</option></select>
<input name="off" value="x" disabled><input name="shade" value="sent" style="display: none">
<button>Sign In</button><button name="cancel" value="yes" formnovalidate formaction="/cancel">Cancel</button></form>
<button form="other" name="go" value="1">Elsewhere</button><form id="other" action="/search"><input name="q" placeholder="Find"></form>
<script>nothing</script>`;

describe('A page in Safari', () => {
  const site: Site = {
    'a.example/': () => html(signIn),
    'a.example/next': () => html('done'),
    'a.example/cancel': () => html(''),
  };

  it('shows title, lines, headings, alerts, links, fields and buttons, and nothing that is hidden', async () => {
    const { mac } = browsingMac(site);
    const page = await open(mac, 'a.example');
    assert.equal(page.address, 'https://a.example/');
    assert.deepEqual(page.text.split('\n').slice(0, 5), [
      'Sign in',
      'Wrong password.',
      'One',
      'two Help me',
      'with script',
    ]);
    assert.doesNotMatch(page.text, /secret|nothing|without script/);
    assert.deepEqual([page.headings, page.alerts], [['Sign in'], ['Wrong password.']]);
    assert.deepEqual(page.links, [{ label: 'Help me', address: 'https://a.example/help?x=1' }]);
    const [form, other] = page.forms;
    assert.deepEqual(
      form?.fields.map(({ label, type }) => `${label}: ${type}`),
      [
        'User name: text',
        'Password: password',
        'Stay signed in: checkbox',
        'By A: radio',
        'By B: radio',
        'Role: select',
      ],
    );
    assert.deepEqual(
      [form, other].map((one) => one?.buttons.map(({ label }) => label)),
      [['Sign In', 'Cancel'], ['Elsewhere']],
    );
  });

  it('is filled in by label or name, and its button sends what a browser sends', async () => {
    const { mac, seen } = browsingMac(site);
    await open(mac, 'https://a.example/');
    const fill = { 'User name': 'ada', password: 'p w', Role: 'second' };
    await pageAfter(mac, { kind: 'press', button: 'sign in', fill, check: ['Stay signed in', 'By B'] });
    const { method, url, body, headers } = last(seen);
    assert.deepEqual([method, url], ['POST', 'https://a.example/next']);
    assert.equal(body, 'token=t%261&username=ada&password=p+w&keep=yes&way=b&role=2&shade=sent');
    assert.equal(headers['Content-Type'], 'application/x-www-form-urlencoded');
    assert.deepEqual(
      [headers['Origin'], headers['Sec-Fetch-Site'], headers['Referer']],
      ['https://a.example', 'same-origin', 'https://a.example/'],
    );
  });

  it('presses the first button on Return, lets required fields be, where the button says so, and knows forms by `form`', async () => {
    const { mac, seen } = browsingMac({ ...site, 'a.example/search': () => html('') });
    await open(mac, 'a.example');
    assert.equal(await reasonOf(mac, { kind: 'press', button: 'Sign In' }), 'field-required');
    await pageAfter(mac, { kind: 'press', button: 'Cancel' });
    assert.equal(last(seen).url, 'https://a.example/cancel');
    assert.match(last(seen).body, /&cancel=yes$/);
    await open(mac, 'a.example');
    await pageAfter(mac, { kind: 'press', fill: { Find: 'ü&' } });
    assert.equal(last(seen).url, 'https://a.example/search?go=1&q=%C3%BC%26');
  });

  it('tells what is not there', async () => {
    const { mac } = browsingMac(site);
    assert.equal(await reasonOf(mac, { kind: 'look' }), 'no-page');
    await open(mac, 'a.example');
    assert.equal(await reasonOf(mac, { kind: 'press', button: 'Pay' }), 'no-such-button');
    assert.equal(await reasonOf(mac, { kind: 'press', button: 'Sign In', fill: { Colour: 'red' } }), 'no-such-field');
    assert.equal(await reasonOf(mac, { kind: 'press', button: 'Sign In', fill: { Role: 'Third' } }), 'no-such-option');
    assert.equal(await reasonOf(mac, { kind: 'press', button: 'Sign In', check: ['By'] }), 'ambiguous');
    assert.equal(await reasonOf(mac, { kind: 'press', fill: { Colour: 'red' } }), 'no-form');
    assert.equal(await reasonOf(mac, { kind: 'follow', link: 'Pay' }), 'no-such-link');
    assert.equal(await reasonOf(mac, { kind: 'open', address: 'https://[' }), 'address-malformed');
    assert.equal(await reasonOf(mac, { kind: 'tab', number: 2 }), 'no-such-tab');
    mac.state.session = { kind: 'locked', user: 'ada' };
    assert.equal(await reasonOf(mac, { kind: 'look' }), 'no-session');
  });
});

describe('Where Safari goes', () => {
  it('follows redirects: GET after 303 and after 302 of a POST, the same again after 307 and 308 (RFC 9110 section 15.4)', async () => {
    for (const [status, method] of [
      [301, 'GET'],
      [302, 'GET'],
      [303, 'GET'],
      [307, 'POST'],
      [308, 'POST'],
    ] as const) {
      const { mac, seen } = browsingMac({
        'a.example/': () =>
          html('<form method="post" action="/p"><input name="x" value="1"><button>Go</button></form>'),
        'a.example/p': () => redirect('https://b.example/q', status),
        'b.example/q': () => html('end'),
      });
      await open(mac, 'a.example');
      const page = await pageAfter(mac, { kind: 'press', button: 'Go' });
      assert.equal(page.address, 'https://b.example/q');
      const { headers, body } = last(seen);
      assert.deepEqual(
        [last(seen).method, body, headers['Origin']],
        [method, method === 'POST' ? 'x=1' : '', method === 'POST' ? 'null' : undefined],
      );
      assert.equal(headers['Sec-Fetch-Site'], 'cross-site');
    }
  });

  it('gives up a circle, shows other schemes without following them, and keeps the page', async () => {
    const { mac } = browsingMac({
      'a.example/': () => html('<a href="/app">App</a> <a href="/round">Round</a>'),
      'a.example/app': () => redirect('com.example.app://callback?code=1'),
      'a.example/round': () => redirect('/round'),
    });
    await open(mac, 'a.example');
    const outcome = await browse(mac, { kind: 'follow', link: 'App' });
    assert.deepEqual(outcome, { kind: 'external', address: 'com.example.app://callback?code=1' });
    assert.equal(await reasonOf(mac, { kind: 'follow', link: 'Round' }), 'too-many-redirects');
    assert.equal((await pageAfter(mac, { kind: 'look' })).address, 'https://a.example/');
  });

  it('holds forms to form-action, also where their answer leads on (W3C CSP section 6.4.1)', async () => {
    const form = '<form method="post" action="/p"><button>Go</button></form>';
    const visit = async (policy: string, location: string) => {
      const { mac } = browsingMac({
        'a.example/': () => html(form, { 'content-security-policy': policy }),
        'a.example/p': () => redirect(location),
        'b.example/q': () => html('end'),
      });
      await open(mac, 'a.example');
      return reasonOf(mac, { kind: 'press', button: 'Go' });
    };
    assert.equal(await visit("form-action 'none'", '/'), 'form-not-allowed');
    assert.equal(await visit("form-action 'self'", 'https://b.example/q'), 'form-not-allowed');
    assert.equal(await visit("form-action 'self' https://b.example", 'https://b.example/q'), 'page');
    assert.equal(await visit("form-action 'self' *.example:443/q", 'https://b.example/q'), 'page');
    assert.equal(await visit("form-action 'self' https://b.example:8443", 'https://b.example/q'), 'form-not-allowed');
    assert.equal(await visit("form-action 'self'", 'org.app:/back'), 'form-not-allowed');
    assert.equal(await visit("form-action 'self' org.app:", 'org.app:/back'), 'external');
    assert.equal(await visit("default-src 'none'", 'https://b.example/q'), 'page');
  });

  it('sends a form that sends itself, where the policy of the page lets its script run (form post response mode)', async () => {
    const script = "document.addEventListener('DOMContentLoaded', function () { document.forms[0].submit() });";
    const form = `<script>${script}</script><form method="post" action="https://b.example/cb"><input type="hidden" name="code" value="1"><noscript><button>Continue</button></noscript></form>`;
    const visit = async (policy: string | undefined, body = form) => {
      const { mac, seen } = browsingMac({
        'a.example/': () => html(body, policy === undefined ? {} : { 'content-security-policy': policy }),
        'b.example/cb': () => html('in'),
      });
      return [(await open(mac, 'a.example')).address, last(seen).body];
    };
    const sent = ['https://b.example/cb', 'code=1'];
    assert.deepEqual(await visit(undefined), sent);
    assert.deepEqual(await visit("script-src 'sha256-jdBpDlqzYtfkfUWF8eqKUdRhFs5j5SfPeFfb+dgx9gE='"), [
      'https://a.example/',
      '',
    ]);
    assert.deepEqual(await visit("default-src 'none'"), ['https://a.example/', '']);
    assert.deepEqual(await visit("script-src 'unsafe-inline'"), sent);
    const onload = form
      .replace(/<script>.*<\/script>/, '')
      .replace('<form', '<body onload="document.forms[0].submit()"><form');
    assert.deepEqual(await visit(undefined, onload), sent);
    assert.deepEqual(await visit(undefined, `${form}<form></form>`), ['https://a.example/', '']);
  });

  it('offers what it does not show as a download: a profile, an attachment', async () => {
    const { mac } = browsingMac({
      'a.example/profile/enroll': () => ({
        headers: { 'content-type': 'application/x-apple-aspen-config' },
        body: 'P',
      }),
      'a.example/file': () => ({
        headers: { 'content-disposition': 'attachment; filename="../../notes.txt"' },
        body: 'N',
      }),
      'a.example/json': () => ({ headers: { 'content-type': 'application/json' }, body: '{"a":1}' }),
    });
    const profile = await browse(mac, { kind: 'open', address: 'https://a.example/profile/enroll' });
    assert.ok(profile.kind === 'download' && profile.isProfile && profile.fileName === 'enroll');
    const file = await browse(mac, { kind: 'open', address: 'https://a.example/file' });
    assert.ok(file.kind === 'download' && !file.isProfile && file.fileName === 'notes.txt');
    assert.equal((await open(mac, 'https://a.example/json')).text, '{"a":1}');
    const missing = await open(mac, 'https://a.example/none');
    assert.equal(missing.status, 404);
  });

  it('waits until the page says something else, and follows a refresh without delay', async () => {
    let asked = 0;
    const { mac } = browsingMac({
      'a.example/wait': () => ((asked += 1) > 3 ? html('approved') : html('<p data-wait="/stream">waiting</p>')),
      'a.example/fresh': () => html('<meta http-equiv="refresh" content="0; url=/wait">'),
    });
    assert.ok((await open(mac, 'a.example/fresh')).isWaiting);
    const page = await pageAfter(mac, { kind: 'wait', seconds: 60 });
    assert.deepEqual([page.text, page.isWaiting, asked], ['approved', false, 4]);
    asked = -100;
    await open(mac, 'a.example/wait');
    assert.ok((await pageAfter(mac, { kind: 'wait', seconds: 2 })).isWaiting);
  });

  it('has tabs with their own history', async () => {
    const { mac, seen } = browsingMac({
      'a.example/': () => html('<a href="/2">Two</a>'),
      'a.example/2': () => html('2'),
    });
    await open(mac, 'a.example');
    await pageAfter(mac, { kind: 'follow', link: 'Two' });
    const other = await pageAfter(mac, { kind: 'open', address: 'a.example', newTab: true });
    assert.deepEqual([other.tab, other.tabs], [2, 2]);
    assert.equal((await pageAfter(mac, { kind: 'tab', number: 1 })).text, '2');
    assert.equal((await pageAfter(mac, { kind: 'back' })).address, 'https://a.example/');
    assert.equal(await reasonOf(mac, { kind: 'back' }), 'no-page');
    await pageAfter(mac, { kind: 'reload' });
    assert.equal(last(seen).url, 'https://a.example/');
    assert.equal((await pageAfter(mac, { kind: 'close-tab' })).tabs, 1);
    assert.equal(await reasonOf(mac, { kind: 'close-tab' }), 'closed');
  });

  it('says when there is no network', async () => {
    const { mac } = browsingMac({});
    mac.state.network.online = false;
    assert.equal(await reasonOf(mac, { kind: 'open', address: 'a.example' }), 'offline');
  });
});

describe('Cookies in Safari', () => {
  const cookieAt = (seen: readonly SeenRequest[]) => last(seen).headers['Cookie'];

  it('are kept between acts and for each account apart, sealed, until the session ends or their time is over', async () => {
    const set = 'sid=S3cret; Path=/; HttpOnly; Secure; SameSite=Lax, keep=1; Max-Age=60';
    const { mac, seen, clock } = browsingMac({
      'a.example/': () => html('S3cret page', { 'set-cookie': set }),
      'a.example/2': () => html(''),
    });
    await open(mac, 'a.example');
    await open(mac, 'a.example/2');
    assert.equal(cookieAt(seen), 'sid=S3cret; keep=1');
    assert.doesNotMatch(JSON.stringify(mac.state), /S3cret/);
    mac.state.session = { kind: 'desktop', user: 'grace' };
    await open(mac, 'a.example/2');
    assert.equal(cookieAt(seen), undefined);
    mac.state.session = { kind: 'desktop', user: 'ada' };
    quitSafari(mac);
    await open(mac, 'a.example/2');
    assert.equal(cookieAt(seen), 'keep=1');
    clock.ahead = 61_000;
    await open(mac, 'a.example/2');
    assert.equal(cookieAt(seen), undefined);
  });

  it('go to their host and path, to hosts below only with Domain, and are refused by foreign domains and false prefixes', async () => {
    const set = [
      'host=1',
      'wide=1; Domain=example.org',
      'foreign=1; Domain=other.org',
      'top=1; Domain=org',
      'deep=1; Path=/deep',
      '__Host-a=1; Secure; Path=/',
      '__Host-b=1; Secure; Path=/x',
      '__Host-c=1; Secure; Path=/; Domain=example.org',
      '__Secure-d=1',
    ].join(', ');
    const { mac, seen } = browsingMac({ 'example.org/': () => html('', { 'set-cookie': set }) });
    await open(mac, 'example.org');
    await open(mac, 'example.org/x');
    assert.equal(cookieAt(seen), 'host=1; wide=1; __Host-a=1');
    await open(mac, 'id.example.org/deep');
    assert.equal(cookieAt(seen), 'wide=1');
    await open(mac, 'example.org/deep/er');
    assert.equal(cookieAt(seen), 'deep=1; host=1; wide=1; __Host-a=1');
  });

  it('do not cross sites where SameSite says so: Strict never, Lax on GET (rfc6265bis section 5.6.7.1)', async () => {
    const set = 's=1; SameSite=Strict, l=1; SameSite=Lax, n=1; SameSite=None; Secure, u=1';
    const link =
      '<a href="https://id.example.org/">In</a><form method="post" action="https://id.example.org/"><button>Go</button></form>';
    const { mac, seen } = browsingMac({
      'id.example.org/': () => html('', { 'set-cookie': set }),
      'app.example.org/': () => html(link),
      'evil.example/': () => html(link),
    });
    await open(mac, 'id.example.org');
    const from = async (site: string, step: SafariStep) => {
      await open(mac, site);
      await browse(mac, step);
      return cookieAt(seen);
    };
    assert.equal(await from('evil.example', { kind: 'follow', link: 'In' }), 'l=1; n=1; u=1');
    assert.equal(await from('evil.example', { kind: 'press', button: 'Go' }), 'n=1; u=1');
    assert.equal(await from('app.example.org', { kind: 'press', button: 'Go' }), 's=1; l=1; n=1; u=1');
  });
});

describe('What Safari tells of where it comes from', () => {
  it('follows the referrer policy of the page (W3C Referrer Policy section 8.3)', async () => {
    const form =
      '<form method="post" action="https://b.example/"><button>Out</button></form><form method="post" action="/in"><button>In</button></form>';
    const sent = async (policy: string | undefined, button: string) => {
      const { mac, seen } = browsingMac({
        'a.example/p': () => html(form, policy === undefined ? {} : { 'referrer-policy': policy }),
      });
      await open(mac, 'a.example/p?q=1#f');
      await browse(mac, { kind: 'press', button });
      return [last(seen).headers['Referer'], last(seen).headers['Origin']];
    };
    const whole = 'https://a.example/p?q=1';
    assert.deepEqual(await sent(undefined, 'In'), [whole, 'https://a.example']);
    assert.deepEqual(await sent(undefined, 'Out'), ['https://a.example/', 'https://a.example']);
    assert.deepEqual(await sent('same-origin', 'In'), [whole, 'https://a.example']);
    assert.deepEqual(await sent('same-origin', 'Out'), [undefined, 'null']);
    assert.deepEqual(await sent('no-referrer', 'In'), [undefined, 'null']);
    assert.deepEqual(await sent('unsafe-url, odd', 'Out'), [whole, 'https://a.example']);
    assert.deepEqual(await sent('origin', 'In'), ['https://a.example/', 'https://a.example']);
  });
});
