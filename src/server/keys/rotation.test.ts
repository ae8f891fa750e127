import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agreementKey } from '#protocol/platform-sso/contract/sample-mac.ts';
import { systemRandom } from '#runtime/random.ts';
import { loggedIn, logIn, unlockContext } from '#server/platform-sso/contract/refusals-of-tokens.ts';
import { codeOf, expected } from '#server/platform-sso/contract/reply.ts';
import { openProvider } from '#server/platform-sso/contract/test-provider.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import type { MasterKey } from './sealer.ts';

onEveryEngine('Rotation of the master key', (store) => {
  const first = { current: 1, versions: new Map([[1, systemRandom.bytes(32)]]) };
  const second = { current: 2, versions: new Map([...first.versions, [2, systemRandom.bytes(32)]]) };
  const onlySecond = { current: 2, versions: new Map([...second.versions].slice(1)) };
  let held: MasterKey = first;

  test('seals server keys and unlock keys again: afterwards no row needs the old version (section 5.12)', async () => {
    const provider = await openProvider({ database: store.one(), masterKey: () => held });
    const { mac, ada, token } = await loggedIn(provider);
    const before = mac.unlockKeyOf(await mac.post(await mac.keyRequest(ada, token)));
    held = second;
    assert.equal(await provider.feature.reseal(), 4);
    assert.equal(await provider.feature.reseal(), 0);
    await provider.close();

    held = onlySecond;
    const restarted = await openProvider({ database: store.one(), masterKey: () => held });
    mac.provider = restarted;
    const fresh = await logIn(mac, ada);
    const { certificate, keyContext = '' } = mac.unlockKeyOf(await mac.post(await mac.keyRequest(ada, fresh)));
    assert.deepEqual(certificate, before.certificate);
    const other = agreementKey().publicKey;
    expected(await mac.post(await mac.keyExchange(ada, fresh, { keyContext, other })));
    await restarted.close();
  });

  test('a key context from before opens as long as its version is kept, and is refused after (section 5.12)', async () => {
    held = second;
    const provider = await openProvider({ database: store.one(), masterKey: () => held });
    const { mac, ada, token } = await loggedIn(provider);
    const keyContext = await unlockContext(mac, ada, token);
    const third = { current: 3, versions: new Map([...second.versions, [3, systemRandom.bytes(32)]]) };
    held = third;
    await provider.feature.reseal();
    const exchange = () => mac.keyExchange(ada, token, { keyContext, other: agreementKey().publicKey });
    expected(await mac.post(await exchange()));
    held = { current: 3, versions: new Map([...third.versions].filter(([version]) => version === 3)) };
    assert.equal(codeOf(await mac.post(await exchange())), 'key_context_invalid');
    await provider.close();
  });

  test('an unlock key whose row was moved to another person opens for neither (section 5.7)', async () => {
    const provider = await openProvider({ database: store.one(), masterKey: () => held });
    const [one, other] = [await loggedIn(provider), await loggedIn(provider)];
    const keyContext = await unlockContext(one.mac, one.ada, one.token);
    await unlockContext(other.mac, other.ada, other.token);
    await provider.database.write((writer) =>
      writer.run(
        'UPDATE unlock_key SET sealed = (SELECT u.sealed FROM unlock_key u WHERE u.user_id = ?) WHERE user_id = ?',
        other.ada.id,
        one.ada.id,
      ),
    );
    const exchange = { keyContext, other: agreementKey().publicKey };
    const reply = await one.mac.post(await one.mac.keyExchange(one.ada, one.token, exchange));
    assert.equal(reply.status, 500);
    assert.equal(codeOf(reply), 'internal_error');
    await provider.close();
  });
});
