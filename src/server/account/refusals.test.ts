import assert from 'node:assert/strict';
import { it } from 'node:test';
import { totp } from '#protocol/otp/totp.ts';
import { fromBase32 } from '#protocol/encoding/base32.ts';
import { nodeHmac } from '#runtime/hmac.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { openAccountBench } from './contract/account-bench.ts';

const session = '__Host-porchlight-account';
const confirm = /Please confirm that it is you/;

onEveryEngine("The person's own pages refuse", (store) => {
  it('forms of other sites, of other sessions, and without their token', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const [{ tab, id }, other] = [await bench.signedIn(), await bench.signedIn()];
    await tab.get('/account/recovery-codes');
    await other.tab.get('/account/recovery-codes');
    const make = { step: 'make' };
    const foreign = [
      await tab.post('/account/recovery-codes', make, { origin: 'https://evil.example' }),
      await tab.post('/account/recovery-codes', make, { origin: 'null' }),
      await tab.post('/account/recovery-codes', make, { fetchSite: 'cross-site' }),
      await tab.post('/account/recovery-codes', { ...make, token: '' }),
      await tab.post('/account/recovery-codes', { ...make, token: 'AAAA' }),
      await tab.post('/account/recovery-codes', { ...make, token: other.tab.hidden('token') }),
    ];
    assert.deepEqual(
      foreign.map(({ status }) => status),
      foreign.map(() => 403),
    );
    assert.ok(foreign.every(({ text }) => text.includes('<code>form_foreign</code>')));
    assert.equal((await tab.post('/account/sign-out', { token: 'AAAA' })).status, 403);
    assert.equal((await tab.get('/account')).status, 200, 'nobody is signed out by another site');
    assert.equal(await bench.factors.recoveryCodes.left(id), 0);
    assert.deepEqual([...new Set(bench.refusals())], ['form_foreign']);
    assert.ok(bench.events.every(({ userId }) => userId === id));
  });

  it('forms with a field twice, of no text, too large, or that ask for nothing of ours', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab, id } = await bench.signedIn();
    await tab.get('/account/recovery-codes');
    const token = tab.hidden('token');
    const send = (body: string | Buffer) => tab.post('/account/recovery-codes', {}, { body });
    const answers = {
      twice: await send(`token=${token}&step=make&step=make`),
      tokenTwice: await send(`token=${token}&token=${token}&step=make`),
      noText: await send(Buffer.concat([Buffer.from(`token=${token}&step=`), Buffer.from([0xff, 0xfe])])),
      large: await send(`token=${token}&step=make&filler=${'a'.repeat(40_000)}`),
      unknown: await send(`token=${token}&step=everything`),
      inherited: await send(`token=${token}&step=constructor`),
      missing: await send(`token=${token}`),
      empty: await send(''),
    };
    const codes = Object.fromEntries(
      Object.entries(answers).map(([name, { status, text }]) => [name, `${status} ${/<code>(\w+)</.exec(text)?.[1]}`]),
    );
    assert.deepEqual(codes, {
      twice: '400 body_unreadable',
      tokenTwice: '400 body_unreadable',
      noText: '400 body_unreadable',
      large: '413 body_too_large',
      unknown: '400 action_unknown',
      inherited: '400 action_unknown',
      missing: '400 action_unknown',
      empty: '403 form_foreign',
    });
    assert.equal(await bench.factors.recoveryCodes.left(id), 0);
  });

  it('cookies that were tampered with, and two of one name', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab } = await bench.signedIn();
    const value = tab.cookies.get(session) ?? '';
    const changed = `${value.startsWith('A') ? 'B' : 'A'}${value.slice(1)}`;
    for (const wrong of [changed, value.slice(1), `${value}A`, '', `${value}; ${session}=${value}`, "' OR 1=1 --"]) {
      tab.cookies.set(session, wrong);
      assert.equal((await tab.get('/account')).location, '/account/sign-in', wrong);
    }
    tab.cookies.set(session, value);
    assert.equal((await tab.get('/account')).status, 200);
  });

  it('a sign-in that another browser began, and leave no session that somebody planted', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { userName, password } = await bench.person();
    const [tab, other] = [bench.browser(), bench.browser()];
    await tab.get('/account/sign-in');
    await other.get('/account/sign-in');
    const mixed = await tab.post('/account/sign-in', { token: other.hidden('token'), username: userName, password });
    assert.equal(mixed.status, 403);
    const planted = 'A'.repeat(43);
    tab.cookies.set(session, planted);
    await tab.get('/account/sign-in');
    assert.equal((await tab.post('/account/sign-in', { username: userName, password })).location, '/account');
    assert.notEqual(tab.cookies.get(session), planted);
    const wrong = await other.post('/account/sign-in', { username: userName, password: 'wrong' });
    assert.equal(wrong.status, 200);
    assert.equal(other.cookies.has(session), false);
  });

  it('to lead anywhere but to a page of theirs', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { userName, password } = await bench.person();
    for (const next of ['https://evil.example', '//evil.example', '../admin', 'constructor', 'sign-in']) {
      const tab = bench.browser();
      const address = `/account/sign-in?next=${encodeURIComponent(next)}`;
      await tab.get(address);
      assert.equal((await tab.post(address, { username: userName, password })).location, '/account', next);
    }
    const { tab } = await bench.signedIn();
    for (const path of ['/account/nothing', '/account/constructor', '/account/signed-in']) {
      const seen = await tab.get(path);
      assert.equal(seen.status, 404, path);
      assert.match(seen.text, /<code>page_unknown<\/code>/);
    }
  });

  it('a change when the sign-in is older than ten minutes, until the person has signed in again', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab, id, password } = await bench.signedIn();
    await tab.get('/account/recovery-codes');
    bench.clock.time += 600_000;
    const late = await tab.post('/account/recovery-codes', { step: 'make' });
    assert.match(late.problem ?? '', confirm);
    assert.match(late.text, /href="\/account\/sign-in\?next=recovery-codes"/);
    assert.equal(await bench.factors.recoveryCodes.left(id), 0);
    assert.equal(bench.events.at(-1)?.code, 'confirmation_missing');
    const before = tab.cookies.get(session);
    await tab.get('/account/sign-in?next=recovery-codes');
    const again = await tab.post('/account/sign-in?next=recovery-codes', { password });
    assert.equal(again.location, '/account/recovery-codes');
    assert.notEqual(tab.cookies.get(session), before, 'the session is another one');
    await tab.get('/account/recovery-codes');
    assert.equal((await tab.post('/account/recovery-codes', { step: 'make' })).status, 200);
    assert.equal(await bench.factors.recoveryCodes.left(id), 10);
  });

  it('a change by less than the strongest factor that the person has', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab, id } = await bench.signedIn();
    bench.phones.set(id, [{ id: 'p1', name: 'Phone', createdAt: 0, state: 'active' }]);
    await tab.get('/account/password');
    const remove = { step: 'remove', authenticator: 'p1' };
    assert.match((await tab.post('/account/authenticator', remove)).problem ?? '', confirm);
    const page = (await tab.get('/account/authenticator')).text;
    assert.match(page, /sign in with your second factor/);
    assert.ok(page.includes('Phone') && !page.includes('Remove Phone'));
    assert.deepEqual(bench.removed, []);
    bench.passkeys.set(id, [{ name: 'Touch ID', createdAt: 0 }]);
    const passkeys = (await tab.get('/account/passkeys')).text;
    assert.match(passkeys, /sign in with your passkey/);
    assert.match(passkeys, /Touch ID/);
    assert.equal(bench.events.at(-1)?.code, 'confirmation_missing');
  });

  it('nothing of that to who has lost the strongest factor and shows a recovery code', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { id, userName, password } = await bench.person();
    bench.passkeys.set(id, [{ name: 'Touch ID', createdAt: 0 }]);
    await bench.factors.oneTimeCodes.addOneTimeCodes(id, 'test');
    const made = await bench.factors.recoveryCodes.make(id, 'test');
    const [code = ''] = made.kind === 'made' ? made.codes : [];
    const tab = bench.browser();
    await tab.get('/account/sign-in');
    await tab.post('/account/sign-in', { username: userName, password });
    const seen = await tab.post('/account/sign-in', { step: 'recovery-code', code });
    assert.equal(seen.location, '/account', seen.text);
    await tab.get('/account/one-time-codes');
    assert.match((await tab.post('/account/one-time-codes', { step: 'remove' })).told ?? '', /were removed/);
  });

  it('a sign-in by another person in the place of the one who is to confirm', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab, userName } = await bench.signedIn();
    const other = await bench.person();
    await bench.directory.setPassword(other.id, { value: 'another kettle of nine lakes' }, 'test');
    bench.clock.time += 600_000;
    await tab.get('/account/sign-in?next=recovery-codes');
    const body = { username: other.userName, password: 'another kettle of nine lakes' };
    const seen = await tab.post('/account/sign-in?next=recovery-codes', body);
    assert.equal(seen.status, 200);
    assert.ok(seen.problem);
    assert.ok((await tab.get('/account')).text.includes(userName));
  });

  it("another person's authenticator, one-time codes and passkeys", async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const [one, two] = [await bench.signedIn(), await bench.signedIn()];
    bench.phones.set(two.id, [{ id: 'p2', name: 'Phone', createdAt: 0, state: 'active' }]);
    await one.tab.get('/account/authenticator');
    for (const authenticator of ['p2', '', 'p2 ']) {
      const seen = await one.tab.post('/account/authenticator', { step: 'remove', authenticator });
      assert.match(seen.problem ?? '', /is not there any more/);
    }
    assert.deepEqual(bench.removed, []);
    await two.tab.get('/account/one-time-codes');
    bench.phones.delete(two.id);
    const scan = await two.tab.post('/account/one-time-codes', { step: 'add' });
    const key = /<code class="key">([A-Z2-7 ]+)</.exec(scan.text)?.[1]?.replaceAll(' ', '') ?? '';
    const code = totp(nodeHmac, fromBase32(key) ?? assert.fail(), bench.clock.time);
    const proposal = two.tab.hidden('proposal');
    await one.tab.get('/account/one-time-codes');
    const stolen = await one.tab.post('/account/one-time-codes', { step: 'prove', proposal, code });
    assert.match(stolen.problem ?? '', /took too long/);
    assert.equal(await bench.factors.oneTimeCodes.isEnrolled(one.id), false);
    await one.tab.get('/account/passkeys');
    const passkey = await one.tab.post('/account/passkeys', { step: 'passkey-remove', passkey: 'x' });
    assert.equal(passkey.problem, 'That passkey is not there any more.');
    assert.deepEqual(bench.refusals().slice(-2), ['first_code_late', 'passkey_refused']);
  });

  it('wrong, missing and malformed first codes, and more than ten of them', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab, id } = await bench.signedIn();
    await tab.get('/account/one-time-codes');
    await tab.post('/account/one-time-codes', { step: 'add' });
    const proposal = tab.hidden('proposal');
    for (const code of ['', '12345', '1234567', 'abcdef', '１２３４５６', '0'.repeat(5000)]) {
      const seen = await tab.post('/account/one-time-codes', { step: 'prove', code, proposal });
      assert.match(seen.problem ?? '', /does not fit/, code.slice(0, 10));
    }
    const tries = Array.from({ length: 6 }, () =>
      tab.post('/account/one-time-codes', { step: 'prove', code: '1', proposal }),
    );
    const problems = (await Promise.all(tries)).map(({ problem }) => problem ?? '');
    assert.ok(problems.some((problem) => problem.includes('Too many attempts')));
    assert.equal(await bench.factors.oneTimeCodes.isEnrolled(id), false);
  });

  it('a second set of one-time codes, and to remove what is not there', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab, id } = await bench.signedIn();
    await tab.get('/account/one-time-codes');
    assert.match((await tab.post('/account/one-time-codes', { step: 'remove' })).problem ?? '', /no one-time codes/);
    await bench.factors.oneTimeCodes.addOneTimeCodes(id, 'test');
    assert.match((await tab.post('/account/one-time-codes', { step: 'add' })).problem ?? '', confirm);
  });

  it('a change of the password that is wrong, missing, not alike or unfit, and more than ten guesses', async (test) => {
    const bench = await openAccountBench(store.one());
    test.after(() => bench.close());
    const { tab, userName, password } = await bench.signedIn();
    await tab.get('/account/password');
    const change = async (present: string, next: string, repeat = next) =>
      (await tab.post('/account/password', { step: 'change-password', present, next, repeat })).problem ?? '';
    const fine = 'seven rivers in an orange kettle';
    assert.match(await change('', fine), /fill in all three/);
    assert.match(await change(password, ''), /fill in all three/);
    assert.match(await change(password, fine, `${fine}!`), /not alike/);
    assert.match(await change(password, 'short'), /fewer than 12 characters/);
    assert.match(await change(password, password), /the one that you have now/);
    assert.match(await change(password, 'passwordpassword'), /many people use/);
    assert.match(await change(password, `${userName} and more words`), /your name/);
    assert.match(await change(password, 'a'.repeat(300)), /too long/);
    for (let guess = 0; guess < 10; guess += 1) assert.match(await change(`wrong ${guess}`, fine), /is wrong/);
    assert.match(await change(password, fine), /Too many attempts/);
    assert.equal((await bench.directory.checkPassword(userName, password)).kind, 'accepted');
    assert.deepEqual(bench.ended, []);
    const repeated = await tab.post('/account/password', {}, { body: `token=${tab.hidden('token')}&next=a&next=b` });
    assert.equal(repeated.status, 400);
  });

  it('somebody who was disabled meanwhile, for good, on every node', async (test) => {
    const bench = await openAccountBench(...store.pair());
    test.after(() => bench.close());
    const { tab, id } = await bench.signedIn();
    const there = tab.at(bench.there.app);
    await there.get('/account/recovery-codes');
    await bench.directory.disableUser(id, 'admin');
    assert.equal(
      (await there.post('/account/recovery-codes', { step: 'make' })).location,
      '/account/sign-in?next=recovery-codes',
    );
    assert.equal(await bench.factors.recoveryCodes.left(id), 0);
    await bench.directory.enableUser(id, 'admin');
    assert.equal((await tab.get('/account')).location, '/account/sign-in', 'the session does not come back');
    const again = await bench.signedIn();
    await bench.feature.endSessionsOf(again.id);
    assert.equal((await again.tab.get('/account')).location, '/account/sign-in');
  });
});
