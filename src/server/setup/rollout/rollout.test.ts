import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { parsePlist } from '#protocol/encoding/plist/plist.ts';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import type { TestMac } from '#server/mdm/contract/management-stage.ts';
import { makePushCertificate } from '#server/mdm/contract/push-certificate.ts';
import { samplePlan } from '#server/sign-in-plan/contract/sample-plan.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import {
  type Answering,
  connect,
  enroll,
  enrolledMac,
  hostedPackage,
  type SetupStage,
  stageSetup,
  willing,
} from '../contract/setup-stage.ts';

type Plan = NonNullable<Parameters<typeof samplePlan>[0]>;

onEveryEngine('a plan that is saved goes out to Macs', (store) => {
  let stage: SetupStage;
  before(async () => {
    stage = await stageSetup(store.one());
    await stage.management.pushCertificates.import(makePushCertificate(), 'admin');
  });
  const settled = async (answering: Answering = willing(true)) => {
    const mac = await enrolledMac(stage);
    await connect(stage, mac, answering);
    await stage.pass(5);
    return mac;
  };
  const save = (change: Plan) => {
    stage.version += 1;
    stage.plan = samplePlan(change);
  };
  const standingOf = async ({ serialNumber }: TestMac) => (await stage.setup.mac(serialNumber))?.plan;
  /** One connection: types, and the profiles as text. */
  const taken = async (mac: TestMac, answering: Answering = willing(true)) => {
    const profiles: string[] = [];
    const types = await connect(stage, mac, (type, envelope) => {
      const payload = envelope.Command['Payload'];
      if (payload instanceof Uint8Array) profiles.push(fromUtf8(payload) ?? '');
      return answering(type, envelope);
    });
    return { types: types.filter((type) => type.startsWith('Install') && !type.endsWith('List')), profiles };
  };

  test('a Mac that was set up has the version of its setup, and is given nothing twice', async () => {
    const mac = await settled();
    assert.deepEqual(await standingOf(mac), { givenVersion: 1, version: 1, waiting: 0, error: undefined });
    assert.deepEqual((await taken(mac)).types, []);
  });

  test('an edit reaches the Mac once, under the same identifiers, and the answer is noted with the version', async () => {
    const mac = await settled();
    const { profiles: before } = await taken(mac);
    assert.deepEqual(before, []);
    save({ method: 'UserSecureEnclaveKey' });
    await stage.pass(5);
    await stage.pass(5);
    assert.deepEqual(await standingOf(mac), {
      givenVersion: stage.version,
      version: stage.version - 1,
      waiting: 1,
      error: undefined,
    });
    const { types, profiles } = await taken(mac);
    assert.deepEqual(types, ['InstallProfile']);
    assert.match(profiles[0] ?? '', /UserSecureEnclaveKey/);
    assert.match(profiles[0] ?? '', /org\.porchlight\.sign-in\.6f1c3a52-0e5b-4c0b-9c55-6b7c9e0b4d10</);
    assert.deepEqual(await standingOf(mac), {
      givenVersion: stage.version,
      version: stage.version,
      waiting: 0,
      error: undefined,
    });
    await stage.pass(5);
    assert.deepEqual((await taken(mac)).types, []);
  });

  test('an edit that changes nothing for this Mac sends nothing, and counts as had', async () => {
    const mac = await settled();
    const plan = stage.plan;
    stage.version += 1;
    stage.plan = plan && { ...plan, setup: { ...plan.setup, department: 'Elsewhere' } };
    await stage.pass(5);
    assert.deepEqual((await taken(mac)).types, []);
    assert.equal((await standingOf(mac))?.version, stage.version);
  });

  test('of several edits a Mac that is away gets the newest only, when it comes', async () => {
    const mac = await settled();
    for (const accountDisplayName of ['One', 'Two', 'Three']) {
      save({ accountDisplayName });
      await stage.pass(5);
    }
    const { types, profiles } = await taken(mac);
    assert.deepEqual(types, ['InstallProfile']);
    assert.match(profiles[0] ?? '', /Three/);
    assert.equal((await standingOf(mac))?.version, stage.version);
  });

  test('a new package goes before the profile; the same package is not sent again', async () => {
    const mac = await settled();
    stage.hosted = { ...hostedPackage(), id: 'other', sha256: '01' };
    save({ accountDisplayName: 'Packaged' });
    await stage.pass(5);
    assert.deepEqual((await taken(mac)).types, ['InstallProfile', 'InstallEnterpriseApplication', 'InstallProfile']);
    save({ accountDisplayName: 'Quiet' });
    await stage.pass(5);
    assert.deepEqual((await taken(mac)).types, ['InstallProfile']);
    stage.hosted = hostedPackage();
  });

  test('a plan without a method for this macOS replaces the profile by one without Platform SSO', async () => {
    const mac = await settled();
    save({ method: 'OpenID' });
    await stage.pass(5);
    const { profiles } = await taken(mac);
    const { PayloadContent: content } = parsePlist(new TextEncoder().encode(profiles[0])) as {
      PayloadContent: object[];
    };
    const payload = content.find((one) => 'PayloadType' in one && one.PayloadType === 'com.apple.extensiblesso');
    assert.ok(payload);
    assert.equal('PlatformSSO' in payload, false);
  });

  test('a registered Mac gets a token only where the edit makes it register again', async () => {
    save({});
    const mac = await settled();
    stage.registration = registrationOf(mac, 'registered');
    const tokens = () => stage.tokens.filter((serial) => serial === mac.serialNumber).length;
    const made = tokens();
    save({ accountDisplayName: 'Registered' });
    await stage.pass(5);
    assert.equal((await taken(mac)).profiles[0]?.includes('RegistrationToken'), false);
    save({ useSharedDeviceKeys: false });
    await stage.pass(5);
    assert.equal((await taken(mac)).profiles[0]?.includes('RegistrationToken'), true);
    stage.registration = registrationOf(mac, 'repair');
    save({ accountDisplayName: 'Repair', useSharedDeviceKeys: false });
    await stage.pass(5);
    assert.equal((await taken(mac)).profiles[0]?.includes('RegistrationToken'), true);
    assert.ok(tokens() >= made + 2);
    stage.registration = registrationOf(mac, 'revoked');
    save({ accountDisplayName: 'Revoked' });
    await stage.pass(5);
    assert.equal((await taken(mac)).profiles[0]?.includes('RegistrationToken'), false);
    stage.registration = undefined;
  });

  test('who only claims the serial number of a registered Mac gets no token to take its place', async () => {
    save({});
    const client = await stage.client();
    assert.equal((await stage.during(() => client.authenticate())).status, 200);
    assert.equal((await stage.during(() => client.tokenUpdate())).status, 200);
    await connect(stage, client, willing(true));
    for (const state of ['registered', 'repair'] as const) {
      stage.registration = registrationOf(client, state);
      save({ useSharedDeviceKeys: state !== 'registered' });
      await stage.pass(5);
      const { profiles } = await taken(client);
      assert.deepEqual([profiles.length, profiles[0]?.includes('RegistrationToken')], [1, false]);
    }
    stage.registration = undefined;
  });

  test('what a Mac refuses is noted with an alert, counted, and tried again with the next version only', async () => {
    const mac = await settled();
    save({ accountDisplayName: 'Refused' });
    await stage.pass(5);
    assert.deepEqual((await taken(mac, () => 'Error')).types, ['InstallProfile']);
    const error = 'InstallProfile: MCMDMErrorDomain 12021';
    assert.equal((await standingOf(mac))?.error, error);
    const alerts = (await stage.setup.mac(mac.serialNumber))?.alerts.map(({ code }) => code);
    assert.deepEqual(alerts, ['setup_plan_refused']);
    const progress = await stage.setup.rollout();
    assert.equal(progress?.failed, 1);
    assert.deepEqual(progress.failures, [{ serialNumber: mac.serialNumber, version: stage.version, error }]);
    const every = { after: '', limit: 100, search: undefined, standing: undefined };
    const listed = (await stage.setup.rolloutMacs(every)) ?? [];
    assert.deepEqual(
      listed.map(({ serialNumber }) => serialNumber),
      listed.map(({ serialNumber }) => serialNumber).toSorted(),
    );
    const counted = (standing: string) => listed.filter((one) => one.standing === standing).length;
    assert.deepEqual(
      [counted('up-to-date'), counted('waiting'), counted('failed')],
      [progress.upToDate, progress.waiting, progress.failed],
    );
    const failed = { serialNumber: mac.serialNumber, standing: 'failed', version: stage.version - 1, error };
    const wanted = { ...failed, givenVersion: stage.version };
    const search = mac.serialNumber.toLowerCase();
    assert.deepEqual(await stage.setup.rolloutMacs({ ...every, standing: 'failed' }), [wanted]);
    assert.deepEqual(await stage.setup.rolloutMacs({ ...every, search }), [wanted]);
    assert.deepEqual(await stage.setup.rolloutMacs({ ...every, search, standing: 'waiting' }), []);
    assert.deepEqual(await stage.setup.rolloutMacs({ ...every, after: mac.serialNumber, search }), []);
    await stage.pass(5);
    assert.deepEqual((await taken(mac)).types, []);
    // The same profile again: it is not known that the Mac has it.
    stage.version += 1;
    await stage.pass(5);
    assert.deepEqual((await taken(mac)).types, ['InstallProfile']);
    assert.equal((await standingOf(mac))?.error, undefined);
  });

  test('NotNow leaves it waiting; the Mac gets it in a later connection', async () => {
    const mac = await settled();
    save({ accountDisplayName: 'Later' });
    await stage.pass(5);
    await taken(mac, () => 'NotNow');
    assert.equal((await standingOf(mac))?.waiting, 1);
    assert.deepEqual((await taken(mac)).types, ['InstallProfile']);
    assert.equal((await standingOf(mac))?.version, stage.version);
  });

  test('a Mac in setup gets what was saved meanwhile once it is released', async () => {
    const mac = await enrolledMac(stage);
    const old = stage.version;
    save({ accountDisplayName: 'Meanwhile' });
    await stage.pass(5);
    await connect(stage, mac, willing(true));
    assert.equal((await standingOf(mac))?.version, old);
    await stage.pass(5);
    const { types, profiles } = await taken(mac);
    assert.deepEqual(types, ['InstallProfile']);
    assert.match(profiles[0] ?? '', /Meanwhile/);
  });

  test('a Mac that enrolled before there was a plan gets the first one, and its app', async () => {
    const plan = stage.plan;
    stage.plan = undefined;
    const mac = await settled();
    assert.deepEqual((await taken(mac)).types, []);
    stage.plan = plan;
    save({ accountDisplayName: 'First' });
    await stage.pass(5);
    assert.deepEqual((await taken(mac)).types, ['InstallProfile', 'InstallEnterpriseApplication', 'InstallProfile']);
  });

  test('a Mac that left is given nothing', async () => {
    const mac = await settled();
    await stage.during(() => mac.checkIn({ MessageType: 'CheckOut', Topic: 'x', UDID: mac.udid }));
    save({ accountDisplayName: 'Gone' });
    await stage.pass(5);
    await stage.pass(61);
    const open = (await stage.management.commands(mac.udid, 50)).filter(({ status }) => status === 'queued');
    assert.deepEqual(open, []);
  });

  test('nodes that look at once give a Mac its commands once', async () => {
    const mac = await settled();
    save({ accountDisplayName: 'Nodes' });
    const other = await stageSetup(store.pair()[1]);
    other.version = stage.version;
    other.plan = stage.plan;
    other.clock.time = stage.clock.time;
    await Promise.all([stage.setup.keepHouse(), other.setup.keepHouse(), stage.setup.keepHouse()]);
    await stage.pass(5);
    assert.deepEqual((await taken(mac)).types, ['InstallProfile']);
  });

  test('a Mac with declarations is told of an edit, and its profile of associated domains follows', async () => {
    const declared = { delivery: 'declaration', registration: { duringSetup: false } } as const;
    save(declared);
    const mac = await stage.mac();
    await enroll(stage, mac, true, { OSVersion: '27.0' });
    await connect(stage, mac, willing(true));
    await stage.pass(5);
    await connect(stage, mac, willing(true));
    assert.equal((await standingOf(mac))?.version, stage.version);
    save({ ...declared, accountDisplayName: 'Declared' });
    await stage.pass(5);
    assert.deepEqual(await connect(stage, mac, willing(true)), ['DeclarativeManagement']);
    assert.equal((await standingOf(mac))?.version, stage.version);
    save({ ...declared, accountDisplayName: 'Declared', associatedDomains: [{ host: 'other.example.org' }] });
    await stage.pass(5);
    const { types, profiles } = await taken(mac);
    assert.deepEqual(types, ['InstallProfile']);
    assert.match(profiles[0] ?? '', /other\.example\.org/);
    assert.doesNotMatch(profiles[0] ?? '', /com\.apple\.extensiblesso/);
    save({ ...declared, accountDisplayName: 'Declared', associatedDomains: [] });
    await stage.pass(5);
    assert.deepEqual(await connect(stage, mac, willing(true)), ['RemoveProfile']);
    assert.equal((await standingOf(mac))?.version, stage.version);
  });

  test('without a plan there is no rollout to count', async () => {
    const plan = stage.plan;
    stage.plan = undefined;
    assert.equal(await stage.setup.rollout(), undefined);
    await stage.pass(5);
    stage.plan = plan;
  });
});

onEveryEngine('many Macs', (store) => {
  test('a version goes out to many Macs over time, and a restart in between loses none', async () => {
    const stage = await stageSetup(store.one(), { rollout: { perSecond: 1 } });
    await stage.management.pushCertificates.import(makePushCertificate(), 'admin');
    const macs: TestMac[] = [];
    for (let count = 0; count < 12; count += 1) {
      const mac = await enrolledMac(stage);
      await connect(stage, mac, willing(true));
      macs.push(mac);
    }
    await stage.pass(5);
    stage.version = 2;
    stage.plan = samplePlan({ accountDisplayName: 'Many' });
    await stage.pass(0);
    const first = await stage.setup.rollout();
    assert.deepEqual([first?.version, first?.upToDate, first?.waiting, first?.failed], [2, 0, 12, 0]);
    const given = async () => {
      const all = await Promise.all(macs.map(async ({ serialNumber }) => (await stage.setup.mac(serialNumber))?.plan));
      return all.filter((plan) => plan?.givenVersion === 2).length;
    };
    const atOnce = await given();
    assert.ok(atOnce < 12, `${atOnce} of 12 at once`);
    const again = await stageSetup(store.one(), { rollout: { perSecond: 1 } });
    again.version = 2;
    again.plan = stage.plan;
    again.clock.time = stage.clock.time + 12_000;
    await again.setup.keepHouse();
    assert.equal(await given(), 12);
    for (const mac of macs) await connect(stage, mac, willing(true));
    assert.equal((await stage.setup.rollout())?.upToDate, 12);
  });
});

function registrationOf(
  { serialNumber }: TestMac,
  state: 'registered' | 'repair' | 'revoked',
): SetupStage['registration'] {
  const facts = { udid: undefined, model: undefined, osVersion: undefined, name: undefined, lastSeenAt: undefined };
  const device = {
    ...facts,
    id: 'd',
    serialNumber,
    state,
    attestation: 'none',
    createdAt: 0,
    registeredAt: 0,
  } as const;
  return { device, keys: [], registrations: [] };
}
