import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fromBase64 } from '#protocol/encoding/base64.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import type { VirtualMac } from '#mac/virtual-mac.ts';
import { createDatabase } from '../support/postgres.ts';
import { type Member, openOrganisation, type Organisation, setUp } from '../support/organisation.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';

const engines = { SQLite: async () => undefined, PostgreSQL: async () => (await createDatabase()).url };

for (const [engine, address] of Object.entries(engines)) {
  describe(`Macs prove their hardware as they enroll, on ${engine} (section 7.2)`, () => {
    const curtain = suiteCurtain();
    let organisation: Organisation;
    let ada: Member;
    before(async () => {
      organisation = await openOrganisation(curtain, { databaseUrl: await address() });
      ada = await organisation.person('ada');
      await organisation.plan({ setup: { deviceIdentity: 'attested', primaryAccount: { lock: false } } });
    });
    after(() => curtain.fall());

    async function stageOf(mac: VirtualMac): Promise<string> {
      return (await organisation.api.getMac({ params: { serialNumber: mac.state().hardware.serialNumber } })).mac.stage;
    }

    test('a Mac gets its identity by ACME, signs what it says with it, and joins', async () => {
      const mac = await organisation.buy({ macos: '26.0' });
      const { outcome, evidence } = await setUp(mac, ada);
      assert.equal(outcome.kind, 'finished', JSON.stringify(outcome));
      assert.equal(await stageOf(mac), 'joined');
      assert.ok(evidence.some(({ purpose }) => purpose === 'ACME'));
      assert.ok(!evidence.some(({ purpose }) => purpose === 'SCEP'));
      const { identity } = mac.state().management ?? assert.fail('The Mac is managed.');
      assert.equal(identity.key.kind, 'enclave');
      assert.equal(parseCertificate(fromBase64(identity.certificate) ?? new Uint8Array()).publicKey.kind, 'ec');
      const { items } = await organisation.api.listIdentities({
        query: { search: mac.state().hardware.serialNumber, limit: 10 },
      });
      assert.deepEqual(
        items.map(({ protocol }) => protocol),
        ['acme'],
      );
    });

    test('a Mac whose release drops a leading zero from signatures joins too (checklist 19)', async () => {
      const mac = await organisation.buy({ macos: '26.0' });
      await mac.misbehave('short-signature');
      const { outcome, evidence } = await setUp(mac, ada);
      assert.equal(outcome.kind, 'finished');
      const signatures = evidence.flatMap(({ purpose, sent }) =>
        purpose === 'ACME' && sent.method === 'POST' ? [parseJsonObject(sent.body)?.['signature']] : [],
      );
      assert.ok(signatures.length > 4);
      // 63 bytes in base64url.
      for (const signature of signatures) assert.match(JSON.stringify(signature), /^".{84}"$/);
    });

    test('a Mac with an Intel processor gets its identity by SCEP, or is refused where the plan insists', async () => {
      const intel = { macos: '26.0', model: 'MacBookPro16,1', appleSilicon: false } as const;
      const { outcome, evidence } = await setUp(await organisation.buy(intel), ada);
      assert.equal(outcome.kind, 'finished', JSON.stringify(outcome));
      assert.ok(evidence.some(({ purpose }) => purpose === 'SCEP'));
      await organisation.plan({ setup: { deviceIdentity: 'attested-only', primaryAccount: { lock: false } } });
      const refused = await setUp(await organisation.buy(intel), ada);
      assert.match(alertOf(refused.outcome), /Apple silicon and macOS 14 or later/);
    });

    for (const fault of ['attestation-self-made-root', 'attestation-other-serial-number'] as const) {
      test(`a Mac whose attestation is wrong (${fault}) gets no identity and is not managed`, async () => {
        const mac = await organisation.buy({ macos: '26.0' });
        organisation.apple.faults.set(fault, 1);
        const { outcome, evidence } = await setUp(mac, ada);
        assert.match(alertOf(outcome), /refuses an identity \(badAttestationStatement\)/);
        assert.ok(!evidence.some(({ purpose }) => purpose === 'SCEP' || purpose === 'check-in'));
        assert.equal(mac.state().management, undefined);
        organisation.apple.faults.clear();
      });
    }
  });
}

function alertOf(outcome: Awaited<ReturnType<typeof setUp>>['outcome']): string {
  return (outcome.kind === 'pane' ? outcome.alert : undefined) ?? JSON.stringify(outcome);
}
