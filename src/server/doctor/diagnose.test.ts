import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { diagnosis, type Diagnosis } from '#api/doctor.ts';
import { diagnose } from './diagnose.ts';
import { allRules } from './rules/all-rules.ts';
import { brokenHosts } from './testing/broken-hosts.ts';
import { brokenMacs } from './testing/broken-macs.ts';
import { brokenSignIns } from './testing/broken-sign-ins.ts';
import {
  boughtMac,
  edited,
  freshMac,
  healthyText,
  planOf,
  refusal,
  sampleEvent,
  sampleFindings,
  sampleHost,
  sampleMac,
  samplePerson,
  sampleNow,
  testdata,
} from './testing/sample-findings.ts';

const broken = [...brokenMacs, ...brokenHosts, ...brokenSignIns];
const codesOf = ({ findings }: Diagnosis) => findings.map(({ code }) => code);

for (const { code, confidence, how, findings } of broken) {
  test(`a Mac that is broken by ${code} (${how}) gets that verdict first (field notes C, D.5)`, () => {
    const verdict = diagnose(findings);
    const [first] = verdict.findings;
    assert.equal(first?.code, code, `found ${codesOf(verdict).join(', ') || 'nothing'}`);
    assert.equal(first?.confidence, confidence);
    assert.ok(first.evidence.length > 0 && first.evidence.every(({ quote }) => quote.length > 0));
    assert.ok(diagnosis.safeParse(verdict).success, 'the answer has the form of the contract');
    if (confidence === 'possible') return;
    const states = verdict.stages.filter(({ state }) => state === 'stopped' || state === 'trouble');
    assert.ok(
      states.some(({ stage }) => stage === first.stage),
      `${first.stage} is marked: ${JSON.stringify(states)}`,
    );
  });
}

test('every cause has a Mac that is broken by it, and there are more than forty', () => {
  const shown = new Set(broken.map(({ code }) => code));
  assert.deepEqual(
    allRules.map(({ code }) => code).filter((code) => !shown.has(code)),
    [],
  );
  assert.equal(new Set(allRules.map(({ code }) => code)).size, allRules.length, 'codes are unique');
  assert.ok(allRules.length > 40, `${allRules.length} causes`);
});

test('what a cause yields to is a cause', () => {
  const codes = new Set(allRules.map(({ code }) => code));
  assert.deepEqual(
    allRules.flatMap(({ code, yieldsTo }) => yieldsTo.filter((other) => !codes.has(other) || other === code)),
    [],
  );
});

for (const method of ['Password', 'UserSecureEnclaveKey', 'SmartCard', 'OpenID'] as const) {
  test(`a Mac with which nothing is wrong gives no alarm: ${method}`, () => {
    const whole = diagnose(sampleFindings({}, method));
    assert.deepEqual(codesOf(whole), []);
    assert.equal(whole.stoppedAt, null);
    assert.deepEqual(
      whole.checks.filter(({ state }) => state !== 'fine' && state !== 'warning'),
      [],
    );
    assert.equal(whole.stages.find(({ stage }) => stage === 'signed-in')?.state, 'passed');
    assert.deepEqual(codesOf(diagnose(sampleFindings({ text: null }, method))), [], 'by the server alone');
    const alone = { mac: undefined, events: [], hosts: undefined, plan: planOf(method) };
    assert.deepEqual(codesOf(diagnose(sampleFindings(alone, method))), [], 'by its text alone');
  });
}

test('refusals that were mended since give no alarm', () => {
  for (const code of [
    'wrong_credential',
    'nonce_expired',
    'request_expired',
    'refresh_token_expired',
    'device_keys_retired',
  ]) {
    const events = [sampleEvent({ sequence: 130 }), refusal(code)];
    assert.deepEqual(codesOf(diagnose(sampleFindings({ text: null, events }))), [], code);
  }
  const old = refusal('wrong_credential', { time: sampleNow - 40 * 86_400_000 });
  assert.deepEqual(codesOf(diagnose(sampleFindings({ text: null, events: [old] }))), []);
});

test('a Mac that nobody has begun with is told as such, without a cause that is not there', () => {
  assert.deepEqual(codesOf(diagnose(sampleFindings({ text: null, mac: boughtMac(), events: [] }))), []);
});

const twins: readonly (readonly [
  string,
  string,
  string,
  Parameters<typeof sampleFindings>[0],
  Parameters<typeof sampleFindings>[0],
])[] = [
  [
    '-1001 of com.apple.PlatformSSO and of NSURLErrorDomain',
    'device_config_unreadable',
    'mac_without_network',
    { text: testdata('log-device-config'), mac: undefined, events: [] },
    { text: testdata('log-timeout'), mac: undefined, events: [], hosts: undefined },
  ],
  [
    'a Mac that never registered and one that has lost it',
    'registration_never_started',
    'registration_forgotten_by_mac',
    {
      text: edited(healthyText('Password'), ['"registrationCompleted" : true', '"registrationCompleted" : false']),
      mac: freshMac(),
      events: [],
    },
    { text: edited(healthyText('Password'), ['"registrationCompleted" : true', '"registrationCompleted" : false']) },
  ],
  [
    'a wrong password and a disabled person, which look the same on the Mac',
    'password_not_the_organisations',
    'account_disabled',
    { text: null, events: [refusal('wrong_credential', { reason: 'wrong-password' })] },
    { text: null, events: [refusal('wrong_credential', { reason: 'disabled' })] },
  ],
  [
    'the extension that is not ready and one that was refused',
    'extension_not_ready',
    'person_may_not_register',
    { text: testdata('log-extension-not-ready'), mac: freshMac(), events: [] },
    {
      text: testdata('log-extension-not-ready'),
      mac: freshMac(),
      events: [refusal('registration_not_allowed', { type: 'platform-sso.device-registration.refused' })],
    },
  ],
  [
    'a policy against the registration and one against the login',
    'registration_policy_circle',
    'sign_in_policy_refuses',
    {
      text: null,
      mac: freshMac(),
      events: [refusal('policy_refused', { type: 'sign-in.refused', purpose: 'setup-assistant' })],
    },
    { text: null, events: [refusal('policy_refused', { type: 'sign-in.refused', purpose: 'login' })] },
  ],
  [
    'a private root and a proxy that inspects',
    'tls_private_root',
    'tls_inspected',
    {
      text: null,
      mac: freshMac(),
      events: [],
      hosts: [
        sampleHost({ tls: { ...chain(), isPublic: false, chain: [{ subject: 'a', issuer: 'CN=Example Root' }] } }),
      ],
    },
    {
      text: null,
      mac: freshMac(),
      events: [],
      hosts: [
        sampleHost({
          tls: { ...chain(), isPublic: false, chain: [{ subject: 'a', issuer: 'CN=FortiGate CA, O=Fortinet' }] },
        }),
      ],
    },
  ],
  [
    'the file that is wrong at its origin and Apple’s copy that is old',
    'association_lacks_app',
    'association_copy_old',
    { text: null, mac: freshMac(), events: [], hosts: [sampleHost({ origin: otherFile(), cdn: otherFile() })] },
    { text: null, mac: freshMac(), events: [], hosts: [sampleHost({ cdn: otherFile() })] },
  ],
  [
    'the lost Secure Enclave key and the person who never registered',
    'enclave_key_lost',
    'user_registration_unfinished',
    {
      text: edited(healthyText('UserSecureEnclaveKey'), ['POUserStateNormal (0)', 'POUserStateNeedsNewKeys (1)']),
      plan: planOf('UserSecureEnclaveKey'),
    },
    {
      text: edited(healthyText('UserSecureEnclaveKey'), ['POUserStateNormal (0)', 'POUserStateNeedsRegistration (2)']),
      plan: planOf('UserSecureEnclaveKey'),
      mac: sampleMac({ stage: 'registered', people: [] }),
    },
  ],
];

function chain() {
  const { tls } = sampleHost();
  return tls.kind === 'chain' ? tls : assert.fail();
}

function otherFile() {
  return { ...sampleHost().origin, text: '{"authsrv":{"apps":["OTHER00001.other"]}}' } as ReturnType<
    typeof sampleHost
  >['origin'];
}

for (const [title, left, right, one, two] of twins) {
  test(`told apart: ${title}`, () => {
    const [first, second] = [diagnose(sampleFindings(one)), diagnose(sampleFindings(two))];
    assert.deepEqual([codesOf(first)[0], codesOf(second)[0]], [left, right]);
    assert.ok(!codesOf(first).includes(right) && !codesOf(second).includes(left));
  });
}

test('a state is read in pieces: quoted in a mail, without headings, with curly quotes, cut off, with colours', () => {
  const whole = edited(healthyText('Password'), ['POUserStateNormal (0)', 'POUserStateNeedsNewKeys (1)']);
  const pieces = {
    quoted: whole.replaceAll(/^/gm, '> '),
    crlf: whole.replaceAll('\n', '\r\n'),
    curly: whole.replaceAll('"', '”'),
    cut: whole.slice(0, whole.indexOf('"uniqueIdentifier" : "usr')),
    coloured: whole.replaceAll('"state"', '\u001b[31m"state"\u001b[0m'),
    flat: whole.replaceAll(/^ +/gm, ''),
    piece: '  "state" : "POUserStateNeedsNewKeys (1)",\n  "uniqueIdentifier" : "usr_ada",',
    chat: `Hello, this is what it says:\n\n${whole}\nThanks!`,
  };
  for (const [name, text] of Object.entries(pieces)) {
    const found = diagnose(sampleFindings({ text, mac: undefined, events: [], plan: undefined, hosts: undefined }));
    assert.equal(codesOf(found)[0], 'enclave_key_lost', name);
    const [evidence] = found.findings[0]?.evidence ?? [];
    const line = text.split(/\r?\n/)[(evidence?.line ?? 0) - 1] ?? '';
    assert.ok(line.includes('POUserStateNeedsNewKeys'), `${name} names line ${evidence?.line}`);
  }
});

test('output that does not exist on a Mac is said to be none', () => {
  const found = diagnose(
    sampleFindings({
      text: 'Device Registration: REGISTERED',
      mac: undefined,
      events: [],
      plan: undefined,
      hosts: undefined,
    }),
  );
  assert.deepEqual(codesOf(found), []);
  assert.match(found.verdict, /none of the Mac’s known outputs/);
  assert.ok(found.collect.some(({ command }) => command === 'app-sso platform -s'));
  assert.ok(
    found.collect.some(({ command }) =>
      command?.startsWith('sudo log config --mode "level:debug,persist:debug" --subsystem "com.apple.AppSSO"'),
    ),
  );
  assert.ok(found.collect.some(({ command }) => command === 'sudo sysdiagnose'));
});

test('steps name the Mac, the person and the host', () => {
  const found = diagnose(
    sampleFindings({ text: null, events: [refusal('policy_refused', { type: 'sign-in.refused', purpose: 'login' })] }),
  );
  const commands = found.findings[0]?.adminSteps.map(({ command }) => command);
  assert.ok(
    commands?.includes('porchlight policy what-if --user ada@example.org --purpose login --device C02ADA000001'),
  );
});

test('a name that would do something in a shell is not put into a command', () => {
  const people = [samplePerson({ name: 'ada@example.org; rm -rf /' })];
  const found = diagnose(
    sampleFindings({ text: null, mac: sampleMac({ people }), events: [refusal('wrong_credential')] }),
  );
  assert.ok(found.findings[0]?.adminSteps.every(({ command }) => command?.includes('rm -rf') !== true));
});

test('any text at all is read without an end by force, and its answer has the form of the contract', () => {
  const words = fc.constantFrom(
    'Device Configuration:',
    'User Configuration:',
    '(null)',
    '{',
    '}',
    '"state" : ',
    'SSO Tokens:',
    'Time: ',
    '10001',
    '\u001b[',
    '"',
    '\\',
    '\ud800',
    '<key>',
    'Error Domain=',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.array(fc.oneof(words, fc.string({ maxLength: 20 })), { maxLength: 80 }).map((parts) => parts.join('\n')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const found = diagnose(sampleFindings({ text, mac: undefined, events: [], hosts: undefined }));
      assert.ok(diagnosis.safeParse(found).success);
    }),
    { numRuns: 300 },
  );
});

test('a healthy text with any of its lines taken out or doubled never crashes the doctor', () => {
  const lines = healthyText('Password').split('\n');
  fc.assert(
    fc.property(fc.array(fc.nat(lines.length - 1), { maxLength: 60 }), (kept) => {
      diagnose(sampleFindings({ text: kept.map((index) => lines[index]).join('\n') }));
    }),
    { numRuns: 150 },
  );
});

test('a text of the largest size is read in time, also one that is made to be slow', () => {
  const size = 1_000_000;
  const slow = [
    'a'.repeat(size),
    ' '.repeat(size),
    '{'.repeat(size),
    '"a" : '.repeat(size / 6),
    'extension '.repeat(size / 10),
    `${'ey'.repeat(1000)}.`.repeat(size / 2001),
    'NSURLErrorDomain '.repeat(size / 17),
    `${'x'.repeat(3990)}\n`.repeat(250),
    'Error Domain=com.apple.PlatformSSO\n'.repeat(28_000),
  ];
  for (const text of slow) {
    const begun = performance.now();
    diagnose(sampleFindings({ text, mac: undefined, events: [], hosts: undefined }));
    assert.ok(
      performance.now() - begun < 4000,
      `${text.slice(0, 20)} took ${Math.round(performance.now() - begun)} ms`,
    );
  }
});

test('a failure in a log that went well afterwards is no more than possible', () => {
  const text = `${testdata('log-timeout')}2026-09-01 08:11:00.000000+0000 0x2b1c Default 0x0 412 0 AppSSOAgent: [com.apple.AppSSO:PODiagnostics] Received login response, status 200\n`;
  const found = diagnose(sampleFindings({ text, mac: undefined, events: [], hosts: undefined }));
  assert.deepEqual(
    found.findings.map(({ code, confidence }) => [code, confidence]),
    [['mac_without_network', 'possible']],
  );
});
