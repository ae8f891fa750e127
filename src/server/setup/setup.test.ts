import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { parsePlist } from '#protocol/encoding/plist/plist.ts';
import { parsePasswordHash } from '#protocol/mdm/commands/password-hash.ts';
import { makePushCertificate } from '#server/mdm/contract/push-certificate.ts';
import { samplePlan } from '#server/sign-in-plan/contract/sample-plan.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { pbkdf2Sync } from 'node:crypto';
import {
  type Answering,
  app,
  connect,
  enroll,
  enrolledMac,
  hostedPackage,
  type SetupStage,
  stageSetup,
  willing,
} from './contract/setup-stage.ts';

const minute = 60;

onEveryEngine('setup of a Mac', (store) => {
  let stage: SetupStage;
  before(async () => {
    stage = await stageSetup(store.one());
    await stage.management.pushCertificates.import(makePushCertificate(), 'admin');
  });
  const courseOf = async ({ serialNumber }: { serialNumber: string }) =>
    (await stage.setup.mac(serialNumber))?.course ?? assert.fail('there is a course');
  const codes = async ({ serialNumber }: { serialNumber: string }) =>
    (await stage.setup.mac(serialNumber))?.alerts.map(({ code }) => code);

  test('TokenUpdate that awaits its configuration queues setup at once, in order, and rings the Mac (5.9)', async () => {
    const mac = await enrolledMac(stage);
    await stage.management.push(mac.udid);
    assert.ok(stage.sender.countOf(mac.token) > 0);
    const types = await connect(stage, mac, willing(true));
    assert.deepEqual(types, [
      'DeviceInformation',
      'SecurityInfo',
      'InstallProfile',
      'InstallEnterpriseApplication',
      'InstallProfile',
      'AccountConfiguration',
      'InstalledApplicationList',
      'DeviceConfigured',
      'DeclarativeManagement',
      'ProfileList',
      'InstalledApplicationList',
      'UserList',
    ]);
    const { state, releaseCode } = await courseOf(mac);
    assert.deepEqual([state, releaseCode, await codes(mac)], ['released', 'ready', []]);
    assert.deepEqual(await connect(stage, mac, willing(true)), []);
  });

  test('the app’s roots come before the app, and accounts have the name of who signed in (5.2, 5.9)', async () => {
    const mac = await enrolledMac(stage);
    const bodies: Record<string, unknown>[] = [];
    await connect(stage, mac, (type, { Command }) => {
      bodies.push(Command);
      return willing(true)(type, { CommandUUID: '', Command });
    });
    const first = bodies.find(({ RequestType }) => RequestType === 'InstallProfile');
    const profile = parsePlist(first?.['Payload'] as Uint8Array) as { PayloadContent: { PayloadType: string }[] };
    assert.deepEqual(
      profile.PayloadContent.map(({ PayloadType }) => PayloadType),
      ['com.apple.security.root'],
    );
    const accounts = bodies.find(({ RequestType }) => RequestType === 'AccountConfiguration');
    assert.equal(accounts?.['PrimaryAccountUserName'], 'ada');
    const application = bodies.find(({ RequestType }) => RequestType === 'InstallEnterpriseApplication');
    assert.equal(application?.['ManifestURL'], 'https://id.example.org/applications/package/manifest.plist');
  });

  test('the Mac is asked for the app until it is there: at once, then ever after a while, one question at a time (5.4)', async () => {
    const mac = await enrolledMac(stage);
    const asked = (types: readonly string[]) => types.filter((type) => type === 'InstalledApplicationList').length;
    assert.equal(asked(await connect(stage, mac, willing(false))), 3);
    assert.deepEqual(await connect(stage, mac, willing(false)), []);
    await stage.pass(5);
    await stage.pass(0);
    assert.equal(asked(await connect(stage, mac, willing(false))), 1);
    // It stays away: one question is open, however often it falls due.
    for (let round = 0; round < 4; round += 1) await stage.pass(30);
    const open = (await stage.management.commands(mac.udid, 100)).filter(({ status }) => status === 'queued');
    assert.deepEqual(
      open.map(({ requestType }) => requestType),
      ['InstalledApplicationList'],
    );
    const installing: Answering = (type, command) =>
      type === 'InstalledApplicationList'
        ? { InstalledApplicationList: [{ Identifier: app, Installing: true }] }
        : willing(false)(type, command);
    assert.deepEqual(await connect(stage, mac, installing), ['InstalledApplicationList']);
    await stage.pass(30);
    assert.ok((await connect(stage, mac, willing(true))).includes('DeviceConfigured'));
  });

  test('DeviceConfigured waits for every setting, though the app is there', async () => {
    const mac = await enrolledMac(stage);
    const busy: Answering = (type, command) => (type === 'InstallProfile' ? 'NotNow' : willing(true)(type, command));
    assert.equal((await connect(stage, mac, busy)).includes('DeviceConfigured'), false);
    const whole = await stage.setup.mac(mac.serialNumber);
    assert.deepEqual(
      [whole?.stage, whole?.reason],
      [
        'awaiting-configuration',
        'Setup Assistant waits for the answer to InstallProfile, the answer to InstallProfile; 1 try so far.',
      ],
    );
    assert.ok((await connect(stage, mac, willing(true))).includes('DeviceConfigured'));
  });

  test('DeviceConfigured is sent even if an install fails or is put off, after 15 minutes, with an alert (checklist 11)', async () => {
    const failing: Answering = (type, command) =>
      type === 'InstallEnterpriseApplication' ? 'Error' : willing(false)(type, command);
    const puttingOff: Answering = (type, command) =>
      type === 'InstallProfile' || type === 'InstalledApplicationList' ? 'NotNow' : willing(false)(type, command);
    for (const [answering, alerts] of [
      [failing, ['setup_released_by_watchdog', 'setup_command_failed']],
      [puttingOff, ['setup_released_by_watchdog']],
    ] as const) {
      const mac = await enrolledMac(stage);
      await connect(stage, mac, answering);
      for (let seconds = 0; seconds < 12 * minute; seconds += 30) {
        await stage.pass(30);
        assert.equal((await connect(stage, mac, answering)).includes('DeviceConfigured'), false, `${seconds}`);
      }
      await stage.pass(4 * minute);
      assert.ok((await connect(stage, mac, answering)).includes('DeviceConfigured'));
      const { state, releaseCode } = await courseOf(mac);
      assert.deepEqual([state, releaseCode, await codes(mac)], ['released', 'watchdog', alerts]);
    }
  });

  test('thirty tries are enough by themselves, and a Mac that was away is let go when it comes back', async () => {
    const mac = await enrolledMac(stage);
    for (let tries = 0; tries < 40; tries += 1) await stage.pass(30);
    assert.equal((await courseOf(mac)).state, 'releasing');
    const types = await connect(stage, mac, willing(false));
    assert.equal(types.filter((type) => type === 'DeviceConfigured').length, 1);
  });

  test('DeviceConfigured is enqueued once, whoever decides and however often answers are repeated', async () => {
    const mac = await enrolledMac(stage);
    await connect(stage, mac, (type, command) =>
      type === 'DeviceConfigured' ? 'hang up' : willing(true)(type, command),
    );
    for (let round = 0; round < 40; round += 1) await stage.pass(30);
    await Promise.all([stage.setup.keepHouse(), stage.setup.keepHouse()]);
    await stage.during(() => mac.tokenUpdate({ AwaitingConfiguration: true }));
    const all = await stage.management.commands(mac.udid, 200);
    assert.equal(all.filter(({ requestType }) => requestType === 'DeviceConfigured').length, 1);
    // It is sent again, being unanswered, under the same name.
    assert.equal((await connect(stage, mac, willing(true)))[0], 'DeviceConfigured');
    assert.equal((await courseOf(mac)).state, 'released');
  });

  test('a Mac that refuses DeviceConfigured is not held, and somebody is told', async () => {
    const mac = await enrolledMac(stage);
    await connect(stage, mac, (type, command) =>
      type === 'DeviceConfigured' ? 'Error' : willing(true)(type, command),
    );
    assert.deepEqual([(await courseOf(mac)).state, await codes(mac)], ['released', ['setup_release_refused']]);
  });

  test('enrolling again starts over: nothing of before counts, alerts are cleared', async () => {
    const mac = await enrolledMac(stage);
    await connect(stage, mac, (type, command) => (type === 'InstallProfile' ? 'Error' : willing(true)(type, command)));
    assert.equal((await codes(mac))?.length, 2);
    await enroll(stage, mac);
    const { state, generation } = await courseOf(mac);
    assert.deepEqual([state, generation, await codes(mac)], ['installing', 2, []]);
    const types = await connect(stage, mac, willing(true));
    assert.deepEqual([types[0], types.includes('DeviceConfigured')], ['DeviceInformation', true]);
  });

  test('a Mac enrolled outside Setup Assistant gets app and profiles, and neither accounts nor DeviceConfigured', async () => {
    const mac = await enrolledMac(stage, false);
    const types = await connect(stage, mac, willing(true));
    assert.deepEqual(types.slice(2, 6), [
      'InstallProfile',
      'InstallEnterpriseApplication',
      'InstallProfile',
      'InstalledApplicationList',
    ]);
    assert.deepEqual([types.includes('DeviceConfigured'), (await courseOf(mac)).state], [false, 'released']);
  });

  test('without a package the Mac is let go as soon as its settings are there, and somebody is told', async () => {
    stage.hosted = undefined;
    const mac = await enrolledMac(stage);
    stage.hosted = hostedPackage();
    const types = await connect(stage, mac, willing(false));
    assert.equal(types.includes('InstallEnterpriseApplication'), false);
    assert.ok(types.includes('DeviceConfigured'));
    assert.deepEqual(await codes(mac), ['setup_application_not_hosted']);
  });

  test('without a plan a Mac that waits is let go', async () => {
    stage.plan = undefined;
    const mac = await enrolledMac(stage);
    stage.plan = samplePlan();
    assert.ok((await connect(stage, mac, willing(false))).includes('DeviceConfigured'));
  });

  test('nobody at the keyboard: no account of a person, an administrator whose password is its own (2.7, 5.2)', async () => {
    stage.plan = samplePlan({
      setup: {
        autoAdvance: true,
        managedAdministrator: { shortName: 'itadmin', fullName: 'IT' },
        primaryAccount: { skip: true },
      },
    });
    const mac = await enrolledMac(stage);
    stage.plan = samplePlan();
    let accounts: Record<string, unknown> = {};
    await connect(stage, mac, (type, command) => {
      if (type === 'AccountConfiguration') accounts = command.Command;
      return willing(true)(type, command);
    });
    assert.equal(accounts['SkipPrimarySetupAccountCreation'], true);
    const [account] = accounts['AutoSetupAdminAccounts'] as [{ shortName: string; passwordHash: Uint8Array }];
    const shown = await stage.setup.administrator(mac.serialNumber, 'marie');
    assert.ok(shown);
    const { entropy, salt, iterations } = parsePasswordHash(account.passwordHash);
    const derived = pbkdf2Sync(shown.password, salt, iterations, 128, 'sha512');
    assert.deepEqual([account.shortName, new Uint8Array(derived)], ['itadmin', entropy]);
    assert.equal(await stage.setup.administrator('UNKNOWN', 'marie'), undefined);
    assert.ok((await stage.setup.reseal()) > 0);
    assert.equal((await stage.setup.administrator(mac.serialNumber, 'marie'))?.password, shown.password);
  });

  test('when commands cannot be made they are made later, and somebody is told once', async () => {
    stage.failing = true;
    const mac = await enrolledMac(stage);
    await stage.pass(61);
    assert.deepEqual([(await courseOf(mac)).state, await codes(mac)], ['preparing', ['setup_not_prepared']]);
    stage.failing = false;
    await stage.pass(61);
    assert.ok((await connect(stage, mac, willing(true))).includes('DeviceConfigured'));
  });

  test('an alert stays until somebody clears it', async () => {
    const [alert] = await stage.setup.alerts();
    assert.ok(alert);
    assert.deepEqual(await stage.setup.clearAlert(alert.id, 'marie'), { kind: 'done' });
    assert.deepEqual(await stage.setup.clearAlert(alert.id, 'marie'), { kind: 'already' });
    assert.deepEqual(await stage.setup.clearAlert('none', 'marie'), { kind: 'not-found' });
    assert.equal(
      (await stage.setup.alerts()).some(({ id }) => id === alert.id),
      false,
    );
  });

  test('after NotNow and a success another push follows, and the command is sent again (checklist 6)', async () => {
    const mac = await enrolledMac(stage);
    const busy: Answering = (type, command) => (type === 'InstallProfile' ? 'NotNow' : willing(true)(type, command));
    await connect(stage, mac, busy);
    const before = stage.sender.countOf(mac.token);
    stage.clock.time += 31_000;
    await stage.management.keepHouse();
    assert.equal(stage.sender.countOf(mac.token), before + 1);
    assert.deepEqual((await connect(stage, mac, willing(true))).slice(0, 2), ['InstallProfile', 'InstallProfile']);
  });

  test('accounts are asked for until the Mac tells of one, and a person’s channel asks at once', async () => {
    const mac = await enrolledMac(stage);
    await connect(stage, mac, willing(true));
    await stage.pass(61);
    assert.deepEqual(await connect(stage, mac, willing(true)), ['UserList']);
    const people: Answering = (type, command) =>
      type === 'UserList'
        ? {
            Users: [
              { UserName: '_itadmin', UID: 499 },
              { UserName: 'ada', UID: 501 },
            ],
          }
        : willing(true)(type, command);
    await stage.pass(10 * minute);
    assert.deepEqual(await connect(stage, mac, people), ['UserList']);
    assert.deepEqual((await courseOf(mac)).accounts, ['ada']);
    await stage.pass(3600);
    await stage.pass(86_400);
    assert.deepEqual(await connect(stage, mac, people), []);
  });

  test('a Mac that hands over its bootstrap token has its first account, and is asked for it at once', async () => {
    const mac = await enrolledMac(stage);
    await connect(stage, mac, willing(true));
    const token = { MessageType: 'SetBootstrapToken', UDID: mac.udid, AwaitingConfiguration: false } as const;
    await stage.during(() => mac.checkIn({ ...token, BootstrapToken: new Uint8Array(32) }));
    const people: Answering = (type, command) =>
      type === 'UserList' ? { Users: [{ UserName: 'ada', UID: 501 }] } : willing(true)(type, command);
    assert.deepEqual(await connect(stage, mac, people), ['UserList']);
    assert.deepEqual((await courseOf(mac)).accounts, ['ada']);
    // A later one, once accounts are known, asks nothing.
    await stage.during(() => mac.checkIn({ ...token, BootstrapToken: new Uint8Array(32) }));
    assert.deepEqual(await connect(stage, mac, people), []);
  });

  test('a Mac that checks out loses its registration here, and its course ends', async () => {
    const mac = await enrolledMac(stage);
    await stage.during(() => mac.checkIn({ MessageType: 'CheckOut', Topic: 'x', UDID: mac.udid }));
    await stage.setup.keepHouse();
    assert.ok(stage.unregistered.includes(mac.serialNumber));
    const whole = await stage.setup.mac(mac.serialNumber);
    assert.deepEqual([whole?.course?.state, whole?.stage], ['ended', 'unenrolled']);
    assert.equal(stage.unregistered.filter((serial) => serial === mac.serialNumber).length, 1);
  });

  test('a Mac that was erased and enrolls anew is not joined by the registration that it had before (appendix D)', async () => {
    const mac = await enrolledMac(stage);
    const registeredAt = stage.clock.time;
    const device = {
      id: 'd',
      serialNumber: mac.serialNumber,
      state: 'registered',
      createdAt: 0,
      registeredAt,
    } as const;
    const person = { id: 'r', userId: 'u', userPrincipalName: 'ada@example.org', method: 'Password' } as const;
    const known = { ...device, udid: undefined, model: undefined, osVersion: undefined, name: undefined };
    const registration = { ...person, deviceId: 'd', serialNumber: mac.serialNumber, state: 'active' } as const;
    stage.registration = {
      device: { ...known, attestation: 'none', lastSeenAt: undefined },
      keys: [],
      registrations: [
        { ...registration, userKeyId: undefined, hasUnlockKey: true, createdAt: registeredAt, lastLoginAt: undefined },
      ],
    };
    const people: Answering = (type, command) =>
      type === 'UserList' ? { Users: [{ UserName: 'ada', UID: 501 }] } : willing(true)(type, command);
    const stageOf = async () => (await stage.setup.mac(mac.serialNumber))?.stage;
    await connect(stage, mac, people);
    assert.equal(await stageOf(), 'joined');
    stage.clock.time += 86_400_000;
    await enroll(stage, mac);
    assert.equal(await stageOf(), 'awaiting-configuration');
    await connect(stage, mac, people);
    assert.equal(await stageOf(), 'released');
    stage.registration = undefined;
  });

  test('a client of an exported profile that leaves takes no registration with it: its serial number is unproven', async () => {
    const client = await stage.client();
    assert.equal((await stage.during(() => client.authenticate())).status, 200);
    assert.equal((await stage.during(() => client.tokenUpdate())).status, 200);
    await stage.during(() => client.checkIn({ MessageType: 'CheckOut', Topic: 'x', UDID: client.udid }));
    await stage.setup.keepHouse();
    assert.equal((await courseOf(client)).state, 'ended');
    assert.equal(stage.unregistered.includes(client.serialNumber), false);
  });

  test('where registrations are to be kept, a Mac that checks out keeps it', async () => {
    const keeping = await stageSetup(store.one(), { onUnenrollment: 'keep' });
    const mac = await enrolledMac(keeping);
    await keeping.during(() => mac.checkIn({ MessageType: 'CheckOut', Topic: 'x', UDID: mac.udid }));
    await keeping.setup.keepHouse();
    assert.deepEqual([keeping.unregistered, (await courseOf(mac)).state], [[], 'ended']);
  });

  test('of a Mac that no feature knows, nothing is made up', async () => {
    assert.equal(await stage.setup.mac('NOBODY'), undefined);
  });
});
