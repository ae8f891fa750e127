import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { makePushCertificate } from '#server/mdm/contract/push-certificate.ts';
import { samplePlan } from '#server/sign-in-plan/contract/sample-plan.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { connect, enroll, type SetupStage, stageSetup, willing } from './contract/setup-stage.ts';

onEveryEngine('who is given a registration token at setup', (store) => {
  let stage: SetupStage;
  before(async () => {
    stage = await stageSetup(store.one());
    await stage.management.pushCertificates.import(makePushCertificate(), 'admin');
    stage.plan = samplePlan();
  });

  test('a claimed serial number gets a registration token only while no Mac is registered under it', async () => {
    const mayRegister = async (state: 'expected' | 'registered' | 'repair' | 'revoked' | undefined, proven = false) => {
      const mac = proven ? await stage.mac() : await stage.client();
      const device = { id: 'd', serialNumber: mac.serialNumber, state };
      const registration = { device, keys: [], registrations: [] } as unknown as SetupStage['registration'];
      stage.registration = state === undefined ? undefined : registration;
      await enroll(stage, mac, false);
      await connect(stage, mac, willing(true));
      stage.registration = undefined;
      return stage.profiled.find(([serialNumber]) => serialNumber === mac.serialNumber)?.[1];
    };
    for (const state of [undefined, 'expected'] as const) assert.equal(await mayRegister(state), true, state);
    for (const state of ['registered', 'repair', 'revoked'] as const) {
      assert.equal(await mayRegister(state), false, state);
      assert.equal(await mayRegister(state, true), true, state);
    }
  });
});
