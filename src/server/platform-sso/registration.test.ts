import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signingKey } from '#protocol/platform-sso/contract/sample-mac.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { logIn } from './contract/refusals-of-tokens.ts';
import { codeOf, expected, jsonOf, textOf } from './contract/reply.ts';
import { joinedMac, TestMac } from './contract/test-mac.ts';
import { openProvider, type Provider } from './contract/test-provider.ts';

onEveryEngine('Registration', (store) => {
  let provider: Provider;
  before(async () => (provider = await openProvider({ database: store.one() })));
  after(() => provider.close());

  test('of a Mac whose answer was lost may be sent again with the same token, and changes nothing (section 5.9)', async () => {
    const mac = new TestMac(provider);
    const proof = await mac.registrationToken();
    const first = await mac.registerDevice(proof);
    assert.equal(textOf(first, 'outcome'), 'registered');
    const again = await mac.registerDevice(proof);
    assert.equal(textOf(again, 'outcome'), 'unchanged');
    assert.equal(textOf(again, 'device_id'), textOf(first, 'device_id'));
  });

  test('of simultaneous Macs with one token lets one key in (section 5.9)', async () => {
    const first = new TestMac(provider);
    const second = new TestMac(provider, first.serialNumber);
    const proof = await first.registrationToken();
    const replies = await Promise.all([first, second].map((mac) => mac.registerDevice(proof)));
    assert.equal(replies.filter(({ status }) => status === 200).length, 1);
    const [refused] = replies.filter(({ status }) => status !== 200);
    assert.ok(refused);
    assert.equal(codeOf(refused), 'registration_token_spent');
    const found = await provider.feature.administration.device(first.serialNumber);
    assert.equal(found?.keys.length, 1);
  });

  test('again with a new token replaces the keys and ends every login with the old ones (section 5.9)', async () => {
    const ada = await provider.person();
    const mac = await joinedMac(provider, ada);
    const token = await logIn(mac, ada);
    mac.signing = signingKey();
    assert.equal(textOf(await mac.registerDevice(), 'outcome'), 'repaired');
    assert.equal(codeOf(await mac.post(await mac.refresh(token))), 'refresh_token_revoked');
    expected(await mac.post(await mac.keyLogin(ada)));
  });

  test('by a person who is registered on the Mac already may bring new keys without a token (section 5.9)', async () => {
    const ada = await provider.person();
    const mac = await joinedMac(provider, ada);
    mac.signing = signingKey();
    const reply = await mac.registerDevice({ kind: 'access-token', token: await mac.accessToken(ada) });
    assert.equal(textOf(reply, 'outcome'), 'repaired');
  });

  test('by a person who signed in during setup needs no other sign-in, and may replace keys of before (section 11)', async () => {
    const ada = await provider.person();
    const before = await joinedMac(provider, await provider.person());
    const mac = new TestMac(provider, before.serialNumber);
    const token = `setup-of-${mac.serialNumber}`;
    const grant = { token, userId: ada.id, serialNumber: mac.serialNumber, isOwnAddress: true, address: '192.0.2.1' };
    await provider.database.write((writer) => provider.feature.acceptSetupSignIn(writer, grant));
    assert.equal(textOf(await mac.registerDevice({ kind: 'access-token', token }), 'outcome'), 'repaired');
    expected(await mac.registerUser(ada, 'Password', { claims: { access_token: token } }));
    const [event] = await provider.audit.list({ type: 'platform-sso.setup-sign-in', limit: 1 });
    assert.equal(event?.event.userId, ada.id);
    assert.doesNotMatch(JSON.stringify(event), new RegExp(token));
  });

  test('in the style of macOS 13 gives each person device keys of their own, side by side (section 3.4)', async () => {
    const [ada, bob] = [await provider.person(), await provider.person()];
    const mac = new TestMac(provider);
    const adas = mac.signing;
    const own = { claims: { shared_device_keys: false } };
    const first = await mac.registerDevice({ kind: 'access-token', token: await mac.accessToken(ada) }, own);
    const configuration = jsonOf(expected(first))['login_configuration'] as Record<string, unknown>;
    assert.equal(configuration['protocolVersion'], '1.0');
    assert.equal(configuration['loginRequestEncryptionPublicKey'], undefined);
    expected(await mac.registerUser(ada, 'UserSecureEnclaveKey'));
    mac.signing = signingKey();
    expected(await mac.registerDevice({ kind: 'access-token', token: await mac.accessToken(bob) }, own));
    expected(await mac.registerUser(bob, 'UserSecureEnclaveKey'));
    expected(await mac.post(await mac.keyLogin(bob)));
    mac.signing = adas;
    expected(await mac.post(await mac.keyLogin(ada)));
  });

  test('takes a serial number in any case, and as one Mac (section 5.9)', async () => {
    const mac = new TestMac(provider);
    const token = { kind: 'access-token', token: await mac.accessToken(await provider.person()) } as const;
    const lower = { claims: { serial_number: mac.serialNumber.toLowerCase() } };
    const first = await mac.registerDevice(token, lower);
    assert.equal(textOf(first, 'outcome'), 'registered');
    assert.equal(textOf(await mac.registerDevice(), 'outcome'), 'unchanged');
    const found = await provider.feature.administration.device(mac.serialNumber);
    assert.equal(found?.device.serialNumber, mac.serialNumber);
  });

  test('under the id of another Mac as serial number is refused: it would pass for that Mac (section 5.9)', async () => {
    const victim = new TestMac(provider);
    const deviceId = textOf(await victim.registerDevice(), 'device_id');
    const mac = new TestMac(provider);
    const proof = { kind: 'access-token', token: await mac.accessToken(await provider.person()) } as const;
    const claims = { serial_number: deviceId, shared_device_keys: false };
    const reply = await mac.registerDevice(proof, { claims });
    assert.equal(codeOf(reply), 'malformed_claim');
    const found = await provider.feature.administration.device(deviceId);
    assert.equal(found?.keys.length, 1);
  });

  for (const claim of ['serial_number', 'udid', 'model', 'os_version', 'device_name']) {
    test(`with U+0000 in its ${claim} is refused, not a fault of ours (section 4)`, async () => {
      const reply = await new TestMac(provider).registerDevice(undefined, { claims: { [claim]: 'A\u0000B' } });
      assert.equal(reply.status, 400, reply.body);
    });
  }

  test('and login under a name with U+0000 is refused, not a fault of ours (section 4)', async () => {
    const ada = await provider.person();
    const mac = await joinedMac(provider, ada, 'Password');
    const name = 'a\u0000da@example.org';
    const nul = { claims: { sub: name, username: name }, assertion: { sub: name, iss: name } };
    for (const reply of [
      await mac.post(await mac.passwordLogin(ada, nul)),
      await mac.signIn({ ...ada, username: name }),
    ]) {
      assert.ok(reply.status < 500, reply.body);
    }
  });
});
