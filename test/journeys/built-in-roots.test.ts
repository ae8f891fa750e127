import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareMac, register } from '../support/stage-mac.ts';
import { openStage } from '../support/stage.ts';

test('A Mac for which the server’s root is not built in does not talk to it, though this machine trusts it; with the root it does (2, 9).', async (t) => {
  const stage = await openStage(t);
  const { rootFingerprint = '' } = await stage.fetch(`${stage.url}/.well-known/jwks.json`);
  assert.match(rootFingerprint, /^[0-9a-f]{64}$/);
  const ada = await stage.addPerson('ada');
  const joined = await prepareMac(stage, { person: ada, method: 'UserSecureEnclaveKey' });
  const { mac, localPassword } = joined;
  await mac.trustRoots(['00'.repeat(32)]);
  const refused = await mac.register({ localPassword });
  assert.match(JSON.stringify(refused.outcome), /root that is not built in/);
  assert.equal(mac.state().platformSso.device, undefined);
  await mac.trustRoots([rootFingerprint]);
  await register(joined);
});
