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

test('An extension that does not declare the grant of the method is not asked to register (5.4, 8.1).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const published = parseJsonObject((await stage.fetch(`${stage.url}/platform-sso/login-configuration`)).text());
  assert.ok(published);
  const declaring = (supportedGrantTypes: readonly string[]) =>
    ({
      kind: 'configuration-file',
      loginConfiguration: { ...parseLoginConfiguration(published), supportedGrantTypes },
      loginUserName: ada.userPrincipalName,
    }) as const;
  const tryWith = async (grants: readonly string[], macos: '13.0' | '15.4') => {
    const wish = { person: ada, method: 'UserSecureEnclaveKey', token: false, macos } as const;
    const { mac, localPassword } = await prepareMac(stage, { ...wish, extension: declaring(grants) });
    const { outcome } = await mac.register({ localPassword });
    return { outcome, device: mac.state().platformSso.device };
  };
  const refused = await tryWith(['password'], '15.4');
  assert.equal('code' in refused.outcome && refused.outcome.code, 'method-not-supported-by-extension');
  assert.equal(refused.device, undefined, 'device registration did not begin');
  assert.equal((await tryWith(['jwtBearer'], '15.4')).outcome.kind, 'registered');
  assert.equal((await tryWith(['password'], '13.0')).outcome.kind, 'registered');
});
