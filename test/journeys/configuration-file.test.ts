import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { parseLoginConfiguration } from '#protocol/platform-sso/login-configuration.ts';
import { password, prepareMac, register, userOf } from '../support/stage-mac.ts';
import { openStage } from '../support/stage.ts';

test('A Mac that only loads the published login configuration is unknown here, and is told so without a 401 (6.3, 8).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const published = await stage.fetch(`${stage.url}/platform-sso/login-configuration`);
  const json = parseJsonObject(published.text());
  assert.ok(json);
  const loginConfiguration = parseLoginConfiguration(json);
  const extension = { kind: 'configuration-file', loginConfiguration, loginUserName: ada.userPrincipalName } as const;
  const joined = await prepareMac(stage, { person: ada, method: 'Password', token: false, extension });
  assert.equal((await register(joined)).outcome.authenticationRequired, true);
  const { outcome } = await joined.mac.signInWhenAsked(password(ada.password));
  assert.ok(outcome.kind === 'failed');
  assert.deepEqual([outcome.failure.status, outcome.failure.serverCode], [400, 'device_unknown']);
  assert.equal(userOf(joined).tokens, undefined);
  assert.deepEqual((await stage.api.listDevices()).items, []);
});
