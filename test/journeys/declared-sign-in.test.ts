import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { VirtualMac } from '#mac/virtual-mac.ts';
import { createDatabase } from '../support/postgres.ts';
import { type Member, openOrganisation, type Organisation, setUp } from '../support/organisation.ts';
import { suiteCurtain } from '../support/suite-curtain.ts';

const engines = { SQLite: async () => undefined, PostgreSQL: async () => (await createDatabase()).url };
const plan = { delivery: 'declaration', registration: { duringSetup: false } } as const;

for (const [engine, address] of Object.entries(engines)) {
  describe(`Macs with macOS 27 have the plan as declarations, on ${engine} (section 8)`, () => {
    const curtain = suiteCurtain();
    let organisation: Organisation;
    let ada: Member;
    before(async () => {
      organisation = await openOrganisation(curtain, { databaseUrl: await address() });
      ada = await organisation.person('ada');
      await organisation.plan(plan);
    });
    after(() => curtain.fall());

    /** Sets a Mac up, and lets it do what waits for it afterwards. */
    async function fromTheBox(macos: '26.0' | '27.0'): Promise<VirtualMac> {
      const mac = await organisation.buy({ macos });
      const { outcome } = await setUp(mac, ada);
      assert.equal(outcome.kind, 'finished', JSON.stringify(outcome));
      await mac.connectToMdm();
      return mac;
    }
    const shown = (mac: VirtualMac) =>
      organisation.api.getMac({ params: { serialNumber: mac.state().hardware.serialNumber } });
    const ssoSources = (mac: VirtualMac) =>
      mac.state().profiles.filter(({ content }) => JSON.stringify(content).includes('com.apple.extensiblesso'));

    test('it is declared in place of the profile, found valid and active, and the Mac joins', async () => {
      const mac = await fromTheBox('27.0');
      const [source, ...others] = ssoSources(mac);
      assert.match(source?.identifier ?? '', /\.extensible-sso$/);
      assert.deepEqual(others, []);
      const { outcome } = await mac.register({
        signIn: { userName: ada.userPrincipalName, password: ada.password },
      });
      assert.equal(outcome.kind, 'registered', JSON.stringify(outcome));
      const { mac: standing, declarations } = await shown(mac);
      assert.equal(standing.stage, 'joined', standing.reason);
      assert.equal(declarations.length, 3);
      const enrollment = mac.state().hardware.serialNumber;
      const managed = await organisation.api.getEnrollment({ params: { enrollment } });
      assert.deepEqual(managed.declarations, declarations);
      for (const one of declarations) assert.deepEqual([one.active, one.valid, one.reasons], [true, 'valid', []]);
    });

    test('an edit of the plan reaches the Mac, which asks nobody anything and keeps its registration', async () => {
      const mac = await fromTheBox('27.0');
      await mac.register({ signIn: { userName: ada.userPrincipalName, password: ada.password } });
      const asked = mac.notifications();
      await organisation.plan({ ...plan, accountDisplayName: 'Example Ltd', loginFrequency: 43_200 });
      await organisation.server.composition.setup.settled();
      const { evidence } = await mac.connectToMdm();
      const fetched = evidence.filter(({ sent }) => sent.body.includes('<string>declaration/'));
      assert.equal(fetched.length, 1, 'only what changed is fetched');
      assert.match(JSON.stringify(ssoSources(mac)), /"LoginFrequency":43200/);
      assert.deepEqual(mac.notifications(), asked);
      assert.equal((await shown(mac)).mac.stage, 'joined');
      // Nothing changed since: asked again, nothing is said.
      await organisation.plan({ ...plan, accountDisplayName: 'Example Ltd', loginFrequency: 43_200 });
      await organisation.server.composition.setup.settled();
      const again = await mac.connectToMdm();
      assert.ok(!again.evidence.some(({ purpose }) => purpose === 'declarations'));
      await organisation.plan(plan);
    });

    test('an older Mac has the profile, and no declarations', async () => {
      const mac = await fromTheBox('26.0');
      const [source, ...others] = ssoSources(mac);
      assert.match(source?.identifier ?? '', /^org\.porchlight\.sign-in\.[0-9a-f-]+$/);
      assert.deepEqual(others, []);
      assert.deepEqual((await shown(mac)).declarations, []);
    });

    test('a declaration that the Mac refuses is an alert, taken back when it is valid again', async () => {
      const mac = await fromTheBox('27.0');
      const foreign = {
        PayloadType: 'Configuration',
        PayloadIdentifier: 'com.example.sso',
        PayloadContent: [
          {
            PayloadType: 'com.apple.extensiblesso',
            PayloadIdentifier: 'com.example.sso.payload',
            ExtensionIdentifier: 'com.example.app.extension',
            TeamIdentifier: 'ABCDE12345',
            Type: 'Redirect',
            URLs: ['https://login.example.com/'],
            PlatformSSO: { AuthenticationMethod: 'Password' },
          },
        ],
      };
      const [own] = ssoSources(mac);
      await mac.removeProfile(own?.identifier ?? '');
      await mac.installProfile(foreign);
      const alertsAfter = async (loginFrequency: number) => {
        await organisation.plan({ ...plan, loginFrequency });
        await organisation.server.composition.setup.settled();
        await mac.connectToMdm();
        return (await shown(mac)).alerts.map(({ code }) => code);
      };
      assert.deepEqual(await alertsAfter(7200), ['setup_declaration_invalid']);
      const refused = (await shown(mac)).declarations.find(({ valid }) => valid === 'invalid');
      assert.match(refused?.reasons[0] ?? '', /More than one profile/);
      await mac.removeProfile('com.example.sso');
      assert.deepEqual(await alertsAfter(7201), []);
      await organisation.plan(plan);
    });
  });
}
