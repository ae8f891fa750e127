import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ask } from './command.ts';
import { run, unattended } from './terminal.ts';
import { sampleCard, sampleMac, sampleState, sampleTime } from './testing/sample-mac.ts';

const ada = (state = sampleState(), ask: Ask = () => Promise.resolve('local')) => {
  const mac = sampleMac(state, [
    {
      time: sampleTime - 60_000,
      process: 'AppSSOAgent',
      subsystem: 'com.apple.AppSSO',
      category: 'PODiagnostics',
      message: 'Sending nonce request: 1',
    },
    { time: sampleTime - 7_200_000, process: 'swcd', subsystem: 'com.apple.swc', category: 'swcd', message: 'old' },
  ]);
  return { mac, run: (line: string) => run(line, { mac, user: 'ada', ask }) };
};
const withCard = () => {
  const state = sampleState();
  state.smartCards.inserted = sampleCard.id;
  return state;
};
const lines = (text: string) => text.split('\n').slice(0, -1);

test('an unknown command is told as zsh tells it, with exit code 127', async () => {
  assert.deepEqual(await ada().run('frobnicate --now'), {
    stdout: '',
    stderr: 'zsh: command not found: frobnicate\n',
    exitCode: 127,
  });
});

test('an open quote and a pipe are refused, an empty line is nothing', async () => {
  assert.equal((await ada().run(`log 'x`)).stderr, "zsh: unmatched '\n");
  const piped = await ada().run('app-sso platform -s | grep state');
  assert.match(piped.stderr, /"\|" is not understood/);
  assert.equal(piped.exitCode, 2);
  assert.deepEqual(await ada().run('   '), { stdout: '', stderr: '', exitCode: 0 });
});

test('app-sso platform takes -s and -m in both spellings and nothing else (13.1)', async () => {
  const { run } = ada();
  assert.match((await run('app-sso platform --state')).stdout, /^Time: 2026-04-25 09:41:29 \+0000\n/);
  assert.equal((await run('app-sso platform -m')).stdout, 'messages for ada\n');
  for (const line of ['app-sso platform --register', 'app-sso platform --logout', 'app-sso platform -s now']) {
    const refused = await run(line);
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, /^app-sso: unrecognized option `[^']+'\nUsage: app-sso \[kerberos\|platform\]/);
  }
  assert.match((await run('app-sso platform')).stderr, /^Usage: app-sso/);
  assert.match((await run('app-sso -h')).stdout, /^Usage: app-sso/);
});

test('the Kerberos commands say that there is no realm (13.1)', async () => {
  const { run } = ada();
  assert.equal((await run('app-sso -l')).stdout, 'No Kerberos realm is configured on this Mac.\n');
  assert.deepEqual(JSON.parse((await run('app-sso kerberos --listrealms -j')).stdout), []);
  const asked = await run('app-sso -i EXAMPLE.ORG');
  assert.equal(asked.stderr, 'No Kerberos realm "EXAMPLE.ORG" is configured on this Mac.\n');
  assert.equal(asked.exitCode, 1);
  assert.match((await run('app-sso -i')).stderr, /unrecognized option/);
});

test('sudo asks three times at most, wants an administrator, and runs the command as root', async () => {
  assert.equal((await ada().run('sudo whoami')).stdout, 'root\n');
  const wrong = await ada(sampleState(), () => Promise.resolve('wrong')).run('sudo whoami');
  assert.equal(wrong.stderr, 'Sorry, try again.\nSorry, try again.\nsudo: 3 incorrect password attempts\n');
  assert.equal(wrong.exitCode, 1);
  const nobody = await ada(sampleState(), unattended).run('sudo whoami');
  assert.match(nobody.stderr, /sudo: a password is required/);
  const { mac } = ada();
  const grace = await run('sudo id', { mac, user: 'grace', ask: () => Promise.resolve('local') });
  assert.match(grace.stderr, /^grace is not in the sudoers file\./);
  assert.match((await ada().run('sudo')).stderr, /^usage: sudo/);
  assert.equal((await ada().run('sudo frobnicate')).stderr, 'sudo: frobnicate: command not found\n');
});

test('under sudo app-sso speaks of root, who has no user configuration (13.1)', async () => {
  const { stdout } = await ada().run('sudo app-sso platform -s');
  assert.match(stdout, /User Configuration:\n \(null\)\n/);
});

test('sc_auth identities lists the inserted card under its heading, and nothing without a card (13.4)', async () => {
  assert.equal((await ada().run('sc_auth identities')).stdout, '');
  const state = withCard();
  const row = `${sampleCard.publicKeyHash}\t${sampleCard.label}`;
  const head = `SmartCard: com.apple.pivtoken:${sampleCard.id}`;
  assert.deepEqual(lines((await ada(state).run('sc_auth identities')).stdout), [head, 'Unpaired identities:', row]);
  state.smartCards.pairings = [{ shortName: 'ada', publicKeyHash: sampleCard.publicKeyHash, keychainKey: undefined }];
  const paired = lines((await ada(state).run('sc_auth identities')).stdout);
  assert.deepEqual(paired, [head, 'Paired identities which are used for authentication:', row]);
  assert.equal((await ada(state).run('sc_auth list -u ada')).stdout, `Hash: ${sampleCard.publicKeyHash}\n`);
});

test('sc_auth pair and unpair act for root, or for whoever knows the password (13.4)', async () => {
  const hash = sampleCard.publicKeyHash;
  const pairing = ada(withCard());
  assert.equal((await pairing.run(`sudo sc_auth pair -u ada -h ${hash.toLowerCase()}`)).exitCode, 0);
  assert.equal((await pairing.run(`sc_auth pair -h ${hash} -u ada`)).exitCode, 0);
  assert.deepEqual(pairing.mac.acts, [`pair ada ${hash}`, `pair ada ${hash}`]);
  const paired = withCard();
  paired.smartCards.pairings = [{ shortName: 'ada', publicKeyHash: hash, keychainKey: undefined }];
  const unpairing = ada(paired);
  assert.equal((await unpairing.run('sc_auth unpair -u ada')).exitCode, 0);
  assert.equal((await unpairing.run(`sc_auth unpair -u ada -h ${hash}`)).exitCode, 0);
  assert.deepEqual(unpairing.mac.acts, ['unpair ada all', `unpair ada ${hash}`]);
});

test('sc_auth refuses wrong use, unknown users, absent cards and wrong passwords, and does nothing then (13.4)', async () => {
  const hash = sampleCard.publicKeyHash;
  const { run, mac } = ada(withCard());
  for (const line of ['sc_auth', 'sc_auth pair', 'sc_auth pair -u ada', 'sc_auth frob', 'sc_auth pair -u ada -x 1']) {
    assert.match((await run(line)).stderr, /^Usage: sc_auth identities/);
  }
  assert.match((await run(`sc_auth pair -u bob -h ${hash}`)).stderr, /user "bob" was not found/);
  assert.match((await run('sc_auth pair -u ada -h 00')).stderr, /no identity with hash 00/);
  assert.match((await run('sc_auth unpair -u ada')).stderr, /is not paired/);
  const wrong = ada(withCard(), () => Promise.resolve('wrong'));
  assert.match((await wrong.run(`sc_auth pair -u ada -h ${hash}`)).stderr, /password was not accepted/);
  assert.deepEqual([...mac.acts, ...wrong.mac.acts], []);
});

test('profiles tells the enrollment that the installed profiles make (13.4)', async () => {
  const { run } = ada();
  assert.equal((await run('profiles status -type enrollment')).stdout, 'Enrolled via DEP: No\nMDM enrollment: No\n');
  assert.equal((await run('profiles show -type enrollment')).stdout, 'Device Enrollment configuration:\n(null)\n');
  const managed = sampleState();
  managed.profiles.push({
    identifier: 'mdm',
    displayName: 'Management',
    installed: 0,
    content: { PayloadContent: [{ PayloadType: 'com.apple.mdm', ServerURL: 'https://mdm.example.org/connect' }] },
  });
  assert.equal(
    (await ada(managed).run('profiles status -type enrollment')).stdout,
    'Enrolled via DEP: No\nMDM enrollment: Yes (User Approved)\nMDM server: https://mdm.example.org/connect\n',
  );
  assert.match((await run('profiles renew -type enrollment')).stderr, /needs root/);
  const renewing = ada();
  assert.equal((await renewing.run('sudo profiles renew -type enrollment')).exitCode, 0);
  assert.deepEqual(renewing.mac.acts, ['renew enrollment']);
  const belonging = sampleState({
    deviceEnrollment: {
      url: 'https://mdm.example.org/enroll',
      department: 'IT',
      is_mdm_removable: false,
      is_supervised: true,
      skip_setup_items: ['Siri', 'TOS'],
      profile_name: 'not shown',
    },
  });
  assert.equal(
    (await ada(belonging).run('profiles show -type enrollment')).stdout,
    [
      'Device Enrollment configuration:',
      '{',
      '    ConfigurationURL = "https://mdm.example.org/enroll";',
      '    IsMDMUnremovable = 1;',
      '    IsSupervised = 1;',
      '    OrganizationDepartment = IT;',
      '    SkipSetup =     (',
      '        Siri,',
      '        TOS',
      '    );',
      '}',
      '',
    ].join('\n'),
  );
  assert.match((await run('profiles list')).stdout, /There are no configuration profiles installed for user 'ada'/);
  assert.match((await run('sudo profiles list')).stdout, /profileIdentifier: org\.porchlight\.platform-sso\n/);
  for (const line of ['profiles', 'profiles status', 'profiles show -type'])
    assert.match((await run(line)).stderr, /^usage: profiles/);
  assert.equal((await run('profiles status -type bootstraptoken')).exitCode, 1);
});

test('dscl reads accounts: one line a key, values with blanks on lines of their own (13.4)', async () => {
  const { run } = ada();
  assert.equal(
    (await run('dscl . -read /Users/ada RealName UniqueID AltSecurityIdentities Shoe')).stdout,
    'RealName:\n Ada Lovelace\nUniqueID: 501\nAltSecurityIdentities: PlatformSSO:ada@example.org\nNo such key: Shoe\n',
  );
  assert.match(
    (await run('dscl . -read /Users/ada')).stdout,
    /^AltSecurityIdentities: .*\nAuthenticationAuthority: ;Shadow/,
  );
  assert.deepEqual(lines((await run('dscl . -list /Users')).stdout), ['ada', 'daemon', 'grace', 'nobody', 'root']);
  assert.deepEqual(
    lines((await run('dscl . list /Users UniqueID')).stdout).map((row) => row.split(/\s+/)),
    [
      ['ada', '501'],
      ['grace', '502'],
    ],
  );
});

test('dscl refuses an unknown account with eDSRecordNotFound and wrong use with its usage (13.4)', async () => {
  const { run } = ada();
  assert.deepEqual(await run('dscl . -read /Users/bob'), {
    stdout: '',
    stderr: '<dscl_cmd> DS Error: -14136 (eDSRecordNotFound)\n',
    exitCode: 56,
  });
  assert.match((await run('dscl /LDAPv3/x -list /Users')).stderr, /is not valid/);
  assert.match((await run('dscl . -delete /Users/ada')).stderr, /^usage: dscl/);
  assert.match((await run('dscl . -list /Groups')).stderr, /eDSUnknownNodeName/);
  assert.equal((await run('dscl')).exitCode, 64);
});

test('id prints numbers and groups, of oneself or another', async () => {
  const { run } = ada();
  assert.equal(
    (await run('id')).stdout,
    'uid=501(ada) gid=20(staff) groups=20(staff),12(everyone),61(localaccounts),80(admin),701(engineers)\n',
  );
  assert.equal((await run('id -un')).stdout, 'ada\n');
  assert.equal((await run('id -u grace')).stdout, '502\n');
  assert.equal((await run('id -Gn grace')).stdout, 'staff everyone localaccounts\n');
  assert.deepEqual(await run('id bob'), { stdout: '', stderr: 'id: bob: no such user\n', exitCode: 1 });
  assert.equal((await run('id -z')).exitCode, 1);
});

test('sw_vers, fdesetup, security and whoami answer in the form of the real tools', async () => {
  const { run } = ada();
  assert.equal(
    (await run('sw_vers')).stdout,
    'ProductName:\t\tmacOS\nProductVersion:\t\t15.4\nBuildVersion:\t\t24E248\n',
  );
  assert.equal((await run('sw_vers -productVersion')).stdout, '15.4\n');
  assert.equal((await run('sw_vers --nonsense')).exitCode, 1);
  assert.equal((await run('fdesetup status')).stdout, 'FileVault is On.\n');
  assert.match((await run('fdesetup list')).stderr, /must be run as root/);
  assert.match((await run('sudo fdesetup list')).stdout, /^ada,[0-9A-F-]{36}\n$/);
  assert.equal((await run('fdesetup enable')).exitCode, 1);
  assert.equal(
    (await run('security list-keychains')).stdout,
    '    "/Users/ada/Library/Keychains/login.keychain-db"\n    "/Library/Keychains/System.keychain"\n',
  );
  assert.equal((await run('security dump-keychain')).exitCode, 2);
  assert.equal((await run('/usr/bin/whoami')).stdout, 'ada\n');
  assert.equal((await run('whoami -x')).exitCode, 1);
});

test('log show prints the lines that the predicate and the time select (13.1)', async () => {
  const { run } = ada();
  const shown = lines((await run(`log show --predicate 'subsystem == "com.apple.AppSSO"' --info`)).stdout);
  assert.equal(shown.length, 2);
  assert.match(shown[1] ?? '', /^2026-04-25 09:40:29\.000\+0000 .*\[com\.apple\.AppSSO:PODiagnostics\] Sending nonce/);
  assert.equal(lines((await run('log show')).stdout).length, 3);
  assert.equal(lines((await run('log show --last 5m')).stdout).length, 2);
  for (const line of ['log', 'log stream', 'log show --last soon', 'log show --predicate'])
    assert.equal((await run(line)).exitCode, 64);
});

test('swcutil show is for root (9)', async () => {
  const { run } = ada();
  assert.match((await run('swcutil show')).stderr, /sudo swcutil show/);
  assert.equal((await run('sudo swcutil show')).exitCode, 0);
  assert.match((await run('sudo swcutil')).stderr, /^usage: swcutil show/);
});

test('help names every command', async () => {
  const { stdout } = await ada().run('help');
  for (const name of ['app-sso', 'sc_auth', 'profiles', 'dscl', 'id', 'sw_vers', 'log', 'swcutil', 'security'])
    assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
});
