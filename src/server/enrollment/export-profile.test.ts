import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEveryEngine } from '#test/support/engines.ts';
import { asDictionary } from '#protocol/encoding/plist/reading.ts';
import { parseConfigurationProfile } from '#protocol/profile/configuration-profile.ts';
import { openEnrollmentBench } from './contract/enrollment-bench.ts';

onEveryEngine('An enrollment profile that is installed by hand (section 10.1)', (store) => {
  it('is what mdmb reads: unsigned XML, one MDM payload that signs, one SCEP payload with RSA', async () => {
    const bench = await openEnrollmentBench(store.one());
    const outcome = await bench.enrollment.exportProfile({ macs: 100, days: 7 }, 'admin');
    const bytes = outcome.kind === 'exported' ? outcome.bytes : assert.fail(outcome.kind);
    assert.ok(new TextDecoder().decode(bytes).startsWith('<?xml'));
    const [identity, management, ...others] = parseConfigurationProfile(bytes).PayloadContent;
    assert.deepEqual(others, []);
    assert.equal(management?.settings['SignMessage'], true);
    assert.equal(management?.settings['IdentityCertificateUUID'], identity?.PayloadUUID);
    assert.equal(identity?.PayloadType, 'com.apple.security.scep');
    const inside = asDictionary(identity?.settings['PayloadContent'] ?? {});
    assert.equal(inside['Key Type'], 'RSA');
    const event = bench.events.find(({ type }) => type === 'enrollment.profile.exported');
    const profile = (await bench.identities.identities.manualChallenges())[0]?.id;
    assert.deepEqual([event?.actor, event?.detail], ['admin', { profile, macs: 100, days: 7 }]);
  });

  it('is not made while there is no push certificate', async () => {
    const bench = await openEnrollmentBench(store.one());
    bench.topic = undefined;
    const outcome = await bench.enrollment.exportProfile({ macs: 1, days: 1 }, 'admin');
    assert.deepEqual(outcome, { kind: 'no-push-certificate' });
  });
});
