import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StageMac, joinMac, password, signedIn, userOf } from '../support/stage-mac.ts';
import { openStage } from '../support/stage.ts';

const hour = 3_600_000;
const plan = {
  UserAuthorizationMode: 'Groups',
  AdministratorGroups: ['Mac Administrators'],
  AdditionalGroups: ['Designers', 'Writers'],
};

function accountOf({ mac }: StageMac) {
  const account = mac.state().accounts.find(({ shortName }) => shortName === 'ada');
  assert.ok(account);
  return { admin: account.admin, groups: account.groups };
}

test('The profile’s groups are asked for, those that the person is in come back, and the account follows them (4.2, 6.2).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  for (const name of ['Mac Administrators', 'Designers', 'Writers', 'Board']) {
    await stage.api.createGroup({ body: { name } });
  }
  for (const group of ['Mac Administrators', 'Designers', 'Board']) {
    await stage.api.addGroupMember({ params: { group, user: ada.id } });
  }
  const joined = await joinMac(stage, { person: ada, method: 'Password', plan });
  assert.deepEqual(userOf(joined).tokens?.idTokenClaims['groups'], ['Mac Administrators', 'Designers']);
  assert.deepEqual(accountOf(joined), { admin: true, groups: ['Mac Administrators', 'Designers'] });

  await stage.api.removeGroupMember({ params: { group: 'Mac Administrators', user: ada.id } });
  await stage.api.addGroupMember({ params: { group: 'Writers', user: ada.id } });
  stage.clock.advance(5 * hour);
  assert.deepEqual((await joined.mac.renewTokens()).outcome, { kind: 'renewed', by: 'refresh' });
  assert.deepEqual(
    accountOf(joined),
    { admin: true, groups: ['Mac Administrators', 'Designers'] },
    'a refresh asks for no groups',
  );
  signedIn((await joined.mac.signInWhenAsked(password(ada.password))).outcome);
  assert.deepEqual(accountOf(joined), { admin: false, groups: ['Designers', 'Writers'] });
});

test('Without a wish for groups in the profile none are asked for and none are told (4.2).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  await stage.api.createGroup({ body: { name: 'Designers' } });
  await stage.api.addGroupMember({ params: { group: 'Designers', user: ada.id } });
  const joined = await joinMac(stage, { person: ada, method: 'Password' });
  assert.equal(userOf(joined).tokens?.idTokenClaims['groups'], undefined);
  assert.deepEqual(accountOf(joined), { admin: true, groups: [] });
});

test('An administrator prompt is answered by a registered person whose group allows the right (10, EnableAuthorization).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  await stage.api.createGroup({ body: { name: 'Printers' } });
  await stage.api.addGroupMember({ params: { group: 'Printers', user: ada.id } });
  const rights = { EnableAuthorization: true, AuthorizationGroups: { 'system.print.admin': 'Printers' } };
  const { mac } = await joinMac(stage, { person: ada, method: 'Password', plan: rights });
  const ask = async (right: string, text: string) =>
    (await mac.authorize(right, ada.userPrincipalName, text)).outcome.kind;
  assert.equal(await ask('system.print.admin', ada.password), 'authorized');
  assert.equal(await ask('system.preferences', ada.password), 'denied');
  assert.equal(await ask('system.print.admin', 'not-the-password'), 'denied');
});
