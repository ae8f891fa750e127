import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { skipSetupItems } from '#protocol/ade/skip-setup-items.ts';
import { now } from '#protocol/x509/contract/test-authority.ts';
import type { InstalledExtension } from '../mac-state.ts';
import type { MacosVersion } from '../macos/versions.ts';
import { type Writable, platformSsoPayloads, profileOf } from '../testing/enrollment-profile.ts';
import { fakeIdentityProvider } from '../testing/fake-identity-provider.ts';
import { FakeOrganisation, base } from '../testing/fake-organisation.ts';
import { answer, boxedMac, toRemoteManagement } from '../testing/managed-mac.ts';
import { passwordHash } from '../testing/password-hash.ts';
import type { VirtualMac } from '../virtual-mac.ts';
import type { SetupAnswer } from './answers.ts';

const onward: SetupAnswer = { kind: 'continue' };
const typed = (account: { shortName?: string; fullName?: string; password: string }): SetupAnswer => ({
  kind: 'account',
  account,
});
const admin = {
  shortName: 'admin',
  fullName: 'Administrator',
  passwordHash: passwordHash('hidden-secret'),
  hidden: true,
};
const register: SetupAnswer = {
  kind: 'register',
  answers: { signIn: { userName: 'ada@example.org', password: 'organisation' } },
};
const password = (text: string) => ({ kind: 'password', password: text }) as const;

let organisation: FakeOrganisation;
let idp: ReturnType<typeof fakeIdentityProvider>;
beforeEach(() => {
  idp = fakeIdentityProvider(() => now);
  idp.passwords.set('ada@example.org', 'organisation');
  organisation = new FakeOrganisation(idp.fetch);
  organisation.cloudConfiguration = {
    url: `${base}/enroll`,
    await_device_configured: true,
    skip_setup_items: Object.keys(skipSetupItems),
  };
});

/** A Mac that the server configured by commands and let go. */
async function configured(commands: readonly Writable[], macos: MacosVersion = '26.0'): Promise<VirtualMac> {
  const mac = boxedMac(organisation, macos);
  await answer(mac, ...toRemoteManagement, onward);
  await mac.installExtension(extension());
  for (const command of [...commands, { RequestType: 'DeviceConfigured' }]) organisation.enqueue(command);
  await answer(mac, onward);
  return mac;
}

function extension(): InstalledExtension {
  const names = { teamIdentifier: 'TEAM', applicationIdentifier: 'app', extensionIdentifier: 'app.ext' };
  const loginConfiguration = idp.configuration;
  const kind = { kind: 'configuration-file', loginConfiguration, loginUserName: undefined } as const;
  return { ...names, displayName: 'Test', sdkVersion: 26, kind };
}

const accounts = (change: Writable) => ({ RequestType: 'AccountConfiguration', ...change });
const sso = (change: Writable = {}) => ({
  RequestType: 'InstallProfile',
  Payload: profileOf('org.example.sso', platformSsoPayloads(change)),
});

test('names are proposed, kept from change where they are locked, and ignored where that is wanted (section 5.2)', async () => {
  const names = { PrimaryAccountFullName: 'Ada Lovelace', PrimaryAccountUserName: 'ada' };
  const made = async (change: Writable, answered: Parameters<typeof typed>[0]) => {
    const mac = await configured([accounts({ ...names, ...change })]);
    const pane = mac.setup()?.account;
    await answer(mac, typed(answered));
    const [account] = mac.state().accounts;
    return { pane, account: account && [account.shortName, account.fullName, account.admin] };
  };
  const other = { shortName: 'other', fullName: 'Other', password: 'local' };
  const proposed = await made({}, { password: 'local' });
  assert.deepEqual(proposed.account, ['ada', 'Ada Lovelace', true]);
  assert.deepEqual(proposed.pane, { fullName: 'Ada Lovelace', shortName: 'ada', locked: false, passwordKnown: false });
  assert.deepEqual((await made({}, other)).account, ['other', 'Other', true]);
  const locked = await made({ LockPrimaryAccountInfo: true }, other);
  assert.deepEqual(locked.account, ['ada', 'Ada Lovelace', true]);
  assert.equal(locked.pane?.locked, true);
  const half = await made({ LockPrimaryAccountInfo: true, PrimaryAccountUserName: '' }, other);
  assert.deepEqual(half.account, ['other', 'Ada Lovelace', true]);
  assert.equal(half.pane?.locked, false);
  const ignored = await made({ LockPrimaryAccountInfo: true, DontAutoPopulatePrimaryAccountInfo: true }, other);
  assert.deepEqual(ignored.account, ['other', 'Other', true]);
  assert.equal(ignored.pane?.fullName, undefined);
});

test('an account that cannot be is an alert, and the pane stays', async () => {
  const mac = await configured([accounts({ AutoSetupAdminAccounts: [admin] })]);
  for (const wrong of [
    typed({ shortName: 'Not A Name', password: 'local' }),
    typed({ shortName: 'ada', password: '' }),
    typed({ shortName: 'admin', password: 'local' }),
    typed({ password: 'local' }),
  ]) {
    const outcome = await answer(mac, wrong);
    assert.ok(outcome.kind === 'pane' && outcome.pane === 'account' && outcome.alert !== undefined);
  }
  assert.deepEqual(await answer(mac, typed({ shortName: 'ada', password: 'local' })), {
    kind: 'finished',
    user: 'ada',
  });
});

test('the managed administrator logs in by what its PBKDF2 hash was made of, is hidden and has no SecureToken', async () => {
  const mac = await configured([
    accounts({
      AutoSetupAdminAccounts: [admin, { ...admin, shortName: 'second' }],
      SkipPrimarySetupAccountCreation: true,
    }),
    // The same again makes nothing twice.
    accounts({ AutoSetupAdminAccounts: [admin], SkipPrimarySetupAccountCreation: true }),
  ]);
  assert.equal(mac.setup(), undefined);
  const state = mac.state();
  assert.equal(state.session.kind, 'login-window');
  assert.deepEqual(
    state.accounts.map(({ shortName, fullName, admin: isAdmin, hidden, secureToken }) => [
      shortName,
      fullName,
      isAdmin,
      hidden,
      secureToken,
    ]),
    [['admin', 'Administrator', true, true, false]],
  );
  assert.ok(!JSON.stringify(state).includes('hidden-secret'));
  assert.equal((await mac.login('admin', password('wrong'))).outcome.kind, 'refused');
  assert.equal((await mac.login('admin', password('hidden-secret'))).outcome.kind, 'unlocked');
});

test('the first person is a standard user where there is a managed administrator and that is wanted', async () => {
  const wanted = { AutoSetupAdminAccounts: [admin], SetPrimarySetupAccountAsRegularUser: true };
  const mac = await configured([accounts(wanted)]);
  await answer(mac, typed({ shortName: 'ada', password: 'local' }));
  assert.deepEqual(
    mac.state().accounts.map(({ shortName, admin: isAdmin }) => [shortName, isAdmin]),
    [
      ['admin', true],
      ['ada', false],
    ],
  );
});

test('with Password the account is the person’s of the organisation, with its password and keychain (macOS 26, 11.1)', async () => {
  const mac = await configured([sso()]);
  assert.equal(mac.setup()?.pane, 'platform-sso');
  await answer(mac, register);
  assert.deepEqual(mac.setup()?.account, {
    shortName: 'ada',
    fullName: 'Ada Lovelace',
    locked: true,
    passwordKnown: true,
  });
  assert.deepEqual(await answer(mac, typed({ shortName: 'other', password: '' })), { kind: 'finished', user: 'ada' });
  const state = mac.state();
  const [account] = state.accounts;
  assert.deepEqual([account?.shortName, account?.fullName, account?.admin], ['ada', 'Ada Lovelace', true]);
  assert.deepEqual(account?.alternativeIdentities, ['PlatformSSO:ada@example.org']);
  assert.deepEqual(Object.keys(state.platformSso.users), ['ada']);
  assert.equal(state.platformSso.users['ada']?.state, 'Normal');
  assert.ok(state.platformSso.users['ada']?.unlock);
  assert.deepEqual(mac.notifications(), []);
  assert.ok(!JSON.stringify(state).includes('organisation"'));
  await mac.lock();
  assert.equal((await mac.unlock(password('organisation'))).outcome.kind, 'unlocked');
});

test('with a Secure Enclave key the names come from the identity and the password from the person', async () => {
  const mac = await configured([sso({ AuthenticationMethod: 'UserSecureEnclaveKey' })]);
  await answer(mac, register);
  assert.deepEqual(mac.setup()?.account, {
    shortName: 'ada',
    fullName: 'Ada Lovelace',
    locked: true,
    passwordKnown: false,
  });
  const empty = await answer(mac, typed({ password: '' }));
  assert.ok(empty.kind === 'pane' && empty.alert !== undefined);
  assert.deepEqual(await answer(mac, typed({ password: 'local' })), { kind: 'finished', user: 'ada' });
  const { platformSso, secureEnclave } = mac.state();
  assert.equal(platformSso.users['ada']?.loginType, 'UserSecureEnclaveKey');
  assert.ok(secureEnclave.keys.some(({ purpose, owner }) => purpose === 'userSecureEnclaveKey' && owner === 'ada'));
  await mac.lock();
  assert.equal((await mac.unlock(password('organisation'))).outcome.kind, 'refused');
  assert.equal((await mac.unlock(password('local'))).outcome.kind, 'unlocked');
});

test('a registration that fails is an alert and can be tried again; without answers nobody registers', async () => {
  const mac = await configured([sso()]);
  const alertOf = async (next: SetupAnswer) => {
    const outcome = await answer(mac, next);
    assert.ok(outcome.kind === 'pane' && outcome.pane === 'platform-sso', JSON.stringify(outcome));
    return outcome.alert ?? assert.fail('There is no alert.');
  };
  await alertOf({ kind: 'register', answers: {} });
  await alertOf({ kind: 'register', answers: { signIn: { userName: 'ada@example.org', password: 'wrong' } } });
  await mac.goOffline();
  await alertOf(register);
  await mac.goOnline();
  await answer(mac, register);
  assert.equal(mac.setup()?.pane, 'account');
  const standIn = mac.state().platformSso.users;
  assert.equal(Object.keys(standIn).length, 1);
});

test('NewUserAuthorizationMode makes a standard user only where somebody else is an administrator', async () => {
  const wanted = { NewUserAuthorizationMode: 'Standard' };
  for (const [commands, isAdmin] of [
    [[sso(wanted)], true],
    [[sso(wanted), accounts({ AutoSetupAdminAccounts: [admin] })], false],
  ] as const) {
    const mac = await configured(commands);
    await answer(mac, register, typed({ password: '' }));
    assert.equal(mac.state().accounts.find(({ shortName }) => shortName === 'ada')?.admin, isAdmin);
  }
});

test('EnableCreateFirstUserDuringSetup off leaves the account to the person, who registered all the same', async () => {
  const mac = await configured([sso({ EnableCreateFirstUserDuringSetup: false })]);
  await answer(mac, register);
  assert.deepEqual(mac.setup()?.account, {
    fullName: undefined,
    shortName: undefined,
    locked: false,
    passwordKnown: false,
  });
  assert.deepEqual(await answer(mac, typed({ shortName: 'me', password: 'local' })), { kind: 'finished', user: 'me' });
});

test('before macOS 26 nobody registers in Setup Assistant: the notification asks for it at the desktop', async () => {
  const mac = await configured([sso()], '15.4');
  assert.equal(mac.setup()?.pane, 'account');
  await answer(mac, typed({ shortName: 'ada', password: 'local' }));
  assert.deepEqual(
    mac.notifications().map(({ kind }) => kind),
    ['registration-required'],
  );
});

test('an unattended Mac registers itself, later where it must, and makes accounts at the login window (11.2)', async () => {
  organisation.cloudConfiguration = { ...organisation.cloudConfiguration, auto_advance_setup: true };
  const mac = boxedMac(organisation);
  await answer(mac, ...toRemoteManagement);
  const wanted = { AutoSetupAdminAccounts: [admin], SkipPrimarySetupAccountCreation: true };
  organisation.enqueue(sso({ EnableCreateUserAtLogin: true }));
  organisation.enqueue(accounts(wanted));
  organisation.enqueue({ RequestType: 'DeviceConfigured' });
  assert.deepEqual(await answer(mac, onward), { kind: 'finished', user: undefined });
  // The application comes late.
  assert.equal(mac.state().platformSso.device, undefined);
  assert.equal((await mac.login('ada@example.org', password('organisation'))).outcome.kind, 'refused');
  await mac.installExtension(extension());
  await mac.runDueWork();
  assert.equal(mac.state().platformSso.device, undefined);
  await mac.advanceClock(10 * 60 * 1000);
  await mac.runDueWork();
  const { device } = mac.state().platformSso;
  assert.ok(device?.registrationCompleted);
  await mac.runDueWork();
  assert.deepEqual(mac.state().platformSso.device, device);
  assert.deepEqual(mac.state().platformSso.users, {});
  const { outcome } = await mac.login('ada@example.org', password('organisation'));
  assert.ok(outcome.kind === 'unlocked' && outcome.accountCreated);
  assert.deepEqual(Object.keys(mac.state().management?.users ?? {}), ['ada']);
});
