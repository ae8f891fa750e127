import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parse } from 'parse5';
import { onEveryEngine } from '#test/support/engines.ts';
import type { CreationOptions } from '#test/support/software-authenticator.ts';
import { accountPasskeys } from './account-section.ts';
import { openBench } from './testing/bench.ts';

type Attributes = Readonly<Record<string, string>>;

/** Elements of a fragment with a tag name, as their attributes. */
function elements(html: string, tag: string): Attributes[] {
  const found: Attributes[] = [];
  const walk = (node: object) => {
    if ('tagName' in node && node.tagName === tag && 'attrs' in node) {
      const attrs = node.attrs as { readonly name: string; readonly value: string }[];
      found.push(Object.fromEntries(attrs.map(({ name, value }) => [name, value])));
    }
    if ('childNodes' in node) for (const child of node.childNodes as object[]) walk(child);
  };
  walk(parse(html));
  return found;
}

function optionsIn(html: string, attribute: string): unknown {
  const form = elements(html, 'form').find((one) => one[attribute] !== undefined);
  return JSON.parse(form?.[attribute] ?? '');
}

const form = (fields: Record<string, string>) => new URLSearchParams(fields);

onEveryEngine('A person’s own passkeys on a page', (store) => {
  it('are added by the form, renamed and removed', async () => {
    const { passkeys, userId, authenticator, newAttempt } = await openBench(store.one());
    const section = accountPasskeys(passkeys);
    const visit = { userId, attempt: newAttempt(), formToken: 'T<1>' };
    const empty = await section.show(visit);
    assert.match(empty, /You have no passkeys yet/);
    const options = optionsIn(empty, 'data-webauthn-create') as CreationOptions;
    const response = JSON.stringify(await authenticator.create(options));
    const name = '<b>"Mine"</b>';
    const fields = form({ step: 'passkey-add', response, name });
    assert.deepEqual(await section.submit({ ...visit, fields }), {
      kind: 'done',
      told: `The passkey "${name}" was added.`,
    });
    const again = await section.submit({ ...visit, fields });
    assert.deepEqual([again.kind, again.kind === 'refused' && again.code], ['refused', 'passkey_challenge_used']);
    const [one] = await passkeys.list(userId);
    const shown = await section.show({ ...visit, problem: 'It went <wrong>.' });
    assert.match(shown, /It went &lt;wrong&gt;\./);
    assert.ok(!shown.includes('<b>'));
    assert.ok(elements(shown, 'input').every(({ name: field, value }) => field !== 'token' || value === 'T<1>'));
    const passkey = one?.id ?? '';
    const rename = form({ step: 'passkey-rename', passkey, name: 'Laptop' });
    assert.equal((await section.submit({ ...visit, fields: rename })).kind, 'done');
    assert.match(await section.show(visit), /Laptop/);
    const nameless = form({ step: 'passkey-rename', passkey, name: ' ' });
    assert.equal((await section.submit({ ...visit, fields: nameless })).kind, 'refused');
    const remove = form({ step: 'passkey-remove', passkey });
    assert.equal((await section.submit({ ...visit, fields: remove })).kind, 'done');
    assert.equal((await section.submit({ ...visit, fields: remove })).kind, 'refused');
    assert.deepEqual(await section.submit({ ...visit, fields: form({ step: 'password' }) }), { kind: 'other' });
  });

  it('are never those of somebody else', async () => {
    const { passkeys, userId, added, addPerson, newAttempt } = await openBench(store.one());
    const { id: passkey } = await added();
    const section = accountPasskeys(passkeys);
    const visit = { userId: await addPerson(), attempt: newAttempt(), formToken: 'T' };
    for (const step of ['passkey-rename', 'passkey-remove']) {
      const outcome = await section.submit({ ...visit, fields: form({ step, passkey, name: 'Mine' }) });
      assert.equal(outcome.kind, 'refused', step);
    }
    assert.equal((await passkeys.list(userId)).length, 1);
  });

  it('may not be added by somebody who is disabled', async () => {
    const { passkeys, userId, directory, newAttempt } = await openBench(store.one());
    await directory.disableUser(userId, 'test');
    const html = await accountPasskeys(passkeys).show({ userId, attempt: newAttempt(), formToken: 'T' });
    assert.deepEqual(elements(html, 'form'), []);
  });

  it('say that they are locked, and what they are', async () => {
    const { passkeys, userId, signIn, added, newAttempt } = await openBench(store.one(), {
      model: { counts: true, synced: true },
    });
    await added();
    await signIn();
    await signIn({ counter: 1 });
    const html = await accountPasskeys(passkeys).show({ userId, attempt: newAttempt(), formToken: 'T' });
    assert.match(html, /Copied to your other devices\. Added 2026-11-29\. Last used 2026-11-29\. Locked on 2026-11-29/);
    await passkeys.removeAllOf(userId, 'test');
  });
});
