import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { VirtualMac } from '#mac/virtual-mac.ts';
import { type Member, openOrganisation, type Organisation, setUp } from '../support/organisation.ts';
import { createDatabase } from '../support/postgres.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';

const engines = { SQLite: async () => undefined, PostgreSQL: async () => (await createDatabase()).url };

for (const [engine, address] of Object.entries(engines)) {
  describe(`an edit of the sign-in plan reaches Macs that are enrolled, on ${engine} (section 8)`, () => {
    const curtain = suiteCurtain();
    let organisation: Organisation;
    let ada: Member;
    before(async () => {
      organisation = await openOrganisation(curtain, { databaseUrl: await address() });
      ada = await organisation.person('ada');
      await organisation.plan();
    });
    after(() => curtain.fall());

    async function joined(): Promise<VirtualMac> {
      const mac = await organisation.buy({ macos: '26.0' });
      const { outcome } = await setUp(mac, ada);
      assert.equal(outcome.kind, 'finished', JSON.stringify(outcome));
      await settled();
      await mac.connectToMdm();
      const { mac: standing } = await shown(mac);
      assert.equal(standing.stage, 'joined', standing.reason);
      return mac;
    }
    const settled = () => organisation.server.composition.setup.settled();
    const shown = (mac: VirtualMac) =>
      organisation.api.getMac({ params: { serialNumber: mac.state().hardware.serialNumber } });
    const save = async (change: Parameters<Organisation['plan']>[0]) => {
      await organisation.plan(change);
      await settled();
    };
    const rollout = () => organisation.api.showSignInPlanRollout();
    const profileOf = (mac: VirtualMac) =>
      JSON.stringify(mac.state().profiles.filter(({ identifier }) => /sign-in\.[0-9a-f-]+$/.test(identifier)));
    const asked = (mac: VirtualMac) =>
      mac.notifications().filter(({ kind }) => kind === 'registration-required').length;

    test('after the first person’s login the Mac is asked for its accounts, and they are shown', async () => {
      const mac = await joined();
      assert.deepEqual((await shown(mac)).setup?.accounts, ['ada']);
    });

    test('a quiet edit changes the profile and asks nobody anything, as the change guard says', async () => {
      const mac = await joined();
      const before = asked(mac);
      await save({ accountDisplayName: 'Example Ltd' });
      const { plan: waiting } = await shown(mac);
      assert.deepEqual([waiting?.waiting, waiting?.error], [1, null]);
      await mac.connectToMdm();
      const { plan, mac: standing } = await shown(mac);
      const { version } = await rollout();
      assert.deepEqual(plan, { version, givenVersion: version, waiting: 0, error: null });
      assert.match(profileOf(mac), /Example Ltd/);
      assert.doesNotMatch(profileOf(mac), /RegistrationToken/);
      assert.deepEqual([asked(mac), standing.stage], [before, 'joined']);
    });

    test('another method makes exactly the Macs register again that the change guard counted', async () => {
      const mac = await joined();
      const before = asked(mac);
      const { serialNumber } = mac.state().hardware;
      const method = 'UserSecureEnclaveKey';
      const { plan } = await organisation.api.getSignInPlan();
      const preview = await organisation.api.previewSignInPlan({ body: { plan: { ...plan, method } } });
      const predicted = preview.macs.find((one) => one.serialNumber === serialNumber);
      assert.deepEqual([predicted?.effect, predicted?.reasons.includes('method_changed')], ['register-again', true]);
      await save({ method });
      await mac.connectToMdm();
      assert.equal(asked(mac), before + 1);
      assert.match(profileOf(mac), /UserSecureEnclaveKey/);
      assert.match(profileOf(mac), /RegistrationToken/);
      const { outcome } = await mac.register({
        signIn: { userName: ada.userPrincipalName, password: ada.password },
      });
      assert.equal(outcome.kind, 'registered', JSON.stringify(outcome));
      const device = await organisation.api.getDevice({ params: { device: serialNumber } });
      assert.ok(device.registrations.some((one) => one.method === method && one.state === 'active'));
      await save({});
      await mac.connectToMdm();
    });

    test('a Mac that is away gets the newest of several edits when it comes, and is counted as waiting until then', async () => {
      const [present, away] = [await joined(), await joined()];
      await save({ accountDisplayName: 'First' });
      await save({ accountDisplayName: 'Second' });
      const { waiting } = await rollout();
      const { evidence } = await present.connectToMdm();
      assert.equal(evidence.filter(({ received }) => received?.body.includes('InstallProfile')).length, 1);
      assert.equal((await rollout()).waiting, waiting - 1);
      await save({ accountDisplayName: 'Third' });
      await away.connectToMdm();
      assert.match(profileOf(away), /Third/);
      assert.equal((await shown(away)).plan?.version, (await rollout()).version);
    });
  });
}
