import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runMac } from '#cli/mac/index.ts';
import { openVirtualMac, unboxVirtualMac, type VirtualMac } from '#mac/virtual-mac.ts';
import { httpsFetch } from '#runtime/https-fetch.ts';
import { answerOf, newMeddler } from '../support/meddling.ts';
import { openOrganisation, type Organisation, setUpAlone } from '../support/organisation.ts';
import { password, refusedAt, unlocked } from '../support/stage-mac.ts';
import { StoryClock } from '../support/stage.ts';

const managedAdministrator = { shortName: 'itadmin', fullName: 'IT' };
const unattended = {
  setup: { autoAdvance: true, managedAdministrator, primaryAccount: { skip: true } },
  accounts: { createUserAtLogin: true, newUserAuthorizationMode: 'Standard' },
} as const;

async function open(t: TestContext, who = 'everyone') {
  const clock = new StoryClock();
  const organisation = await openOrganisation(t, { clock, settings: { PORCHLIGHT_FIRST_LOGIN_ACCOUNTS: who } });
  await organisation.plan(unattended);
  return { organisation, clock };
}

async function standingOf({ api, server }: Organisation, mac: VirtualMac) {
  await server.composition.setup.settled();
  return (await api.getMac({ params: { serialNumber: mac.state().hardware.serialNumber } })).mac;
}

test('nobody sits at the Mac: it sets itself up and registers by the token of its profile; who logs in joins it (2.7, 11.2)', async (t) => {
  const { organisation } = await open(t);
  const ada = await organisation.person('ada');
  const mac = await organisation.buy({ macos: '26.0' });
  const { outcome, evidence } = await setUpAlone(mac);
  assert.deepEqual(outcome, { kind: 'finished', user: undefined });
  assert.equal(mac.state().session.kind, 'login-window');
  assert.deepEqual(
    mac.state().accounts.map(({ shortName }) => shortName),
    ['itadmin'],
  );
  assert.ok(evidence.some(({ purpose }) => purpose === 'device registration'));
  assert.equal((await standingOf(organisation, mac)).stage, 'registered');

  const entered = unlocked((await mac.login(ada.userPrincipalName, password(ada.password))).outcome);
  assert.deepEqual([entered.user, entered.accountCreated, entered.by], ['ada', true, 'identity-provider']);
  assert.equal((await standingOf(organisation, mac)).stage, 'joined');
});

test('people share the Mac one after the other, each with an account of their own; who may not gets none (11.2)', async (t) => {
  const { organisation } = await open(t, 'groups:Ward');
  const { api } = organisation;
  const [ada, grace, alan] = [
    await organisation.person('ada'),
    await organisation.person('grace'),
    await organisation.person('alan'),
  ];
  await api.createGroup({ body: { name: 'Ward' } });
  for (const { id } of [ada, grace]) await api.addGroupMember({ params: { group: 'Ward', user: id } });
  const mac = await organisation.buy({ macos: '26.0' });
  await setUpAlone(mac);
  for (const { accountName, userPrincipalName, password: word } of [ada, grace]) {
    const entered = unlocked((await mac.login(userPrincipalName, password(word))).outcome);
    assert.deepEqual([entered.user, entered.accountCreated], [accountName, true]);
    await mac.logout();
  }
  const stranger = refusedAt((await mac.login(alan.userPrincipalName, password(alan.password))).outcome);
  assert.match(JSON.stringify(stranger), /first_login_not_allowed/);
  refusedAt((await mac.login(grace.userPrincipalName, password('not-the-password'))).outcome);

  const { accounts, management } = mac.state();
  assert.deepEqual(
    accounts.map(({ shortName, admin }) => [shortName, admin]),
    [
      ['itadmin', true],
      ['ada', false],
      ['grace', false],
    ],
  );
  assert.deepEqual(Object.keys(management?.users ?? {}).sort(), ['ada', 'grace']);
  const { items } = await api.listRegistrations({ query: { device: mac.state().hardware.serialNumber } });
  assert.deepEqual(new Set(items.map(({ userId }) => userId)), new Set([ada.id, grace.id]));
  assert.ok(await organisation.refusal('first_login_not_allowed'));
  assert.equal(unlocked((await mac.login('ada', password(ada.password))).outcome).accountCreated, false);
});

test('a server that cannot register it yet does not hold the Mac: it tries again, and nobody logs in before (11.2)', async (t) => {
  const { organisation, clock } = await open(t);
  const ada = await organisation.person('ada');
  const meddler = newMeddler();
  meddler.act = (url) => (url.endsWith('/device-registration') ? answerOf(503) : undefined);
  const mac = await organisation.buy({ macos: '26.0' }, meddler.between);
  const { outcome } = await setUpAlone(mac);
  assert.deepEqual(outcome, { kind: 'finished', user: undefined });
  const enter = async () => (await mac.login(ada.userPrincipalName, password(ada.password))).outcome;
  assert.equal((await standingOf(organisation, mac)).stage, 'released');
  refusedAt(await enter());
  meddler.act = undefined;
  await mac.runDueWork();
  assert.equal((await standingOf(organisation, mac)).stage, 'released');
  clock.advance(10 * 60_000);
  await mac.runDueWork();
  assert.equal((await standingOf(organisation, mac)).stage, 'registered');
  unlocked(await enter());
  assert.equal((await standingOf(organisation, mac)).stage, 'joined');
});

test('"porchlight mac setup" needs no answers for such a Mac and ends at the login window; "mac login" joins it (2.7)', async (t) => {
  const { organisation } = await open(t);
  const { userPrincipalName, password: word } = await organisation.person('ada');
  await organisation.assign('C02WARD00001');
  const home = await mkdtemp(join(tmpdir(), 'porchlight-ward-'));
  t.after(() => rm(home, { recursive: true, force: true }));
  const { surroundings, server } = organisation;
  const command = async (name: string, ...words: readonly string[]) => {
    let told = '';
    const io = {
      out: (text: string) => void (told += text),
      err: (text: string) => void (told += text),
      colour: false,
      ask: () => Promise.resolve(undefined),
      stdin: () => Promise.resolve(`${word}\n`),
      exit: () => undefined,
    };
    const exitCode = await runMac([name, '--home', home, ...words], {
      io,
      clock: surroundings.clock,
      random: surroundings.random,
      macs: {
        create: () => assert.fail('The Mac comes in its box.'),
        unbox: (options, ports) => unboxVirtualMac(options, { ...ports, ...surroundings }),
        open: (state, ports) => openVirtualMac(state, { ...ports, ...surroundings }),
      },
      pause: () => server.composition.setup.settled(),
      fetch: () => httpsFetch(),
    });
    return { told, exitCode };
  };
  await command('unbox', 'ward-mac', '--serial', 'C02WARD00001', '--macos', '26.0', '--issuer', organisation.url);
  const setup = await command('setup', 'ward-mac');
  assert.equal(setup.exitCode, 0, setup.told);
  assert.match(setup.told, /^ok .* login window$/m);
  const login = await command('login', 'ward-mac', '--account', userPrincipalName, '--password-stdin');
  assert.equal(login.exitCode, 0, login.told);
  assert.match(login.told, /ada is in, by the organisation's password; the account was made/);
});
