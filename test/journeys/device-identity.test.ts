import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { obtainByScep } from '#mac/device-identity/scep-client.ts';
import type { ScepSettings } from '#mac/device-identity/scep-payload.ts';
import { type IdentityServer, openIdentityServer } from '../support/identity-server.ts';

const mac = { enrollmentId: '564D4B3A-1B7C-5E0B-9C62-2A1F6E0D7A11', serialNumber: 'C02TEST00001', udid: undefined };

describe('A Mac gets its identity from the running server', () => {
  let scene: IdentityServer;
  before(async () => (scene = await openIdentityServer()));
  after(() => scene.close());

  function settingsOf(challenge: string): ScepSettings {
    return {
      url: `${scene.server.url}/scep`,
      name: 'device-ca',
      subject: [[['CN', '%SerialNumber%']]],
      challenge,
      keySize: 2048,
      keyUsage: 5,
      caFingerprint: undefined,
      retries: 3,
      retryDelay: 10,
    };
  }

  function obtain(settings: ScepSettings, serialNumber = mac.serialNumber) {
    return obtainByScep(settings, { variables: { SerialNumber: serialNumber } }, scene.ports);
  }

  test('by SCEP, as Apple’s client asks for it; the identity counts until it is revoked (section 7.1)', async () => {
    const { identities } = scene.server.composition;
    const outcome = await obtain(settingsOf(await identities.mintChallenge(mac)));
    assert.ok(outcome.kind === 'issued');
    const verdict = await identities.verifyIdentity(outcome.certificate);
    assert.ok(verdict.kind === 'valid');
    assert.equal(verdict.enrollmentId, mac.enrollmentId);
    await identities.revoke(mac.serialNumber, 'cessationOfOperation', 'ada');
    assert.deepEqual(await identities.verifyIdentity(outcome.certificate), {
      kind: 'refused',
      code: 'identity_revoked',
    });
  });

  test('by SCEP again with the same profile, after a first check-in that failed (checklist 3)', async () => {
    const settings = settingsOf(await scene.server.composition.identities.mintChallenge(mac));
    assert.equal((await obtain(settings)).kind, 'issued');
    assert.equal((await obtain(settings)).kind, 'issued');
  });

  test('not with the challenge of another Mac, and not with a made-up one', async () => {
    const settings = settingsOf(await scene.server.composition.identities.mintChallenge(mac));
    const refused = { kind: 'refused', reason: 'badRequest', detail: undefined };
    assert.deepEqual(await obtain(settings, 'C02TEST00002'), refused);
    assert.deepEqual(await obtain({ ...settings, challenge: 'made up' }), refused);
  });
});
