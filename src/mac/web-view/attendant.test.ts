import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import { browse } from '../safari/browse.ts';
import { exactForm } from '../safari/exact-form.ts';
import { readSafariPage } from '../safari/page/read-page.ts';
import { safariWindow } from '../safari/safari-window.ts';
import { browsingMac, organisation } from '../testing/browsing-mac.ts';
import { attendWebView } from './attend.ts';
import type { AttendedPage, PageMove } from './attendant.ts';
import { syncedByMove } from './exact-move.ts';

const html = `<!doctype html><title>Sign in</title><a href="/help">Help</a>
<form><input name="q"></form>
<form method="post" action="/next" data-sync-password="secret"><input type="hidden" name="csrf" value="right">
<input name="name"><input name="fixed" value="kept" readonly><input type="password" name="secret">
<input type="checkbox" name="stay" value="1"><select name="way"><option value="a">A</option><option value="b">B</option></select>
<button>Continue</button><button name="other" value="yes" formaction="/other">Another way</button>
<button name="never" disabled>Never</button></form>`;
const page = readSafariPage(html, `${organisation}/sign-in`);

function send(entries: readonly [string, string][], button: number | null = 6): PageMove & { kind: 'send' } {
  return { kind: 'send', form: 1, button, entries };
}

function sentBy(move: PageMove & { kind: 'send' }) {
  const filled = exactForm(page, move);
  return filled.kind === 'filled' ? filled.entries.map(([name, value]) => `${name}=${value}`).join('&') : filled.reason;
}

const typed: readonly [string, string][] = [
  ['csrf', 'forged'],
  ['name', 'ada'],
  ['fixed', 'forged'],
  ['secret', 'p'],
  ['way', 'b'],
];

test('of a form that a browser sends, what a person could not change is the word of the page (HTML, entry list)', () => {
  assert.equal(sentBy(send([...typed])), 'csrf=right&name=ada&fixed=kept&secret=p&way=b');
  assert.equal(sentBy(send([...typed, ['stay', '1']])), 'csrf=right&name=ada&fixed=kept&secret=p&stay=1&way=b');
  assert.equal(
    sentBy(send([...typed, ['stay', 'forged'], ['way', 'c']])),
    'csrf=right&name=ada&fixed=kept&secret=p&way=b',
  );
  assert.equal(sentBy(send([...typed], 7)), 'csrf=right&name=ada&fixed=kept&secret=p&way=b&other=yes');
});

test('a form, a button or a field that the page does not have is not sent', () => {
  assert.equal(sentBy({ ...send([]), form: 2 }), 'no-form');
  assert.equal(sentBy(send([], 8)), 'no-such-button');
  assert.equal(sentBy(send([], 1)), 'no-such-button');
  assert.equal(sentBy(send([], 40)), 'no-such-button');
  assert.equal(sentBy(send([['admin', 'true']])), 'no-such-field');
});

test('a password is synced only from the form that says so, sent with its unnamed button (macOS 27)', () => {
  const state = { html, url: `${organisation}/sign-in`, cookies: [] };
  assert.equal(syncedByMove(state, send([...typed])), 'p');
  assert.equal(syncedByMove(state, send([...typed], 7)), undefined);
  assert.equal(syncedByMove(state, { kind: 'send', form: 0, button: null, entries: [['q', 'x']] }), undefined);
  assert.equal(syncedByMove(state, { kind: 'look-again' }), undefined);
});

const host = new URL(organisation).host;

function windowOf() {
  let looks = 0;
  return browsingMac({
    [`${host}/sign-in`]: () => ({ body: html, headers: { 'set-cookie': 'session=1; Path=/' } }),
    [`${host}/next`]: () => ({ status: 303, headers: { location: '/wait' } }),
    [`${host}/help`]: () => ({ body: '<title>Help</title><a href="done://back?code=1">Back</a>' }),
    [`${host}/wait`]: () =>
      (looks += 1) < 3
        ? { body: '<title>Approve</title><p class="number">42</p><main data-wait="/events"></main>' }
        : { status: 302, headers: { location: 'done://back?code=2' } },
  });
}

async function attend(moves: readonly PageMove[]) {
  const { mac, seen } = windowOf();
  const shown: AttendedPage[] = [];
  const left = [...moves];
  const attendant = {
    page: (one: AttendedPage) => {
      shown.push(one);
      return Promise.resolve(left.shift() ?? { kind: 'close' as const });
    },
  };
  const end = await attendWebView(mac, `${organisation}/sign-in`, 'done', attendant).catch((error: unknown) => {
    assert.ok(error instanceof PlatformSsoError);
    return error.code;
  });
  return { end, shown: shown.map(({ title, isWaiting }) => `${title}${isWaiting ? ' …' : ''}`), seen };
}

test('a window goes where a person in front of it goes, and waits as long as they look', async () => {
  const { end, shown, seen } = await attend([send([...typed]), { kind: 'look-again' }, { kind: 'look-again' }]);
  assert.equal(end, 'done://back?code=2');
  assert.deepEqual(shown, ['Sign in', 'Approve …', 'Approve …']);
  const post = seen.find(({ method }) => method === 'POST');
  assert.equal(post?.body, 'csrf=right&name=ada&fixed=kept&secret=p&way=b');
  assert.equal(post.headers['Cookie'], 'session=1');
});

test('a page that does not wait stays as it is, whoever looks again', async () => {
  const { shown, seen } = await attend([{ kind: 'look-again' }, { kind: 'look-again' }]);
  assert.deepEqual(shown, ['Sign in', 'Sign in', 'Sign in']);
  assert.equal(seen.length, 1);
});

test('links are followed where the page has them, also out of the window', async () => {
  const help: PageMove = { kind: 'follow', address: `${organisation}/help` };
  const { end } = await attend([help, { kind: 'follow', address: 'done://back?code=1' }]);
  assert.equal(end, 'done://back?code=1');
  const foreign = await attend([{ kind: 'follow', address: 'https://evil.example/' }]);
  assert.equal(foreign.end, 'sign-in-refused');
  assert.equal(foreign.seen.length, 1);
});

test('a closed window is a closed window', async () => {
  assert.equal((await attend([])).end, 'window-closed');
});

test('in Safari the same moves go through its own tabs and cookies; what the page lacks leaves it as it is', async () => {
  const { mac, seen } = windowOf();
  await browse(mac, { kind: 'open', address: `${organisation}/sign-in` });
  const refused = await browse(mac, { kind: 'page', move: send([['admin', 'true']]) });
  assert.ok(refused.kind === 'refused' && refused.reason === 'no-such-field');
  const foreign = await browse(mac, { kind: 'page', move: { kind: 'follow', address: 'https://evil.example/' } });
  assert.ok(foreign.kind === 'refused' && foreign.reason === 'no-such-link');
  assert.equal(seen.length, 1);
  await browse(mac, { kind: 'page', move: { kind: 'look-again' } });
  assert.equal(seen.length, 1);
  await browse(mac, { kind: 'page', move: send([...typed]) });
  const window = safariWindow(mac);
  assert.deepEqual(
    [window?.page?.title, window?.page?.isWaiting, window?.canGoBack, window?.tabs],
    ['Approve', true, true, [{ title: 'Approve', address: `${organisation}/wait` }]],
  );
  await browse(mac, { kind: 'page', move: { kind: 'look-again' } });
  const led = await browse(mac, { kind: 'page', move: { kind: 'look-again' } });
  assert.deepEqual(led, { kind: 'external', address: 'done://back?code=2' });
  assert.equal((await browse(mac, { kind: 'page', move: { kind: 'close' } })).kind, 'closed');
  assert.equal(safariWindow(mac)?.page, undefined);
});

test('text is shown as text, whatever it holds', async () => {
  const headers = { 'content-type': 'text/plain' };
  const { mac } = browsingMac({ [`${host}/text`]: () => ({ headers, body: '<script>&' }) });
  await browse(mac, { kind: 'open', address: `${organisation}/text` });
  assert.match(safariWindow(mac)?.page?.html ?? '', /<pre>&lt;script>&amp;<\/pre>$/);
});

test('a ceremony of a form runs when a person presses its unnamed button', async () => {
  const form = `<p role="alert" data-webauthn-error hidden></p><form method="post" data-webauthn-get="{}"><input type="hidden" name="response"><button>Passkey</button></form>`;
  const { mac, seen } = browsingMac({ [`${host}/passkey`]: () => ({ body: form }) });
  await browse(mac, { kind: 'open', address: `${organisation}/passkey` });
  await browse(mac, { kind: 'page', move: { kind: 'send', form: 0, button: 1, entries: [['response', 'forged']] } });
  assert.match(safariWindow(mac)?.message ?? '', /^TypeError/);
  assert.equal(seen.length, 1);
});
