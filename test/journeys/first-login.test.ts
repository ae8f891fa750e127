import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinMac, password, refusedAt, unlocked } from '../support/stage-mac.ts';
import { openStage } from '../support/stage.ts';

const plan = { EnableCreateUserAtLogin: true, NewUserAuthorizationMode: 'Standard' };
const rights = { EnableAuthorization: true, AdministratorGroups: ['Helpdesk'] };

test('Somebody new of the organisation gets an account at the login window, and comes back to it (10.2, EnableCreateUserAtLogin).', async (t) => {
  const stage = await openStage(t, { settings: { PORCHLIGHT_FIRST_LOGIN_ACCOUNTS: 'everyone' } });
  const [ada, grace] = [await stage.addPerson('ada'), await stage.addPerson('grace')];
  const { mac, serialNumber } = await joinMac(stage, { person: ada, method: 'Password', plan });
  await mac.logout();
  const made = unlocked((await mac.login(grace.userPrincipalName, password(grace.password))).outcome);
  assert.deepEqual([made.user, made.accountCreated, made.by], ['grace', true, 'identity-provider']);
  const account = mac.state().accounts.find(({ shortName }) => shortName === 'grace');
  assert.deepEqual([account?.fullName, account?.admin], ['Grace', false]);
  const { items } = await stage.api.listRegistrations({ query: { device: serialNumber } });
  assert.deepEqual(new Set(items.map(({ userId }) => userId)), new Set([ada.id, grace.id]));
  assert.ok(items.every(({ method }) => method === 'Password'));

  await mac.lock();
  unlocked((await mac.unlock(password(grace.password))).outcome);
  await mac.logout();
  assert.equal(unlocked((await mac.login('grace', password(grace.password))).outcome).accountCreated, false);
});

test('By default nobody new gets in, and no account is made (10.2).', async (t) => {
  const stage = await openStage(t);
  const [ada, grace] = [await stage.addPerson('ada'), await stage.addPerson('grace')];
  const { mac } = await joinMac(stage, { person: ada, method: 'Password', plan });
  await mac.logout();
  const { failure } = refusedAt((await mac.login(grace.userPrincipalName, password(grace.password))).outcome);
  assert.match(JSON.stringify(failure), /user_not_registered/);
  assert.deepEqual(
    mac.state().accounts.map(({ shortName }) => shortName),
    ['ada'],
  );
});

test('Somebody who never sat at this Mac answers its administrator prompt, and may not make an account (10.2, EnableAuthorization).', async (t) => {
  const stage = await openStage(t, { settings: { PORCHLIGHT_FIRST_LOGIN_AUTHORIZATION: 'groups:Helpdesk' } });
  const [ada, grace, alan] = [
    await stage.addPerson('ada'),
    await stage.addPerson('grace'),
    await stage.addPerson('alan'),
  ];
  await stage.api.createGroup({ body: { name: 'Helpdesk' } });
  await stage.api.addGroupMember({ params: { group: 'Helpdesk', user: grace.id } });
  const { mac } = await joinMac(stage, { person: ada, method: 'Password', plan: { ...plan, ...rights } });
  const ask = async ({ userPrincipalName }: typeof ada, text: string) =>
    (await mac.authorize('system.preferences', userPrincipalName, text)).outcome;
  assert.equal((await ask(grace, 'not-the-password')).kind, 'denied');
  assert.equal((await ask(grace, grace.password)).kind, 'authorized');
  const stranger = await ask(alan, alan.password);
  assert.equal(stranger.kind, 'failed');
  assert.match(JSON.stringify(stranger), /first_login_not_allowed/);
  await mac.logout();
  refusedAt((await mac.login(alan.userPrincipalName, password(alan.password))).outcome);
});
