import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { before, test } from 'node:test';
import { type AttestationTwist, createAttestationAuthority } from '#apple/attestation-authority.ts';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { deviceInformation } from '#protocol/mdm/commands/device-information.ts';
import { p256Point } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import { type ManagementStage, stageManagement, type TestMac } from '#server/mdm/contract/management-stage.ts';
import type { ManagementObserver } from '#server/mdm/management.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { createDeviceAttestations, type DeviceAttestations } from './feature.ts';

const day = 86_400_000;

onEveryEngine('managed device attestation on request (Apple, DeviceInformation; section 7.3)', (store) => {
  let stage: ManagementStage;
  let attestations: DeviceAttestations;
  let apple: ReturnType<typeof createAttestationAuthority>;
  before(async () => {
    const observers: ManagementObserver[] = [];
    stage = await stageManagement(store.one(), { observers });
    const { management, clock } = stage;
    apple = createAttestationAuthority({ clock, random: systemRandom });
    const roots = { apple: [], simulated: [apple.rootCertificate] };
    attestations = createDeviceAttestations({ database: store.one(), clock, random: systemRandom, management, roots });
    observers.push(attestations.observer);
  });

  /** Asks, and gives the nonce as the Mac gets it. */
  async function question(mac: TestMac): Promise<{ readonly id: string; readonly nonce: Uint8Array }> {
    stage.clock.time += 1;
    const outcome = await attestations.ask(mac.serialNumber.toLowerCase(), 'ada');
    assert.equal(outcome.kind, 'asked');
    const { command } = await mac.idle();
    assert.ok(command);
    const { Queries, DeviceAttestationNonce: nonce } = deviceInformation.parse(command.Command);
    assert.deepEqual([Queries, nonce?.length], [['DevicePropertiesAttestation'], 32]);
    return { id: command.CommandUUID, nonce: nonce ?? new Uint8Array() };
  }

  function attest(mac: TestMac, nonce: Uint8Array, fault?: AttestationTwist): readonly Uint8Array[] {
    const key = p256Point(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    const { serialNumber } = mac;
    const wish = { key, clientDataHash: nonce, serialNumber, udid: 'PROVISIONING', osVersion: '26.1' };
    return apple.attest({ ...wish, ...(fault === undefined ? {} : { fault }) });
  }

  async function answer(mac: TestMac, id: string, answers: PlistDictionary) {
    await mac.acknowledge(id, { QueryResponses: answers });
    return (await attestations.latest(mac.serialNumber)) ?? assert.fail('it was asked');
  }

  async function codeOf(mac: TestMac, fault: AttestationTwist) {
    const { id, nonce } = await question(mac);
    const { verdict } = await answer(mac, id, { DevicePropertiesAttestation: attest(mac, nonce, fault) });
    return verdict?.kind === 'refused' ? verdict.code : verdict?.kind;
  }

  test('what Apple states is kept, with who vouched; the question and the verdict are events', async () => {
    const mac = await stage.enrolled();
    const { id, nonce } = await question(mac);
    assert.equal((await attestations.latest(mac.serialNumber))?.verdict, undefined);
    const { verdict, askedBy, answeredAt } = await answer(mac, id, {
      DevicePropertiesAttestation: attest(mac, nonce),
    });
    assert.ok(verdict?.kind === 'accepted');
    assert.deepEqual([verdict.by, askedBy, answeredAt], ['simulated', 'ada', stage.clock.now()]);
    const { osVersion, systemIntegrityProtection, secureBoot, thirdPartyKernelExtensions } = verdict.device;
    assert.deepEqual(
      [osVersion, systemIntegrityProtection, secureBoot, thirdPartyKernelExtensions],
      ['26.1', true, 'full', false],
    );
    const rows = await store
      .one()
      .all<{ event: string }>("SELECT event FROM audit_event WHERE event LIKE '%attestation%'");
    const types = rows.map(({ event }) => /device-attestation\.\w+/.exec(event)?.[0]);
    assert.deepEqual(types, ['device-attestation.asked', 'device-attestation.judged']);
  });

  test('reduced security is no refusal, and is told', async () => {
    const mac = await stage.enrolled();
    const { id, nonce } = await question(mac);
    const { verdict } = await answer(mac, id, {
      DevicePropertiesAttestation: attest(mac, nonce, 'reduced-security'),
    });
    assert.ok(verdict?.kind === 'accepted');
    assert.deepEqual([verdict.device.systemIntegrityProtection, verdict.device.secureBoot], [false, 'permissive']);
  });

  test('another Mac, a root of somebody’s own, another nonce and a leaf that has ended are each refused', async () => {
    const mac = await stage.enrolled();
    assert.equal(await codeOf(mac, 'other-serial-number'), 'attestation_wrong_serial_number');
    assert.equal(await codeOf(mac, 'self-made-root'), 'attestation_untrusted_root');
    assert.equal(await codeOf(mac, 'wrong-freshness'), 'attestation_wrong_freshness');
    assert.equal(await codeOf(mac, 'missing-freshness'), 'attestation_missing_freshness');
    assert.equal(await codeOf(mac, 'expired-leaf'), 'attestation_expired');
    const [one, other] = [await stage.enrolled(), await stage.enrolled()];
    const { nonce } = await question(other);
    const { id } = await question(one);
    const { verdict } = await answer(one, id, { DevicePropertiesAttestation: attest(one, nonce) });
    assert.deepEqual(verdict, { kind: 'refused', code: 'attestation_wrong_freshness' });
  });

  test('an answer that is left out, empty, unreadable or an error is told as what it is', async () => {
    const mac = await stage.enrolled();
    const codeAfter = async (answers: PlistDictionary) => {
      const { verdict } = await answer(mac, (await question(mac)).id, answers);
      return verdict?.kind === 'refused' && verdict.code;
    };
    assert.equal(await codeAfter({}), 'attestation_absent');
    assert.equal(await codeAfter({ DevicePropertiesAttestation: [] }), 'attestation_absent');
    assert.equal(await codeAfter({ DevicePropertiesAttestation: [Uint8Array.of(1)] }), 'attestation_malformed');
    const { id } = await question(mac);
    await mac.report({ Status: 'CommandFormatError', CommandUUID: id });
    const { verdict } = (await attestations.latest(mac.serialNumber)) ?? {};
    assert.deepEqual(verdict, { kind: 'refused', code: 'attestation_not_answered' });
  });

  test('the attestation of an earlier question counts for the seven days that a Mac keeps it, and not for longer', async () => {
    const mac = await stage.enrolled();
    const first = await question(mac);
    const kept = attest(mac, first.nonce);
    await answer(mac, first.id, { DevicePropertiesAttestation: kept });
    const askedAt = stage.clock.now();
    stage.clock.time += 6 * day;
    const second = await answer(mac, (await question(mac)).id, { DevicePropertiesAttestation: kept });
    assert.ok(second.verdict?.kind === 'accepted');
    assert.equal(second.verdict.madeFor, askedAt);
    stage.clock.time += 3 * day;
    const third = await answer(mac, (await question(mac)).id, { DevicePropertiesAttestation: kept });
    assert.deepEqual(third.verdict, { kind: 'refused', code: 'attestation_outdated' });
  });

  test('a Mac that is not managed, or has left, is not asked', async () => {
    assert.deepEqual(await attestations.ask('C02NOBODY', 'ada'), { kind: 'not-managed' });
    const mac = await stage.enrolled();
    await mac.checkIn({ MessageType: 'CheckOut', Topic: 't', UDID: mac.udid });
    assert.deepEqual(await attestations.ask(mac.serialNumber, 'ada'), { kind: 'ended' });
    assert.equal(await attestations.latest(mac.serialNumber), undefined);
  });

  test('another DeviceInformation is none of it', async () => {
    const mac = await stage.enrolled();
    const id = await stage.management.send(mac.udid, deviceInformation.build({ Queries: ['UDID'] }));
    await mac.idle();
    await mac.acknowledge(id, { QueryResponses: {} });
    assert.equal(await attestations.latest(mac.serialNumber), undefined);
  });
});
