import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { openSignInBench } from './contract/sign-in-bench.ts';

onEveryEngine('Confirming that it is you', (store) => {
  const open = async () => {
    const bench = await openSignInBench(store.one());
    bench.rules.push({ ...bench.rule, require: 'password' });
    const visitOf = (id: string) =>
      ({ ...bench.visit(), purpose: 'account', fixedUserId: id, confirms: true }) as const;
    return { bench, visitOf };
  };

  it('asks for the second factor also where the policy is content with the password', async () => {
    const { bench, visitOf } = await open();
    const ada = await bench.person({ methods: ['code'] });
    assert.equal((await bench.signIn(bench.visit(), ada)).kind, 'signed-in', 'a sign-in that confirms nothing');
    const visit = visitOf(ada.id);
    const page = await bench.show(visit);
    assert.match(page.text, /name="password"/);
    const asked = await bench.submit(visit, page, { username: ada.userName, password: ada.password });
    assert.equal(asked.kind, 'page');
    assert.match(asked.text, /name="code"/);
    assert.deepEqual((await bench.submit(visit, asked, { code: '123456' })).signedIn?.methods, ['password', 'code']);
  });

  it('begins with the passkey where there is one, and takes no password in its place', async () => {
    const { bench, visitOf } = await open();
    const ada = await bench.person({ methods: ['passkey', 'code'] });
    const visit = visitOf(ada.id);
    const page = await bench.show(visit);
    assert.match(page.text, /Use your passkey/);
    const wrong = await bench.submit(visit, page, { step: 'password', username: ada.userName, password: ada.password });
    assert.equal(wrong.kind, 'page');
    assert.doesNotMatch(wrong.text, /name="code"/);
    const other = await bench.person({ methods: ['passkey'] });
    const stranger = await bench.submit(visit, wrong, { step: 'passkey', response: JSON.stringify({ of: other.id }) });
    assert.equal(stranger.kind, 'page');
    const end = await bench.submit(visit, stranger, { step: 'passkey', response: JSON.stringify({ of: ada.id }) });
    assert.equal(end.signedIn?.user.id, ada.id);
  });

  it('takes a recovery code with the password, or a temporary pass, from who has lost the rest', async () => {
    const { bench, visitOf } = await open();
    const ada = await bench.person({ methods: ['passkey', 'recovery-code', 'temporary-pass'] });
    const visit = visitOf(ada.id);
    const page = await bench.show(visit);
    const typed = { step: 'password', username: ada.userName, password: ada.password };
    const asked = await bench.submit(visit, page, typed);
    assert.match(asked.text, /Recovery code/);
    const end = await bench.submit(visit, asked, { step: 'recovery-code', code: 'RIGHT-CODE' });
    assert.deepEqual(end.signedIn?.methods, ['password', 'recovery-code']);
    const again = visitOf(ada.id);
    const pass = { step: 'temporary-pass', username: ada.userName, pass: 'RIGHT-PASS' };
    assert.deepEqual((await bench.submit(again, await bench.show(again), pass)).signedIn?.methods, ['temporary-pass']);
  });

  it('is over for somebody who was disabled meanwhile', async () => {
    const { bench, visitOf } = await open();
    const ada = await bench.person({ methods: ['code'] });
    await bench.directory.disableUser(ada.id, 'test');
    const visit = visitOf(ada.id);
    const typed = { step: 'password', username: ada.userName, password: ada.password };
    const refused = await bench.submit(visit, await bench.show(visit), typed);
    assert.equal(refused.kind, 'page');
    assert.ok(refused.alert);
  });
});
