import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { isJsonObject, type JsonObject } from '#protocol/encoding/json.ts';
import { profileList } from '#protocol/mdm/commands/profile-list.ts';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { checkAgainst } from '#protocol/schema/check.ts';
import { declarationTables } from '#protocol/schema/declaration-tables.ts';
import { parseDeclaration } from '#protocol/mdm/declarative/declaration.ts';
import { parseDeclarationItems } from '#protocol/mdm/declarative/declaration-items.ts';
import { encodeStatusReport } from '#protocol/mdm/declarative/status-report.ts';
import { parseTokens } from '#protocol/mdm/declarative/tokens.ts';
import { makePushCertificate } from '#server/mdm/contract/push-certificate.ts';
import type { TestMac } from '#server/mdm/contract/management-stage.ts';
import { samplePlan } from '#server/sign-in-plan/contract/sample-plan.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { connect, enroll, type SetupStage, stageSetup, willing } from './contract/setup-stage.ts';

const hour = 3600;

function ask(mac: TestMac, Endpoint: string, data?: Uint8Array) {
  const message = { MessageType: 'DeclarativeManagement', UDID: mac.udid, Endpoint };
  return mac.checkIn(data === undefined ? message : { ...message, Data: data });
}

onEveryEngine('the sign-in plan as declarations (Apple, com.apple.configuration.extensible-sso)', (store) => {
  let stage: SetupStage;
  before(async () => {
    stage = await stageSetup(store.one());
    await stage.management.pushCertificates.import(makePushCertificate(), 'admin');
    stage.plan = samplePlan({ delivery: 'declaration' });
  });

  async function macWith(OSVersion: string): Promise<TestMac> {
    const mac = await stage.mac();
    await enroll(stage, mac, true, { OSVersion });
    await connect(stage, mac, willing(true));
    return mac;
  }

  /** What the Mac is told of, by type. */
  async function declared(mac: TestMac): Promise<Readonly<Record<string, { token: string; payload: JsonObject }>>> {
    await ask(mac, 'tokens');
    const { items } = parseDeclarationItems((await ask(mac, 'declaration-items')).body);
    const found: Record<string, { token: string; payload: JsonObject }> = {};
    for (const kind of ['activation', 'configuration'] as const) {
      for (const { Identifier } of items[kind]) {
        const { Type, ServerToken, Payload } = parseDeclaration(
          (await ask(mac, `declaration/${kind}/${Identifier}`)).body,
        );
        found[Type] = { token: ServerToken, payload: Payload };
      }
    }
    return found;
  }
  const sso = 'com.apple.configuration.extensible-sso';
  const registrationToken = (payload: JsonObject | undefined) => {
    const platformSso = payload?.['PlatformSSO'] ?? null;
    return isJsonObject(platformSso) ? platformSso['RegistrationToken'] : undefined;
  };

  test('an activation, the configuration and what to tell of are for macOS 27; an older Mac has nothing declared', async () => {
    const found = await declared(await macWith('27.0'));
    assert.deepEqual(Object.keys(found).toSorted(), [
      'com.apple.activation.simple',
      sso,
      'com.apple.configuration.management.status-subscriptions',
    ]);
    const configurations = found['com.apple.activation.simple']?.payload['StandardConfigurations'];
    assert.ok(Array.isArray(configurations) && configurations.length === 2);
    for (const [type, { payload }] of Object.entries(found)) {
      const table = declarationTables.find(({ name }) => name === type) ?? assert.fail(type);
      assert.deepEqual(checkAgainst(table, payload as PlistDictionary, { macos: '27.0', json: true }), [], type);
    }
    assert.deepEqual(await declared(await macWith('26.4')), {});
  });

  test('it changes when the plan does and not by being asked for; its token is not in the store as it is', async () => {
    const mac = await macWith('27.0');
    const first = (await declared(mac))[sso];
    const token = registrationToken(first?.payload);
    assert.match(JSON.stringify(token), /^"token-/);
    assert.deepEqual((await declared(mac))[sso], first);
    stage.plan = samplePlan({ delivery: 'declaration', loginFrequency: 7200 });
    stage.version += 1;
    stage.setup.planSaved();
    await stage.setup.settled();
    assert.deepEqual(await connect(stage, mac, willing(true)), ['DeclarativeManagement']);
    const second = (await declared(mac))[sso];
    assert.notEqual(second?.token, first?.token);
    assert.equal(registrationToken(second?.payload), token);
    const rows = await store.one().all<Record<string, unknown>>('SELECT * FROM mdm_declaration_set');
    const own = await store.one().all<Record<string, unknown>>('SELECT * FROM setup_declaration');
    const bytes = [...rows, ...own].flatMap((row) => Object.values(row)).map((value) => textOf(value));
    assert.ok(!bytes.some((text) => text.includes(/token-\d+/.exec(JSON.stringify(token))?.[0] ?? '')));
    assert.equal(await stage.setup.reseal(), 0);
  });

  test('a Mac that has not registered before its token ends gets another; one that has keeps what it has', async () => {
    const mac = await macWith('27.0');
    const first = registrationToken((await declared(mac))[sso]?.payload);
    await stage.pass(21 * hour);
    assert.ok((await connect(stage, mac, willing(true))).includes('DeclarativeManagement'));
    const second = registrationToken((await declared(mac))[sso]?.payload);
    assert.notEqual(second, first);
    const device = { id: 'd', serialNumber: mac.serialNumber, state: 'registered' };
    stage.registration = { device, keys: [], registrations: [] } as unknown as SetupStage['registration'];
    await stage.pass(21 * hour);
    assert.equal(registrationToken((await declared(mac))[sso]?.payload), second);
    const watched = 'SELECT enrollment_id FROM setup_declaration WHERE enrollment_id = ? AND minted_at IS NOT NULL';
    assert.equal(await store.one().get(watched, mac.udid), undefined);
    stage.registration = undefined;
  });

  test('a claimed serial number of a registered Mac is declared no token', async () => {
    const client = await stage.client();
    const device = { id: 'd', serialNumber: client.serialNumber, state: 'registered' };
    stage.registration = { device, keys: [], registrations: [] } as unknown as SetupStage['registration'];
    await enroll(stage, client, true, { OSVersion: '27.0' });
    await connect(stage, client, willing(true));
    const configuration = (await declared(client))[sso];
    assert.ok(configuration);
    assert.equal(registrationToken(configuration.payload), undefined);
    assert.equal(stage.tokens.includes(client.serialNumber), false);
    stage.registration = undefined;
  });

  test('what the Mac says of them is shown; an invalid one is one alert, until all are valid', async () => {
    const mac = await macWith('27.0');
    const report = (valid: string) => {
      const item = { identifier: 'c', active: valid === 'valid', valid, 'server-token': 't' };
      const reasons = valid === 'valid' ? {} : { reasons: [{ code: 'Error.No', description: 'It does not fit.' }] };
      const StatusItems = { management: { declarations: { configurations: [{ ...item, ...reasons }] } } };
      return ask(mac, 'status', encodeStatusReport({ StatusItems, Errors: [], FullReport: true }));
    };
    const shown = async () => (await stage.setup.mac(mac.serialNumber)) ?? assert.fail('the Mac is known');
    await report('invalid');
    await report('invalid');
    const { declarations, alerts } = await shown();
    const reasons = ['Error.No: It does not fit.'];
    assert.deepEqual(declarations, [{ identifier: 'c', active: false, valid: 'invalid', reasons }]);
    assert.deepEqual(
      alerts.map(({ code, detail }) => [code, detail]),
      [['setup_declaration_invalid', 'The Mac refuses c: Error.No: It does not fit.']],
    );
    await report('valid');
    assert.deepEqual((await shown()).alerts, []);
  });

  test('a Mac that enrolls anew, or leaves, has none until its setup says so again', async () => {
    const mac = await macWith('27.0');
    assert.ok(sso in (await declared(mac)));
    await enroll(stage, mac, true, { OSVersion: '26.4' });
    await connect(stage, mac, willing(true));
    assert.deepEqual(await declared(mac), {});
  });

  test('profiles of others with single sign-on are told to the linter, ours and other payloads are not (10002)', async () => {
    const mac = await macWith('27.0');
    const profile = (identifier: string, type: string) => ({
      PayloadUUID: 'U',
      PayloadIdentifier: identifier,
      PayloadContent: [{ PayloadType: type, PayloadIdentifier: `${identifier}.1` }],
    });
    const ProfileList = [
      profile('com.example.sso', 'com.apple.extensiblesso'),
      profile('org.porchlight.sign-in.x', 'com.apple.extensiblesso'),
      profile('com.example.wifi', 'com.apple.wifi.managed'),
    ];
    await stage.management.send(mac.udid, profileList.build({}));
    await connect(stage, mac, (type, command) =>
      type === 'ProfileList' ? { ProfileList } : willing(true)(type, command),
    );
    assert.deepEqual(await stage.setup.otherPayloads(), [
      { profile: 'com.example.sso', urls: [], platformSso: 'unknown' },
    ]);
    await mac.checkIn({ MessageType: 'CheckOut', Topic: 't', UDID: mac.udid });
    assert.deepEqual(await stage.setup.otherPayloads(), []);
  });

  test('tokens of a Mac that has the profile say that nothing is declared', async () => {
    const mac = await macWith('26.4');
    assert.ok(parseTokens((await ask(mac, 'tokens')).body).DeclarationsToken.length > 0);
  });
});

function textOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value ?? null);
}
