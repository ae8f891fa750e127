import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fromBase32 } from '#protocol/encoding/base32.ts';
import { totp } from '#protocol/otp/totp.ts';
import { nodeHmac } from '#runtime/hmac.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { openAccountBench } from './contract/account-bench.ts';

const session = '__Host-porchlight-account';
const minute = 60_000;

function secretIn(text: string): Uint8Array {
  const key = /<code class="key">([A-Z2-7 ]+)</.exec(text)?.[1] ?? assert.fail('the key is shown');
  return fromBase32(key.replaceAll(' ', '')) ?? assert.fail('it is base32');
}

onEveryEngine("The person's own pages", (store) => {
  it('ask who it is, and lead on to the page that was wanted', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { userName, password, id } = await bench.person();
    const tab = bench.browser();
    assert.equal((await tab.get('/account/macs')).location, '/account/sign-in?next=macs');
    await tab.get('/account/sign-in?next=macs');
    const seen = await tab.post('/account/sign-in?next=macs', { username: userName, password });
    assert.equal(seen.location, '/account/macs');
    const cookies = ([] as unknown[]).concat(seen.headers['set-cookie']).map(String);
    const cookie = cookies.find((text) => text.startsWith(`${session}=`)) ?? assert.fail('a session is set');
    assert.match(cookie, /^__Host-porchlight-account=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
    const page = await tab.get('/account/macs');
    assert.match(page.text, /Ada’s &lt;Mac&gt; \(C02\)/);
    assert.equal(page.headers['cache-control'], 'no-store');
    assert.match(String(page.headers['content-security-policy']), /frame-ancestors 'none'/);
    assert.ok(bench.events.length === 0 || bench.events.every(({ outcome }) => outcome !== 'refused'));
    const rows = await store.one().all<{ event: string }>('SELECT event FROM audit_event');
    assert.ok(rows.some(({ event }) => event.includes('account.signed-in') && event.includes(id)));
  });

  it('keep of a session no more than a hash', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab, id } = await bench.signedIn();
    const text = 'SELECT hash FROM account_session WHERE user_id = ?';
    const rows = await store.one().all<{ hash: Uint8Array }>(text, id);
    assert.equal(rows.length, 1);
    assert.notEqual(Buffer.from(rows[0]?.hash ?? []).toString('base64url'), tab.cookies.get(session));
  });

  it('say the next steps, by what is missing', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab, id } = await bench.signedIn();
    const steps = async () => [...(await tab.get('/account')).text.matchAll(/<li><a href="\/account\/([a-z-]+)">/g)];
    const names = async () => (await steps()).map(([, name]) => name);
    assert.deepEqual((await names()).slice(0, 2), ['authenticator', 'recovery-codes']);
    bench.phones.set(id, [{ id: 'p1', name: 'Phone', createdAt: 0, state: 'active' }]);
    assert.deepEqual((await names()).slice(0, 2), ['recovery-codes', 'passkeys']);
    await bench.factors.recoveryCodes.make(id, 'test');
    bench.passkeys.set(id, [{ name: 'Touch ID', createdAt: 0 }]);
    assert.match((await tab.get('/account')).text, /Everything is set up/);
  });

  it('add one-time codes when their first code is right, and take them away', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab, id } = await bench.signedIn();
    await tab.get('/account/one-time-codes');
    const scan = await tab.post('/account/one-time-codes', { step: 'add' });
    const secret = secretIn(scan.text);
    assert.match(scan.text, /<svg /);
    assert.equal(await bench.factors.oneTimeCodes.isEnrolled(id), false);
    const wrong = await tab.post('/account/one-time-codes', { step: 'prove', code: '000000' });
    assert.match(wrong.problem ?? '', /does not fit/);
    assert.deepEqual(secretIn(wrong.text), secret, 'the same secret is shown again');
    const code = totp(nodeHmac, secret, bench.clock.time);
    const added = await tab.post('/account/one-time-codes', {
      step: 'prove',
      code: `${code.slice(0, 3)} ${code.slice(3)}`,
    });
    assert.equal(added.told, 'Your one-time codes count from now on.');
    assert.equal(await bench.factors.oneTimeCodes.check(id, code), 'replayed');
    // The first code is a proof as good as any: the person goes on without another sign-in.
    const removed = await tab.post('/account/one-time-codes', { step: 'remove' });
    assert.match(removed.told ?? '', /were removed/);
    assert.equal(await bench.factors.oneTimeCodes.isEnrolled(id), false);
  });

  it('make recovery codes, shown once', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab, id } = await bench.signedIn();
    await tab.get('/account/recovery-codes');
    const made = await tab.post('/account/recovery-codes', { step: 'make' });
    const codes = [...made.text.matchAll(/<li><code>([a-z2-9-]+)<\/code>/g)].map(([, code = '']) => code);
    assert.equal(codes.length, 10);
    assert.equal(await bench.factors.recoveryCodes.check(id, codes[0] ?? ''), 'accepted');
    const page = await tab.get('/account/recovery-codes');
    assert.match(page.text, /9 codes are left/);
    assert.ok(!page.text.includes(codes[1] ?? ''));
  });

  it('offer a phone its address as a QR code, and remove a phone of the person', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab, id } = await bench.signedIn();
    await tab.get('/account/authenticator');
    const scan = await tab.post('/account/authenticator', { step: 'add' });
    assert.match(scan.text, new RegExp(`<svg [\\s\\S]*href="[^"]*#offer-for-${id}"`));
    bench.phones.set(id, [{ id: 'p1', name: 'Phone', createdAt: 0, state: 'locked' }]);
    assert.match((await tab.get('/account/authenticator')).text, /Locked, because there may be a copy/);
    const removed = await tab.post('/account/authenticator', { step: 'remove', authenticator: 'p1' });
    assert.equal(removed.told, 'The authenticator was removed.');
    assert.deepEqual(bench.removed, ['p1']);
  });

  it('change the password, end what the old one began, and keep this browser signed in', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab, id, userName, password } = await bench.signedIn();
    const elsewhere = (await bench.signedIn({ id, userName, password })).tab;
    const [before, next] = [tab.cookies.get(session), 'seven rivers in an orange kettle'];
    await tab.get('/account/password');
    const change = { step: 'change-password', present: password, next, repeat: next };
    const changed = await tab.post('/account/password', change);
    assert.match(changed.told ?? '', /was changed/);
    assert.notEqual(tab.cookies.get(session), before);
    assert.equal((await tab.get('/account')).status, 200);
    assert.equal((await elsewhere.get('/account')).location, '/account/sign-in');
    assert.deepEqual(bench.ended, [`password ${id}`, `begun ${id}`]);
    assert.equal((await bench.directory.checkPassword(userName, next)).kind, 'accepted');
  });

  it('sign out here, and everywhere else', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab, ...person } = await bench.signedIn();
    const elsewhere = (await bench.signedIn(person)).tab;
    await tab.get('/account/sessions');
    const everywhere = await tab.post('/account/sessions', { step: 'sign-out-everywhere' });
    const told = 'You are signed out everywhere but here. Ended: 2 browsers, and the access of Wiki.';
    assert.equal(everywhere.told, told);
    assert.deepEqual(bench.ended, [`all ${person.id}`]);
    assert.equal((await elsewhere.get('/account')).location, '/account/sign-in');
    const cookie = tab.cookies.get(session) ?? '';
    await tab.get('/account');
    assert.equal((await tab.post('/account/sign-out', {})).location, '/account/signed-out');
    assert.equal(tab.cookies.has(session), false);
    tab.cookies.set(session, cookie);
    assert.equal((await tab.get('/account')).location, '/account/sign-in', 'the value is worth nothing any more');
  });

  it('name the browsers in which the person is signed in, and end one of them', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab, ...person } = await bench.signedIn();
    const elsewhere = bench.browser(
      undefined,
      'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    );
    await bench.signedIn(person, elsewhere);
    const page = await tab.get('/account/sessions');
    for (const words of ['This browser.', 'Firefox on Linux', 'Safari on macOS', 'Wiki. From 192.0.2.7.'])
      assert.ok(page.text.includes(words), words);
    const ids = [...page.text.matchAll(/name="session" value="([\w-]+)"/g)].map(([, id = '']) => id);
    assert.equal(ids.length, 2, 'this one has no button');
    for (const id of ids)
      assert.match((await tab.post('/account/sessions', { step: 'end', session: id })).told ?? '', /signed out/);
    assert.deepEqual(bench.removed, ['s1']);
    assert.equal((await elsewhere.get('/account')).location, '/account/sign-in');
    assert.equal((await tab.get('/account')).status, 200);
    const late = await tab.post('/account/sessions', { step: 'end', session: ids[0] ?? '' });
    assert.equal(late.problem, 'That browser is signed out already.');
    assert.deepEqual(bench.refusals(), ['session_unknown']);
  });

  it('end nobody else’s session', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const [mine, other] = [await bench.signedIn(), await bench.signedIn()];
    const [theirs] = await bench.feature.sessions.list(other.id);
    await mine.tab.get('/account/sessions');
    const seen = await mine.tab.post('/account/sessions', { step: 'end', session: theirs?.id ?? '' });
    assert.equal(seen.problem, 'That browser is signed out already.');
    assert.equal((await other.tab.get('/account')).status, 200);
  });

  it('take a person off a lost Mac, once, and only when it is surely they', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab, id } = await bench.signedIn();
    await tab.get('/account/macs');
    bench.clock.time += 11 * minute;
    assert.match((await tab.get('/account/macs')).text, /Confirm That It Is Me/);
    const old = await tab.post('/account/macs', { step: 'remove', mac: 'r1' });
    assert.equal(old.problem, 'Please confirm that it is you, then try again.');
    bench.clock.time -= 11 * minute;
    await tab.get('/account/macs');
    const done = await tab.post('/account/macs', { step: 'remove', mac: 'r1' });
    assert.match(done.told ?? '', /^You are removed from Ada’s/);
    assert.deepEqual(bench.ended, [`mac ${id}`]);
    const late = await tab.post('/account/macs', { step: 'remove', mac: 'r1' });
    assert.equal(late.problem, 'You are not on that Mac any more.');
  });

  it('hold a session on every node, until it is idle for half an hour, or twelve hours old', async (test) => {
    const bench = await openAccountBench(...store.pair());
    test.after(() => bench.close());
    const { tab } = await bench.signedIn();
    const there = tab.at(bench.there.app);
    for (let time = 0; time < 12 * 60 - 29; time += 29) {
      bench.clock.time += 29 * minute;
      assert.equal((await there.get('/account')).status, 200, `after ${time + 29} minutes`);
    }
    bench.clock.time += 29 * minute;
    assert.equal((await there.get('/account')).status, 303, 'after twelve hours');
    const idle = (await bench.signedIn()).tab;
    bench.clock.time += 30 * minute;
    assert.equal((await idle.get('/account')).status, 303);
    await bench.feature.keepHouse();
    assert.deepEqual(
      await store.one().all('SELECT hash FROM account_session WHERE used_at <= ?', bench.clock.time - 30 * minute),
      [],
    );
  });

  it('seal the key of their forms anew under a newer master key', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    bench.masterKey.versions.set(2, new Uint8Array(32).fill(8));
    bench.masterKey.current = 2;
    await bench.feature.reseal();
    assert.equal(await bench.feature.reseal(), 0);
    bench.masterKey.current = 1;
    await bench.feature.reseal();
  });
});
