import assert from 'node:assert/strict';
import { it, test } from 'node:test';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { createSealer } from '#server/keys/sealer.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { openSignInBench } from './contract/sign-in-bench.ts';
import { rememberCookie, rememberedOf } from './remembered.ts';

onEveryEngine('Signing in on our pages', (store) => {
  it('ends after the password where the person has nothing else', async () => {
    const bench = await openSignInBench(store.one());
    const ada = await bench.person();
    const end = await bench.signIn(bench.visit(), ada);
    assert.equal(end.signedIn?.user.id, ada.id);
    assert.deepEqual(end.signedIn?.amr, ['pwd']);
    assert.equal(end.signedIn?.acr, 'urn:porchlight:acr:password');
  });

  it('shows a large number, and goes on by itself when it was approved elsewhere', async () => {
    const bench = await openSignInBench(store.one());
    const ada = await bench.person({ methods: ['number'] });
    const visit = bench.visit();
    const page = await bench.signIn(visit, ada);
    assert.match(page.text, /class="number"[^>]*>42</);
    assert.match(page.text, /What you approve: <strong>Wiki<\/strong>/);
    assert.match(page.text, /data-wait="\/sign-in\/wait\/[\w-]+"/);
    assert.match(page.policy, /script-src 'self'/);
    assert.match((await bench.show(visit)).text, />42</);
    assert.deepEqual(bench.requests.length, 1);
    bench.answer('approved');
    const end = await bench.show(visit);
    assert.deepEqual(end.signedIn?.methods, ['password', 'number']);
    assert.deepEqual(end.signedIn?.amr, ['pwd', 'swk', 'mca', 'mfa']);
    assert.equal(end.signedIn?.acr, 'urn:porchlight:acr:multi-factor');
  });

  it('goes on by a button too, and says when nothing is approved yet', async () => {
    const bench = await openSignInBench(store.one());
    const visit = bench.visit();
    const page = await bench.signIn(visit, await bench.person({ methods: ['number'] }));
    const early = await bench.submit(visit, page, {});
    assert.match(early.alert, /not approved yet/);
    assert.match(early.text, />42</);
    bench.answer('approved');
    assert.equal((await bench.submit(visit, early, {})).kind, 'signed-in');
    assert.deepEqual(bench.refusals(), ['number_waiting']);
  });

  for (const [outcome, code, sentence] of [
    ['denied', 'number_denied', /denied in your authenticator/],
    ['expired', 'number_expired', /Nobody answered in time/],
    ['wrong-number', 'number_wrong', /Another number/],
  ] as const) {
    it(`asks again only when the person wants it, after an end that is ${outcome}`, async () => {
      const bench = await openSignInBench(store.one());
      const visit = bench.visit();
      await bench.signIn(visit, await bench.person({ methods: ['number'] }));
      bench.answer(outcome);
      const stopped = await bench.show(visit);
      assert.match(stopped.alert, sentence);
      assert.match(stopped.text, /Send Again/);
      assert.deepEqual(bench.refusals(), [code]);
      assert.equal(bench.requests.length, 1);
      const again = await bench.submit(visit, stopped, { again: 'yes' });
      assert.match(again.text, /class="number"/);
      assert.equal(bench.requests.length, 2);
    });
  }

  it('ends where somebody says that it was not them', async () => {
    const bench = await openSignInBench(store.one());
    const visit = bench.visit();
    await bench.signIn(visit, await bench.person({ methods: ['number'] }));
    bench.answer('not-me');
    const page = await bench.show(visit);
    assert.match(page.alert, /not them/);
    assert.match(page.text, /<code>number_not_me<\/code>/);
    assert.match((await bench.show(visit)).text, /id="username"/);
  });

  it('says when there is a pause between requests, and takes an approval for its own sign-in only', async () => {
    const bench = await openSignInBench(store.one());
    const ada = await bench.person({ methods: ['number'] });
    bench.busy = true;
    const paused = await bench.signIn(bench.visit(), ada);
    assert.match(paused.alert, /pause between requests/);
    bench.busy = false;
    const visit = bench.visit();
    await bench.signIn(visit, ada);
    bench.answer('approved');
    bench.isConsumed = true;
    assert.match((await bench.show(visit)).alert, /Nobody answered in time/);
  });

  it('offers every other way that the person has, and takes the one that they choose', async () => {
    const bench = await openSignInBench(store.one());
    const ada = await bench.person({ methods: ['number', 'code', 'recovery-code', 'passkey', 'temporary-pass'] });
    const visit = bench.visit();
    const page = await bench.signIn(visit, ada);
    const choice = await bench.submit(visit, page, { choose: 'yes' });
    const ways = [...choice.text.matchAll(/name="way" value="([^"]+)"/g)].map(([, way]) => way);
    assert.deepEqual(ways, ['number', 'code', 'recovery-code', 'passkey', 'temporary-pass']);
    const asked = await bench.submit(visit, choice, { way: 'recovery-code' });
    assert.match(asked.text, /Recovery code/);
    const wrong = await bench.submit(visit, asked, { code: 'nonsense' });
    assert.match(wrong.alert, /recovery code is wrong/);
    const end = await bench.submit(visit, wrong, { code: ' RIGHT-CODE ' });
    assert.deepEqual(end.signedIn?.methods, ['password', 'recovery-code']);
    assert.match((await bench.submit(bench.visit(), choice, { way: 'certificate' })).kind, /foreign/);
  });

  it('takes no way that is not offered', async () => {
    const bench = await openSignInBench(store.one());
    const visit = bench.visit();
    const page = await bench.signIn(visit, await bench.person({ methods: ['code'] }));
    const refused = await bench.submit(visit, page, { choose: 'yes', way: 'number' });
    assert.match(refused.alert, /not offered/);
    assert.match((await bench.submit(visit, page, { step: 'nonsense' })).alert, /not offered/);
    assert.deepEqual(bench.refusals(), ['method_unknown', 'method_unknown']);
  });

  it('lets a passkey in without a name, and says why one does not count only to administrators', async () => {
    const bench = await openSignInBench(store.one());
    const ada = await bench.person({ methods: ['passkey'] });
    const visit = bench.visit();
    const choice = await bench.submit(visit, await bench.show(visit), { choose: 'yes' });
    const page = await bench.submit(visit, choice, { way: 'passkey' });
    assert.match(page.text, /data-webauthn-get="{&quot;challenge&quot;:/);
    assert.match((await bench.submit(visit, page, { response: '' })).alert, /gave no passkey/);
    assert.match((await bench.submit(visit, page, { response: '{"of":"nobody"}' })).alert, /does not count here/);
    const end = await bench.submit(visit, page, { response: JSON.stringify({ of: ada.id }) });
    assert.equal(end.signedIn?.acr, 'urn:porchlight:acr:phishing-resistant');
    assert.deepEqual(bench.refusals(), ['passkey_missing', 'passkey_refused']);
  });

  it('lets a certificate in that was shown to another address, once', async () => {
    const bench = await openSignInBench(store.one());
    const ada = await bench.person();
    const visit = bench.visit();
    const choice = await bench.submit(visit, await bench.show(visit), { choose: 'yes' });
    const page = await bench.submit(visit, choice, { way: 'certificate' });
    assert.match(page.text, /href="https:\/\/cards\.example\/\?to=/);
    const wrong = await bench.show({ ...visit, query: new URLSearchParams({ certificate: 'nobody' }) });
    assert.match(wrong.alert, /certificate does not count/);
    const end = await bench.show({ ...visit, query: new URLSearchParams({ certificate: ada.id }) });
    assert.deepEqual(end.signedIn?.methods, ['certificate']);
  });

  it('lets a temporary pass in, and says the same of an unknown name, a wrong pass and one that is over', async () => {
    const bench = await openSignInBench(store.one());
    const ada = await bench.person({ methods: ['temporary-pass'] });
    const visit = bench.visit();
    const choice = await bench.submit(visit, await bench.show(visit), { choose: 'yes' });
    const page = await bench.submit(visit, choice, { way: 'temporary-pass' });
    const shown = [];
    for (const [username, pass] of [
      ['nobody@example.org', 'RIGHT-PASS'],
      [ada.userName, 'wrong'],
      [ada.userName, 'over'],
    ] as const) {
      const answer = await bench.submit(visit, page, { username, pass });
      shown.push(answer.text.replaceAll(/ value="[^"]*"/g, ''));
      assert.match(answer.alert, /Name or password is wrong/);
    }
    assert.equal(new Set(shown).size, 1);
    assert.equal((await bench.submit(visit, page, { username: ada.userName, pass: 'RIGHT-PASS' })).kind, 'signed-in');
  });

  it('refuses what the policy refuses, and what the person has no means for, each with a code and a next step', async () => {
    const bench = await openSignInBench(store.one());
    const ada = await bench.person();
    bench.rules.push({ ...bench.rule, require: 'phishing-resistant' });
    const missing = await bench.signIn(bench.visit(), ada);
    assert.match(missing.text, /<code>factor_missing<\/code>/);
    assert.match(missing.alert, /second way/);
    bench.rules[0] = { ...bench.rule, require: 'refuse' };
    const visit = bench.visit();
    const refused = await bench.signIn(visit, ada);
    assert.match(refused.text, /<code>policy_refused<\/code>/);
    assert.match((await bench.submit(visit, refused, { over: 'yes' })).text, /id="username"/);
    assert.match(String(bench.events.at(-1)?.detail?.['reason']), /^test: /);
  });

  it('is for one person alone where the visit says so', async () => {
    const bench = await openSignInBench(store.one());
    const [ada, bob] = [await bench.person(), await bench.person()];
    const visit = { ...bench.visit(), fixedUserId: ada.id };
    const page = await bench.show(visit);
    assert.match(page.text, new RegExp(`Signing in as <strong>${ada.userName}`));
    assert.doesNotMatch(page.text, /id="username"/);
    const pass = await bench.submit(visit, page, { choose: 'yes', way: 'passkey' });
    const other = await bench.submit(visit, pass, { response: JSON.stringify({ of: bob.id }) });
    assert.match(other.alert, /does not count|somebody else/);
    assert.equal((await bench.submit(visit, page, { password: ada.password })).signedIn?.user.id, ada.id);
  });

  it('asks only for what is missing where the browser is known', async () => {
    const bench = await openSignInBench(store.one());
    const ada = await bench.person({ methods: ['code'] });
    const known = { userId: ada.id, proofs: [{ method: 'password', at: bench.clock.time } as const] };
    const visit = { ...bench.visit(), known };
    const page = await bench.show(visit);
    assert.match(page.text, /autocomplete="one-time-code"/);
    assert.deepEqual((await bench.submit(visit, page, { code: '123456' })).signedIn?.methods, ['password', 'code']);
  });

  it('takes what is known of the browser for as long as the policy says, and a proof of this sign-in always', async () => {
    const bench = await openSignInBench(store.one());
    const ada = await bench.person();
    bench.rules.push({ ...bench.rule, require: 'password', freshness: 60 });
    const knownSince = (seconds: number) => ({
      ...bench.visit(),
      known: { userId: ada.id, proofs: [{ method: 'password', at: bench.clock.time - seconds * 1000 } as const] },
    });
    assert.equal((await bench.show(knownSince(59))).kind, 'signed-in');
    const visit = knownSince(60);
    const page = await bench.show(visit);
    assert.equal(page.kind, 'page');
    const end = await bench.submit(visit, page, { password: ada.password });
    assert.deepEqual(end.signedIn?.methods, ['password']);
  });

  it('begins again for whoever goes back to the first page, and forgets a proof that waits too long', async () => {
    const bench = await openSignInBench(store.one());
    const [ada, bob] = [await bench.person({ methods: ['code'] }), await bench.person()];
    const visit = bench.visit();
    const first = await bench.show(visit);
    const code = await bench.submit(visit, first, { username: ada.userName, password: ada.password });
    const back = await bench.submit(visit, first, { username: bob.userName, password: bob.password });
    assert.equal(back.signedIn?.user.id, bob.id);
    await bench.submit(visit, first, { username: ada.userName, password: ada.password });
    bench.clock.time += 300_000;
    assert.match((await bench.submit(visit, code, { code: '123456' })).alert, /took too long/);
  });

  it('lets one of two simultaneous answers through, on two nodes', async () => {
    const [here, there] = store.pair();
    const bench = await openSignInBench(here, there);
    const ada = await bench.person({ methods: ['passkey'] });
    const visit = bench.visit();
    const page = await bench.submit(visit, await bench.show(visit), { choose: 'yes' });
    const asked = await bench.submit(visit, page, { way: 'passkey' });
    const fields = { response: JSON.stringify({ of: ada.id }) };
    const ends = await Promise.all([bench.submit(visit, asked, fields), bench.submitElsewhere(visit, asked, fields)]);
    assert.deepEqual(
      ends.map(({ kind }) => kind).toSorted((a, b) => a.localeCompare(b)),
      ['page', 'signed-in'],
    );
  });

  it('ends for somebody who is disabled on the way', async () => {
    const bench = await openSignInBench(store.one());
    const ada = await bench.person({ methods: ['code'] });
    const visit = bench.visit();
    const page = await bench.signIn(visit, ada);
    await bench.directory.disableUser(ada.id, 'test');
    const gone = await bench.submit(visit, page, { code: '123456' });
    assert.match(gone.text, /<code>person_gone<\/code>/);
  });

  it('tells what is wrong with a new password, and takes a better one', async () => {
    const bench = await openSignInBench(store.one());
    const ada = await bench.person({ temporary: true });
    const visit = bench.visit();
    const page = await bench.signIn(visit, ada);
    assert.match(page.text, /<h1>Choose a new password<\/h1>/);
    const change = (present: string, next: string) => bench.submit(visit, page, { present, next, repeat: next });
    assert.match((await change(ada.password, 'short')).alert, /too short/);
    assert.match((await change('wrong', 'a lantern over nine fields')).alert, /is wrong/);
    const end = await change(ada.password, 'a lantern over nine fields');
    assert.deepEqual(end.signedIn?.methods, ['password']);
    assert.deepEqual(bench.refusals(), ['password_unfit', 'wrong_credential']);
  });

  it('says so where passwords come faster than they can be checked', async () => {
    const bench = await openSignInBench(store.one());
    const ada = await bench.person();
    bench.isOverloaded = true;
    assert.match((await bench.signIn(bench.visit(), ada)).alert, /busy/);
    assert.deepEqual(bench.refusals(), ['directory_busy']);
  });

  it('ends when the person cancels, and takes the request back', async () => {
    const bench = await openSignInBench(store.one());
    const visit = bench.visit();
    const page = await bench.signIn(visit, await bench.person({ methods: ['number'] }));
    assert.equal((await bench.submit(visit, page, { cancel: 'yes' })).kind, 'cancelled');
    assert.deepEqual(bench.cancelled, ['r1']);
    assert.match((await bench.show(visit)).text, /id="username"/);
  });

  it('takes the request back when the person goes another way', async () => {
    const bench = await openSignInBench(store.one());
    const visit = bench.visit();
    const page = await bench.signIn(visit, await bench.person({ methods: ['number', 'code'] }));
    assert.match(page.text, /class="number"/);
    await bench.submit(visit, page, { choose: 'yes' });
    assert.deepEqual(bench.cancelled, ['r1']);
  });

  it('takes no form without its token, of another sign-in, or that is no text', async () => {
    const bench = await openSignInBench(store.one());
    const page = await bench.show(bench.visit());
    const other = bench.visit();
    assert.equal((await bench.submit(other, page, { username: 'a', password: 'b' })).kind, 'foreign');
    assert.equal((await bench.submitBytes(other, Uint8Array.of(0xff))).kind, 'unreadable');
  });

  it('lets whoever signed in here before pick their account, and nobody else', async () => {
    const bench = await openSignInBench(store.one());
    const [ada, bob, eve] = [await bench.person(), await bench.person(), await bench.person()];
    await bench.directory.disableUser(bob.id, 'test');
    const visit = { ...bench.visit(), remembered: [ada.id, bob.id] };
    const page = await bench.show(visit);
    assert.match(page.text, new RegExp(`name="account" value="${ada.id}"`));
    assert.ok(!page.text.includes(bob.userName));
    for (const id of [bob.id, eve.id, 'nobody']) {
      assert.match((await bench.submit(visit, page, { account: id })).alert, /not offered/);
    }
    const picked = await bench.submit(visit, page, { account: ada.id });
    assert.match(picked.text, new RegExp(`name="username"[^>]* value="${ada.userName}"`));
    assert.equal((await bench.signIn(visit, ada)).kind, 'signed-in');
    const other = { ...bench.visit(), remembered: [ada.id] };
    assert.match((await bench.submit(other, await bench.show(other), { account: '' })).text, / value=""/);
  });

  it('takes no form that has a field twice', async () => {
    const bench = await openSignInBench(store.one());
    const visit = bench.visit();
    const token = /name="token" value="([^"]+)"/.exec((await bench.show(visit)).text)?.[1] ?? '';
    const body = new TextEncoder().encode(`token=${token}&step=password&username=a&username=b&password=c`);
    assert.equal((await bench.submitBytes(visit, body)).kind, 'unreadable');
  });
});

test('The cookie of remembered accounts tells nothing, keeps five, and is made by nobody else', () => {
  const key = { current: 1, versions: new Map([[1, new Uint8Array(32).fill(7)]]) };
  const sealer = createSealer(() => key, nodeCrypto, systemRandom);
  let ids: readonly string[] = [];
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'b']) {
    const header = rememberCookie(sealer, ids, id);
    assert.match(header, /; Path=\/; Max-Age=7776000; Secure; HttpOnly; SameSite=Lax$/);
    ids = rememberedOf(sealer, `x=1; ${header.split(';')[0]}`);
  }
  assert.deepEqual(ids, ['b', 'f', 'e', 'd', 'c']);
  for (const cookies of [undefined, '', '__Host-porchlight-accounts=AAAA', '__Host-porchlight-accounts=*']) {
    assert.deepEqual(rememberedOf(sealer, cookies), []);
  }
});
