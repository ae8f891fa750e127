import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type AttestationFault, createAttestationAuthority } from '#apple/attestation-authority.ts';
import { obtainByAcme } from '#mac/device-identity/acme-client.ts';
import type { AcmeSettings } from '#mac/device-identity/acme-payload.ts';
import { obtainByScep } from '#mac/device-identity/scep-client.ts';
import type { ScepSettings } from '#mac/device-identity/scep-payload.ts';
import { systemClock } from '#runtime/clock.ts';
import { keySigner, p256Point } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
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

describe('A Mac with a Secure Enclave gets its identity from the running server by ACME (section 7.2)', () => {
  const attestation = createAttestationAuthority({ clock: systemClock, random: systemRandom });
  let scene: IdentityServer;
  before(async () => {
    scene = await openIdentityServer(async (home) => {
      const path = join(home, 'root.pem');
      await writeFile(path, attestation.rootPem);
      return { PORCHLIGHT_INSECURE_SIMULATED_ATTESTATION_ROOT: path };
    });
  });
  after(() => scene.close());

  async function obtain(
    change: { attest?: boolean; fault?: AttestationFault; drops?: boolean; identifier?: string } = {},
  ) {
    const { identities } = scene.server.composition;
    const settings: AcmeSettings = {
      directoryUrl: `${scene.server.url}/acme/directory`,
      clientIdentifier: change.identifier ?? (await identities.mintClientIdentifier(mac)),
      subject: [[['CN', '%SerialNumber%']]],
      attest: change.attest ?? true,
    };
    const { publicKey, signer } = newKey();
    const key = {
      publicKey,
      signer,
      attest: (clientDataHash: Uint8Array) => {
        const request = { key: publicKey, clientDataHash, serialNumber: mac.serialNumber, udid: 'PROVISIONING' };
        return Promise.resolve(attestation.attest({ ...request, ...(change.fault ? { fault: change.fault } : {}) }));
      },
    };
    const requester = { variables: { SerialNumber: mac.serialNumber }, accountKey: newKey(), key };
    return obtainByAcme(settings, requester, { ...scene.ports, dropsLeadingZero: change.drops ?? false });
  }

  test('with an attestation of its key; the identity counts', async () => {
    const outcome = await obtain();
    assert.ok(outcome.kind === 'issued', JSON.stringify(outcome));
    const verdict = await scene.server.composition.identities.verifyIdentity(outcome.certificate);
    assert.ok(verdict.kind === 'valid');
    assert.equal(verdict.serialNumber, mac.serialNumber);
    assert.equal(outcome.authorities.length, 1);
  });

  test('also where its release drops a leading zero from signatures (checklist 19)', async () => {
    for (let enrollments = 0; enrollments < 3; enrollments += 1) {
      assert.equal((await obtain({ drops: true })).kind, 'issued');
    }
  });

  test('not without an attestation, with that of another Mac, or with a made-up identifier', async () => {
    const reasonOf = async (change: Parameters<typeof obtain>[0]) => {
      const outcome = await obtain(change);
      return outcome.kind === 'refused' && outcome.reason;
    };
    assert.equal(await reasonOf({ attest: false }), 'badAttestationStatement');
    assert.equal(await reasonOf({ fault: 'other-serial-number' }), 'badAttestationStatement');
    assert.equal(await reasonOf({ fault: 'wrong-key' }), 'badCSR');
    assert.equal(await reasonOf({ identifier: mac.serialNumber }), 'rejectedIdentifier');
  });
});

function newKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { publicKey: p256Point(privateKey), signer: keySigner(privateKey) };
}
