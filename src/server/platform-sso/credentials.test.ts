import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codeOf, expected, type Reply } from './contract/reply.ts';
import { joinedMac } from './contract/test-mac.ts';
import { openProvider, type Person, type Provider } from './contract/test-provider.ts';

let provider: Provider;
before(async () => (provider = await openProvider()));
after(() => provider.close());

const nobody: Person = { id: 'nobody', accountName: 'nobody', username: 'nobody@example.org' };

test('wrong password, unknown user and disabled user get one answer to the byte, with 401 (section 5.10)', async () => {
  const [ada, bob] = [await provider.person(), await provider.person()];
  const mac = await joinedMac(provider, ada, 'Password');
  expected(await mac.registerUser(bob, 'Password'));
  await provider.directory.disableUser(bob.id, 'test');
  const wrong = await mac.post(await mac.passwordLogin(ada, { password: 'a wrong password' }));
  const unknown = await mac.post(await mac.passwordLogin(nobody));
  const disabled = await mac.post(await mac.passwordLogin(bob));
  assert.equal(wrong.status, 401);
  assert.deepEqual(timeless(unknown), timeless(wrong));
  assert.deepEqual(timeless(disabled), timeless(wrong));
});

test('a key login of an unknown person is answered as that of a person not registered on the Mac (section 5.10)', async () => {
  const ada = await provider.person();
  const mac = await joinedMac(provider, ada);
  const stranger = await provider.person();
  for (const { username } of [stranger, nobody]) mac.userKeys.set(username, mac.signing);
  const unknown = await mac.post(await mac.keyLogin(nobody));
  assert.equal(codeOf(unknown), 'user_not_registered');
  assert.deepEqual(timeless(unknown), timeless(await mac.post(await mac.keyLogin(stranger))));
});

test('failures on one Mac never limit the same person on another (section 5.10)', async () => {
  const ada = await provider.person();
  const [broken, good] = [await joinedMac(provider, ada, 'Password'), await joinedMac(provider, ada, 'Password')];
  for (let failures = 0; failures < 10; failures += 1) {
    const reply = await broken.post(await broken.passwordLogin(ada, { password: 'the old password' }));
    assert.equal(codeOf(reply), 'wrong_credential');
  }
  const limited = await broken.post(await broken.passwordLogin(ada));
  assert.equal(limited.status, 429);
  assert.ok(Number(limited.headers['retry-after']) > 0);
  expected(await good.post(await good.passwordLogin(ada)));
  provider.time += Number(limited.headers['retry-after']) * 1000;
  expected(await broken.post(await broken.passwordLogin(ada)));
});

test('requests that fail for other reasons than the credential charge neither Mac nor person (section 5.10)', async () => {
  const ada = await provider.person();
  const mac = await joinedMac(provider, ada, 'Password');
  for (let failures = 0; failures < 80; failures += 1) {
    const reply = await mac.post(await mac.passwordLogin(ada, { claims: { aud: 'https://other.example.org' } }));
    assert.equal(codeOf(reply), 'audience_mismatch');
  }
  expected(await mac.post(await mac.passwordLogin(ada)));
});

// Fastify stamps each answer with its time; everything else must be the same.
function timeless({ status, body, headers }: Reply) {
  return { status, body, headers: { ...headers, date: undefined } };
}
