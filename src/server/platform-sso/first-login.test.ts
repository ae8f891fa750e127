import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import {
  authorizationScope,
  type FirstLoginPolicy,
  letsIn,
  parseWhoMay,
  purposeOfScopes,
} from './first-login-policy.ts';
import { cardFor, trustedCards } from './contract/refusals-of-logins.ts';
import { codeOf, expected } from './contract/reply.ts';
import { TestMac } from './contract/test-mac.ts';
import { openProvider, type Person, type Provider } from './contract/test-provider.ts';

const everyone: FirstLoginPolicy = { 'account-creation': { kind: 'everyone' }, authorization: { kind: 'everyone' } };
const prompt = { scope: `openid offline_access urn:apple:platformsso ${authorizationScope}` };
const atPrompt = { claims: prompt, assertion: prompt };

onEveryEngine('A first login', (store) => {
  let provider: Provider;
  const masterKey = { current: 1, versions: new Map([[1, new Uint8Array(32).fill(7)]]) };
  const open = (firstLogin: FirstLoginPolicy) =>
    openProvider({ database: store.one(), settings: { firstLogin }, masterKey: () => masterKey });
  before(async () => (provider = await open(everyone)));
  after(() => provider.close());

  async function registeredMac(at: Provider = provider): Promise<TestMac> {
    const mac = new TestMac(at);
    expected(await mac.registerDevice());
    return mac;
  }

  async function registrationsOf({ id }: Person) {
    return (await provider.feature.administration.listRegistrations({ limit: 9, userId: id })).items;
  }

  test('by password registers the person on a Mac with shared keys, and the next login is an ordinary one', async () => {
    const ada = await provider.person();
    const mac = await registeredMac();
    const { refreshToken } = mac.tokensOf(await mac.post(await mac.passwordLogin(ada)));
    expected(await mac.post(await mac.keyRequest(ada, refreshToken)));
    mac.tokensOf(await mac.post(await mac.passwordLogin(ada)));
    assert.deepEqual(
      (await registrationsOf(ada)).map(({ method, state }) => [method, state]),
      [['Password', 'active']],
    );
  });

  test('by smart card registers the person by that method', async () => {
    const ada = await provider.person();
    const mac = await registeredMac();
    const card = cardFor(await trustedCards(provider), ada);
    mac.tokensOf(await mac.post(await mac.cardLogin(ada, card)));
    assert.deepEqual(
      (await registrationsOf(ada)).map(({ method }) => method),
      ['SmartCard'],
    );
    assert.equal(codeOf(await mac.post(await mac.passwordLogin(ada))), 'method_not_allowed');
  });

  test('is in the audit chain with its purpose, before the login', async () => {
    const ada = await provider.person();
    const mac = await registeredMac();
    expected(await mac.post(await mac.passwordLogin(ada, atPrompt)));
    const events = [];
    for (let after = 0; ; ) {
      const page = await provider.audit.list({ after, limit: 1000 });
      events.push(...page.filter(({ event }) => event.userId === ada.id && event.deviceId !== undefined));
      if (page.length < 1000) break;
      after = page.at(-1)?.sequence ?? after;
    }
    assert.deepEqual(
      events.map(({ event }) => [event.type, event.outcome, event.detail?.['purpose']]),
      [
        ['platform-sso.user.registered', 'changed', 'authorization'],
        ['platform-sso.login', 'allowed', undefined],
      ],
    );
  });

  test('with a wrong password registers nobody', async () => {
    const ada = await provider.person();
    const mac = await registeredMac();
    assert.equal(codeOf(await mac.post(await mac.passwordLogin(ada, { password: 'wrong' }))), 'wrong_credential');
    assert.deepEqual(await registrationsOf(ada), []);
  });

  test('of one person twice at the same moment makes one registration, and both are answered', async () => {
    const ada = await provider.person();
    const mac = await registeredMac();
    const requests = [await mac.passwordLogin(ada), await mac.passwordLogin(ada)];
    for (const reply of await Promise.all(requests.map((request) => mac.post(request)))) mac.tokensOf(reply);
    assert.equal((await registrationsOf(ada)).length, 1);
  });

  test('does not let a person in again whose registration on this Mac was revoked', async () => {
    const ada = await provider.person();
    const mac = await registeredMac();
    expected(await mac.post(await mac.passwordLogin(ada)));
    const [registration] = await registrationsOf(ada);
    await provider.feature.administration.revokeRegistration(registration?.id ?? '', 'test');
    assert.equal(codeOf(await mac.post(await mac.passwordLogin(ada))), 'user_not_registered');
    assert.equal(codeOf(await mac.post(await mac.passwordLogin(ada, atPrompt))), 'user_not_registered');
    const other = await registeredMac();
    other.tokensOf(await other.post(await other.passwordLogin(ada)));
  });

  test('is refused where the occasion is not one of a first login', async () => {
    const ada = await provider.person();
    const mac = await registeredMac();
    const unlock = { scope: 'openid offline_access urn:apple:platformsso urn:apple:platformsso:auth:unlock' };
    const reply = await mac.post(await mac.passwordLogin(ada, { claims: unlock, assertion: unlock }));
    assert.equal(codeOf(reply), 'user_not_registered');
    assert.deepEqual(await registrationsOf(ada), []);
  });

  test('is refused on a Mac whose keys are not shared', async () => {
    const ada = await provider.person();
    const mac = new TestMac(provider);
    expected(await mac.registerDevice(undefined, { claims: { shared_device_keys: false } }));
    assert.equal(codeOf(await mac.post(await mac.passwordLogin(ada))), 'user_not_registered');
  });

  test('is judged by group, and by what it is for', async () => {
    const policy: FirstLoginPolicy = {
      'account-creation': { kind: 'nobody' },
      authorization: { kind: 'members', groups: ['Helpdesk'] },
    };
    const here = await open(policy);
    here.time = provider.time;
    const [ada, bob] = [await here.person(), await here.person()];
    await here.directory.createGroup('Helpdesk', 'test');
    await here.directory.addMember('Helpdesk', bob.id, 'test');
    const mac = await registeredMac(here);
    assert.equal(codeOf(await mac.post(await mac.passwordLogin(ada, atPrompt))), 'first_login_not_allowed');
    assert.equal(here.refused.at(-1)?.detail?.['reason'], 'authorization');
    assert.equal(codeOf(await mac.post(await mac.passwordLogin(bob))), 'user_not_registered');
    mac.tokensOf(await mac.post(await mac.passwordLogin(bob, atPrompt)));
    await here.close();
  });
});

test('the scopes of macOS 27 say what a login is for, ours before them, and silence means the login window', () => {
  const withOccasion = (occasion: string) => purposeOfScopes(['openid', `urn:apple:platformsso:auth:${occasion}`]);
  assert.equal(withOccasion('create-user'), 'account-creation');
  assert.equal(withOccasion('temporary-session'), 'account-creation');
  assert.equal(withOccasion('elevation'), 'authorization');
  for (const occasion of ['login', 'unlock', 'auth-prompt', 'refresh', 'constructor', ''])
    assert.equal(withOccasion(occasion), undefined, occasion);
  assert.equal(purposeOfScopes(['openid', 'urn:apple:platformsso']), 'account-creation');
  assert.equal(purposeOfScopes(['openid', authorizationScope]), 'authorization');
});

test('a rule is nobody, everyone, or groups by name to the letter', () => {
  assert.deepEqual(parseWhoMay('groups:Night shift, Helpdesk'), {
    kind: 'members',
    groups: ['Night shift', 'Helpdesk'],
  });
  for (const wrong of ['', 'groups:', 'groups:a,,b', 'all']) assert.equal(parseWhoMay(wrong), undefined, wrong);
  assert.equal(letsIn({ kind: 'members', groups: ['Helpdesk'] }, ['helpdesk']), false);
  assert.equal(letsIn({ kind: 'members', groups: ['Helpdesk'] }, ['Helpdesk']), true);
  assert.equal(letsIn({ kind: 'nobody' }, ['Helpdesk']), false);
});
