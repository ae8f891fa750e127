import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeEnrollmentProfile, parseEnrollmentProfile, profileFault } from '#protocol/ade/enrollment-profile.ts';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { fullPlan, samplePlan } from './contract/sample-plan.ts';
import { judge, schemas } from './contract/schema-judge.ts';
import { deviceEnrollmentSettings, enrollmentGate } from './device-enrollment.ts';
import { setupCommands, type SetupResources } from './setup-commands.ts';

const resources: SetupResources = {
  applicationManifestUrl: 'https://id.example.org/applications/x/manifest.plist',
  profiles: [new Uint8Array([1]), new Uint8Array([2])],
  administratorPasswordHash: new Uint8Array([3]),
  person: { fullName: 'Ada Example', accountName: 'ada' },
};
const admin = { shortName: 'itadmin', fullName: 'IT Admin' };

function keysOf({ RequestType: _type, ...keys }: PlistDictionary): PlistDictionary {
  return keys;
}

test('the settings of a plan are an enrollment profile that Apple takes (1.5)', () => {
  for (const plan of [samplePlan(), fullPlan()]) {
    const profile = {
      profile_name: 'Example',
      url: 'https://id.example.org/enroll/x',
      ...deviceEnrollmentSettings(plan),
    };
    const text = encodeEnrollmentProfile(profile);
    assert.deepEqual(parseEnrollmentProfile(text), profile);
    assert.equal(profileFault(JSON.parse(text)), undefined);
  }
  const { await_device_configured: awaits, auto_advance_setup: advances } = deviceEnrollmentSettings(
    samplePlan({ setup: { autoAdvance: true, awaitConfigured: false } }),
  );
  assert.deepEqual([awaits, advances], [true, true]);
});

test('an older Mac updates before it signs in, and only a Mac that can signs in before it enrolls (2.4)', () => {
  const plan = samplePlan({ setup: { minimumMacos: '26.1', requirePlatformSso: true } });
  const gate = (macos: readonly [number, number, number] | undefined, canRequestPlatformSso: boolean) =>
    enrollmentGate(plan, { macos, canRequestPlatformSso });
  assert.deepEqual(gate([26, 0, 1], true), { kind: 'update-first', version: '26.1' });
  assert.deepEqual(gate([26, 1, 0], true), { kind: 'sign-in-first' });
  assert.deepEqual(gate([27, 0, 0], false), { kind: 'enroll' });
  assert.deepEqual(gate(undefined, true), { kind: 'sign-in-first' });
  assert.deepEqual(enrollmentGate(samplePlan(), { macos: [15, 0, 0], canRequestPlatformSso: true }), {
    kind: 'enroll',
  });
});

test('setup installs app, profiles and accounts in this order, and lets the Mac go on last (5.9)', () => {
  const commands = setupCommands(fullPlan(), resources);
  assert.deepEqual(
    commands.map(({ RequestType }) => RequestType),
    ['InstallEnterpriseApplication', 'InstallProfile', 'InstallProfile', 'AccountConfiguration', 'DeviceConfigured'],
  );
  const bare = samplePlan({ setup: { awaitConfigured: false, primaryAccount: { prefill: false } } });
  assert.deepEqual(setupCommands(bare, { ...resources, applicationManifestUrl: undefined, profiles: [] }), []);
});

test('commands of setup keep to Apple’s schemas of them (5.2, 5.4)', () => {
  const [application, , , accounts] = setupCommands(fullPlan(), resources);
  assert.ok(application && accounts);
  for (const [command, table] of [
    [application, schemas['install-enterprise-application-15.1']],
    [accounts, schemas['account-configuration-15.1']],
  ] as const) {
    const problems = judge(keysOf(command), table).filter(({ problem }) => problem !== undefined);
    assert.deepEqual(problems, []);
  }
});

test('the first account has the name of who signed in, locked, and is no administrator beside a managed one (5.2)', () => {
  const plan = samplePlan({ setup: { managedAdministrator: admin, primaryAccount: { regularUser: true } } });
  const accounts = setupCommands(plan, resources).find(({ RequestType }) => RequestType === 'AccountConfiguration');
  assert.deepEqual(accounts, {
    RequestType: 'AccountConfiguration',
    SetPrimarySetupAccountAsRegularUser: true,
    PrimaryAccountFullName: 'Ada Example',
    PrimaryAccountUserName: 'ada',
    LockPrimaryAccountInfo: true,
    AutoSetupAdminAccounts: [
      { shortName: 'itadmin', fullName: 'IT Admin', passwordHash: new Uint8Array([3]), hidden: true },
    ],
  });
});

test('without the hash of the administrator’s password nothing is asked for that needs an administrator (5.2)', () => {
  const plan = samplePlan({
    setup: { managedAdministrator: admin, primaryAccount: { skip: true, regularUser: true } },
  });
  const without = { ...resources, administratorPasswordHash: undefined };
  assert.equal(
    setupCommands(plan, without).some(({ RequestType }) => RequestType === 'AccountConfiguration'),
    false,
  );
  const skipping = setupCommands(plan, resources).find(({ RequestType }) => RequestType === 'AccountConfiguration');
  assert.equal(skipping?.['SkipPrimarySetupAccountCreation'], true);
  assert.equal(skipping?.['PrimaryAccountUserName'], undefined);
});
