import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { VirtualMac } from '#mac/virtual-mac.ts';
import { createDatabase } from '../support/postgres.ts';
import { type Member, openOrganisation, type Organisation, setUp } from '../support/organisation.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';

const engines = { SQLite: async () => undefined, PostgreSQL: async () => (await createDatabase()).url };

for (const [engine, address] of Object.entries(engines)) {
  describe(`a Mac is asked what it is, and Apple vouches, on ${engine} (section 7.3)`, () => {
    const curtain = suiteCurtain();
    let organisation: Organisation;
    let ada: Member;
    before(async () => {
      organisation = await openOrganisation(curtain, { databaseUrl: await address() });
      ada = await organisation.person('ada');
      await organisation.plan({ registration: { duringSetup: false } });
    });
    after(() => curtain.fall());

    async function managed(options: Parameters<Organisation['buy']>[0]): Promise<VirtualMac> {
      const mac = await organisation.buy(options);
      const { outcome } = await setUp(mac, ada);
      assert.equal(outcome.kind, 'finished', JSON.stringify(outcome));
      return mac;
    }

    async function attested(mac: VirtualMac) {
      const params = { serialNumber: mac.state().hardware.serialNumber };
      await organisation.api.attestMac({ params });
      assert.equal((await organisation.api.getMac({ params })).attestation?.outcome, 'waiting');
      await mac.connectToMdm();
      return (await organisation.api.getMac({ params })).attestation ?? assert.fail('it was asked');
    }

    test('its security is shown, and again from the attestation that it keeps', async () => {
      const mac = await managed({ macos: '26.0' });
      const first = await attested(mac);
      assert.deepEqual([first.outcome, first.by, first.message], ['accepted', 'simulated', null]);
      assert.deepEqual(first.security, {
        osVersion: '26.0',
        systemIntegrityProtection: true,
        secureBoot: 'full',
        thirdPartyKernelExtensions: false,
      });
      const second = await attested(mac);
      assert.equal(second.outcome, 'accepted');
      assert.equal(second.madeForQuestionOf, first.askedAt);
      await mac.advanceClock(8 * 86_400_000);
      const third = await attested(mac);
      assert.deepEqual([third.outcome, third.madeForQuestionOf], ['accepted', third.askedAt]);
    });

    test('a Mac with an Intel processor leaves the answer out, which is told as such', async () => {
      const mac = await managed({ macos: '26.0', model: 'MacBookPro16,1', appleSilicon: false });
      const { outcome, code, message } = await attested(mac);
      assert.deepEqual([outcome, code], ['refused', 'attestation_absent']);
      assert.match(message ?? '', /Intel/);
    });

    test('an attestation of another Mac, or by a service of somebody’s own, is refused', async () => {
      for (const [fault, expected] of [
        ['attestation-other-serial-number', 'attestation_wrong_serial_number'],
        ['attestation-self-made-root', 'attestation_untrusted_root'],
      ] as const) {
        const mac = await managed({ macos: '26.0' });
        organisation.apple.faults.set(fault, 1);
        assert.equal((await attested(mac)).code, expected);
        organisation.apple.faults.clear();
      }
    });
  });
}
