import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { loggedIn, logIn } from './contract/refusals-of-tokens.ts';
import { codeOf, expected } from './contract/reply.ts';
import { joinedMac, type TestMac } from './contract/test-mac.ts';
import { openProvider, type Provider } from './contract/test-provider.ts';

onEveryEngine('Refresh tokens', (store) => {
  let provider: Provider;
  before(async () => (provider = await openProvider({ database: store.one() })));
  after(() => provider.close());

  test('rotate: each refresh answers with another token, which works (section 5.6)', async () => {
    const { mac, token } = await loggedIn(provider);
    const seen = new Set([token]);
    let current = token;
    for (let count = 0; count < 3; count += 1) {
      const answer = mac.tokensOf(await mac.post(await mac.refresh(current)));
      current = answer.refreshToken;
      seen.add(current);
    }
    assert.equal(seen.size, 4);
  });

  test('a replaced one works within its grace, and not at its end (section 5.6)', async () => {
    const { mac, token } = await loggedIn(provider);
    expected(await mac.post(await mac.refresh(token)));
    provider.time += 119_999;
    expected(await mac.post(await mac.refresh(token)));
    provider.time += 120_000;
    assert.equal(codeOf(await mac.post(await mac.refresh(token))), 'refresh_token_reused');
  });

  test('a Mac whose answer was lost may ask once more with what it has (section 5.6)', async () => {
    const { mac, ada, token } = await loggedIn(provider);
    expected(await mac.post(await mac.refresh(token)));
    const again = mac.tokensOf(await mac.post(await mac.refresh(token)));
    expected(await mac.post(await mac.keyRequest(ada, again.refreshToken)));
    expected(await mac.post(await mac.refresh(again.refreshToken)));
  });

  test('key requests in flight with a replaced one are answered within the grace (section 5.6)', async () => {
    const { mac, ada, token } = await loggedIn(provider);
    const inFlight = await mac.keyRequest(ada, token);
    expected(await mac.post(await mac.refresh(token)));
    expected(await mac.post(inFlight));
  });

  test('two simultaneous refreshes with one token are both answered and end no family (section 5.6)', async () => {
    const { mac, token } = await loggedIn(provider);
    const requests = [await mac.refresh(token), await mac.refresh(token)];
    for (const reply of await Promise.all(requests.map((request) => mac.post(request)))) mac.tokensOf(reply);
    const family = Buffer.from(token, 'base64url').subarray(0, 16);
    const text = 'SELECT revoked_at FROM refresh_family WHERE id = ?';
    assert.deepEqual(await store.one().get(text, new Uint8Array(family)), { revoked_at: null });
  });

  test('whichever of two simultaneous answers the Mac kept is good hours later, and its use ends the other after its grace (section 5.6)', async () => {
    for (const kept of [0, 1]) {
      const { mac, ada, token } = await loggedIn(provider);
      const [first, second] = await twoAnswers(mac, token);
      const [mine, other] = kept === 0 ? [first, second] : [second, first];
      provider.time += 4 * 3_600_000;
      expected(await mac.post(await mac.keyRequest(ada, other)));
      const next = mac.tokensOf(await mac.post(await mac.refresh(mine))).refreshToken;
      provider.time += 119_999;
      expected(await mac.post(await mac.keyRequest(ada, other)));
      expected(await mac.post(await mac.keyRequest(ada, next)));
      provider.time += 1;
      assert.equal(codeOf(await mac.post(await mac.refresh(other))), 'refresh_token_reused');
      assert.equal(codeOf(await mac.post(await mac.refresh(next))), 'refresh_token_revoked');
    }
  });

  test('asking again with a replaced one does not lengthen its grace (section 5.6)', async () => {
    const { mac, token } = await loggedIn(provider);
    expected(await mac.post(await mac.refresh(token)));
    provider.time += 100_000;
    expected(await mac.post(await mac.refresh(token)));
    provider.time += 20_000;
    assert.equal(codeOf(await mac.post(await mac.refresh(token))), 'refresh_token_reused');
  });

  test('two that are refreshed at the same moment, each from the same pair, leave a family that lives (section 5.6)', async () => {
    const { mac, token } = await loggedIn(provider);
    const pair = await twoAnswers(mac, token);
    const requests = await Promise.all(pair.map((one) => mac.refresh(one)));
    const replies = await Promise.all(requests.map((request) => mac.post(request)));
    provider.time += 3_600_000;
    const [one = '', two = ''] = replies.map((reply) => mac.tokensOf(reply).refreshToken);
    expected(await mac.post(await mac.refresh(one)));
    expected(await mac.post(await mac.refresh(two)));
  });

  test('an old refresh that is sent again is a replay, and ends no family (sections 5.4, 5.6)', async () => {
    const { mac, token } = await loggedIn(provider);
    const first = await mac.refresh(token);
    const second = mac.tokensOf(await mac.post(first)).refreshToken;
    const third = mac.tokensOf(await mac.post(await mac.refresh(second))).refreshToken;
    assert.equal(codeOf(await mac.post(first)), 'nonce_replayed');
    expected(await mac.post(await mac.refresh(third)));
  });

  test('reuse ends its own family only: another login of the person stays (section 5.6)', async () => {
    const { mac, ada, token } = await loggedIn(provider);
    const other = await logIn(mac, ada);
    expected(await mac.post(await mac.refresh(token)));
    provider.time += 120_000;
    assert.equal(codeOf(await mac.post(await mac.refresh(token))), 'refresh_token_reused');
    expected(await mac.post(await mac.refresh(other)));
  });

  test('are hashed at rest: no part of a token is in the store (section 5.6)', async () => {
    const { token } = await loggedIn(provider);
    const secret = Buffer.from(token, 'base64url').subarray(16);
    const rows = await store.one().all<{ current_hash: Uint8Array }>('SELECT current_hash FROM refresh_family');
    assert.ok(rows.length > 0);
    for (const row of rows) assert.notDeepEqual(Buffer.from(row.current_hash), secret);
  });

  test('of a person end when the person is registered anew on the Mac (section 5.6)', async () => {
    const { mac, ada, token } = await loggedIn(provider);
    const elsewhere = await joinedMac(provider, ada);
    const kept = await logIn(elsewhere, ada);
    expected(await mac.registerUser(ada, 'UserSecureEnclaveKey'));
    assert.equal(codeOf(await mac.post(await mac.refresh(token))), 'refresh_token_revoked');
    expected(await elsewhere.post(await elsewhere.refresh(kept)));
  });
});

async function twoAnswers(mac: TestMac, token: string): Promise<readonly [string, string]> {
  const requests = [await mac.refresh(token), await mac.refresh(token)];
  const replies = await Promise.all(requests.map((request) => mac.post(request)));
  const [first = '', second = ''] = replies.map((reply) => mac.tokensOf(reply).refreshToken);
  return [first, second];
}
