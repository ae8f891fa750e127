import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { refusals } from '#api/error.ts';
import { run } from './program.ts';
import { peopleAnswers } from './testdata/people-answers.ts';

const wiki = {
  id: 'c1',
  name: 'Wiki',
  kind: 'confidential',
  redirectUris: ['https://wiki.example/callback'],
  postLogoutRedirectUris: [],
  backChannelLogoutUri: null,
  macApplication: null,
  asksConsent: false,
  deviceAuthorization: false,
  createdAt: '2026-11-23T09:00:00.000Z',
  createdBy: 'u1',
  secretSetAt: '2026-11-23T09:00:00.000Z',
};

const pass = {
  userId: 'u1',
  userPrincipalName: 'ada@example.org',
  uses: 2,
  used: 0,
  startsAt: '2026-11-23T09:00:00.000Z',
  endsAt: '2026-11-23T09:30:00.000Z',
  givenAt: '2026-11-23T09:00:00.000Z',
  givenBy: 'admin',
  state: 'usable',
};

/** Answers of a server, in the order in which the commands of the transcript ask. */
const answers: Record<string, readonly [status: number, body: unknown]> = {
  'GET /api/v1/groups': [200, { items: [], next: null }],
  'POST /api/v1/groups': [201, { id: 'g1', name: 'staff', createdAt: '2026-11-23T09:00:00.000Z', members: 0 }],
  'DELETE /api/v1/groups/nobody': refusal('group_not_found'),
  'GET /api/v1/clients': [200, { items: [] }],
  'POST /api/v1/clients': [201, { client: wiki, secret: 'MZXW6YTBOI' }],
  'GET /api/v1/clients/c1': [200, wiki],
  'GET /api/v1/clients/c2': refusal('client_not_found'),
  'POST /api/v1/clients/c1/secret': [200, { secret: 'OBZGK3DFMU' }],
  'POST /api/v1/clients/c2/secret': refusal('client_public'),
  'DELETE /api/v1/clients/c1': [204, undefined],
  'GET /api/v1/applications': [200, { items: [] }],
  'POST /api/v1/applications/demonstration': refusal('application_demonstration_refused'),
  'GET /api/v1/macs': [
    200,
    {
      items: [
        {
          serialNumber: 'C02PORCH0001',
          name: 'Mac',
          model: null,
          osVersion: null,
          stage: 'registered',
          reasonCode: 'no-person',
          reason: 'The Mac is registered; no person has registered on it yet.',
          alerts: 1,
          lastSeenAt: '2026-11-23T09:00:00.000Z',
        },
      ],
      next: null,
    },
  ],
  'GET /api/v1/mac-counts': [
    200,
    {
      total: 3,
      stages: [
        { stage: 'registered', macs: 1, reasons: [{ reasonCode: 'no-person', macs: 1 }] },
        { stage: 'joined', macs: 2, reasons: [{ reasonCode: 'all-there', macs: 2 }] },
      ],
      macos: [
        { version: '26.1', macs: 2 },
        { version: null, macs: 1 },
      ],
    },
  ],
  'GET /api/v1/macs/C02PORCH0001/timeline': [
    200,
    {
      serialNumber: 'C02PORCH0001',
      stages: [
        {
          stage: 'enrolled',
          title: 'Enrolled',
          state: 'done',
          at: '2026-11-23T09:00:00.000Z',
          evidence: [
            { at: '2026-11-23T09:00:00.000Z', what: 'the first TokenUpdate', source: 'record', reference: null },
          ],
          why: null,
          whatToDo: null,
        },
        {
          stage: 'app',
          title: 'App installed',
          state: 'stopped',
          at: null,
          evidence: [],
          why: 'The Mac refused to install the app.',
          whatToDo: 'Check the package.',
        },
      ],
    },
  ],
  'GET /api/v1/macs/C02PORCH0002/timeline': refusal('mac_not_found'),
  'GET /api/v1/devices/C02PORCH0002': refusal('device_not_found'),
  'GET /api/v1/macs/C02PORCH0002': refusal('mac_not_found'),
  'GET /api/v1/setup-alerts': [
    200,
    {
      items: [
        {
          id: 'a1',
          serialNumber: 'C02PORCH0001',
          code: 'setup_command_failed',
          detail: 'InstallProfile failed.',
          raisedAt: '2026-11-23T09:00:00.000Z',
        },
      ],
    },
  ],
  'POST /api/v1/macs/C02PORCH0001/attestation': [200, { command: 'C1' }],
  'POST /api/v1/macs/C02PORCH0002/attestation': refusal('enrollment_not_found'),
  'POST /api/v1/setup-alerts/a2/clear': refusal('alert_not_found'),
  'GET /api/v1/users': refusal('token_missing'),
  'POST /api/v1/users/ada/one-time-codes': [201, { uri: 'otpauth://totp/Example:ada?secret=MZXW6YTBOI' }],
  'POST /api/v1/users/bob/one-time-codes': refusal('one_time_codes_exist'),
  'DELETE /api/v1/users/ada/one-time-codes': [204, undefined],
  'DELETE /api/v1/users/bob/one-time-codes': refusal('one_time_codes_not_found'),
  'POST /api/v1/users/ada/recovery-codes': [201, { codes: ['k3x7p-9mwqd', 'h82rt-cfz4n'] }],
  'GET /api/v1/users/ada/recovery-codes': [200, { left: 9 }],
  'GET /api/v1/users/bob/recovery-codes': refusal('user_not_found'),
  'PUT /api/v1/users/ada/temporary-pass': [201, { pass: 'k3x7-p9mw-qdh8', facts: pass }],
  'GET /api/v1/temporary-passes': [200, { items: [pass], next: null }],
  'DELETE /api/v1/users/ada/temporary-pass': [204, undefined],
  'DELETE /api/v1/users/bob/temporary-pass': refusal('temporary_pass_not_found'),
  'GET /api/v1/sign-in-plan': refusal('plan_not_found'),
  'POST /api/v1/sign-in-plan/export': [
    200,
    { fileName: 'sign-in-1.mobileconfig', contentType: 'application/x-apple-aspen-config', content: 'PHBsaXN0Lz4K' },
  ],
  'GET /api/v1/enrollments': [200, { items: [], next: null }],
  'GET /api/v1/enrollment-address': [200, { url: 'https://localhost:8443/enroll/organisation.abc', webUrl: null }],
  'POST /api/v1/enrollment-profile': refusal('push_certificate_not_found'),
  'GET /api/v1/enrollment-profiles': [
    200,
    {
      items: [
        {
          id: '6f1c',
          macs: 3,
          macsLeft: 1,
          createdBy: 'admin',
          createdAt: '2026-11-20T08:00:00.000Z',
          expiresAt: '2026-11-27T08:00:00.000Z',
          revokedAt: null,
        },
      ],
    },
  ],
  'POST /api/v1/enrollment-profiles/nothing/revoke': refusal('enrollment_profile_not_found'),
  'GET /api/v1/enrollments/nobody': refusal('enrollment_not_found'),
  'POST /api/v1/enrollments/C02TEST00001/commands': [201, { id: '4F0C' }],
  'GET /api/v1/enrollments/C02TEST00001/commands/nothing/result': refusal('command_result_not_found'),
  'GET /api/v1/enrollments/C02TEST00001/commands': [
    200,
    {
      items: [
        {
          id: '4F0C',
          requestType: 'UserList',
          status: 'Acknowledged',
          errors: [],
          createdAt: '2026-11-23T09:00:00.000Z',
          sentAt: '2026-11-23T09:00:01.000Z',
          finishedAt: '2026-11-23T09:00:02.000Z',
        },
      ],
    },
  ],
  'GET /api/v1/identities': [
    200,
    {
      items: [
        {
          certificateSerial: '4a0c',
          fingerprint: 'ff',
          serialNumber: 'C02TEST00001',
          enrollmentId: 'U1',
          protocol: 'scep',
          issuedAt: '2026-11-23T09:00:00.000Z',
          notAfter: '2027-11-23T09:00:00.000Z',
          revokedAt: null,
          revocationReason: null,
        },
      ],
      next: null,
    },
  ],
  'POST /api/v1/identities/C02TEST00001/revoke': [200, { outcome: 'done' }],
  'POST /api/v1/identities/nobody/revoke': refusal('identity_not_found'),
  'GET /api/v1/push-certificate': refusal('push_certificate_not_found'),
  'GET /api/v1/signing-keys': [
    200,
    { items: [{ keyId: 'k1', state: 'current', createdAt: '2026-11-23T09:00:00.000Z' }] },
  ],
};

answers['GET /api/v1/sign-in-plan/versions'] = [
  200,
  { items: [{ version: 2, savedAt: '2026-11-23T09:00:00.000Z', savedBy: 'ada', affected: 3 }] },
];
answers['GET /api/v1/sign-in-plan/macs'] = [
  200,
  {
    items: [
      { serialNumber: 'C02PORCH0007', standing: 'failed', version: 2, givenVersion: 3, error: 'InstallProfile failed' },
    ],
    next: null,
  },
];
answers['GET /api/v1/sign-in-plan/rollout'] = [
  200,
  {
    version: 3,
    upToDate: 40,
    waiting: 1,
    failed: 1,
    failures: [{ serialNumber: 'C02PORCH0007', version: 3, error: 'InstallProfile: MCMDMErrorDomain 12021' }],
  },
];
answers['GET /api/v1/devices/C02PORCH0003'] = refusal('device_not_found');
answers['GET /api/v1/macs/C02PORCH0003'] = [
  200,
  {
    mac: {
      serialNumber: 'C02PORCH0003',
      name: 'Mac',
      model: 'MacBook Pro',
      osVersion: '26.0',
      stage: 'released',
      reasonCode: 'not-registered',
      reason: 'The Mac is set up; it has not registered yet.',
      alerts: 0,
      lastSeenAt: '2026-11-23T09:00:00.000Z',
    },
    assignment: null,
    management: null,
    setup: {
      lane: 'setup-assistant',
      state: 'released',
      tries: 1,
      waitingFor: [],
      begunAt: '2026-11-23T09:00:00.000Z',
      releasedAt: '2026-11-23T09:05:00.000Z',
      release: 'ready',
      accounts: [],
    },
    registration: null,
    declarations: [],
    attestation: null,
    plan: { version: 2, givenVersion: 3, waiting: 2, error: null },
    alerts: [],
  },
];
answers['GET /api/v1/ade'] = [
  200,
  {
    state: 'token-expires-soon',
    token: {
      consumerKey: 'CK_1',
      expiresAt: '2026-12-01T09:00:00.000Z',
      importedAt: '2026-11-23T09:00:00.000Z',
    },
    renewalPrepared: true,
    organisation: { name: 'Example', server: 'porchlight', administrator: null },
    lastSync: { at: '2026-11-23T09:00:00.000Z', outcome: 'synced', detail: null },
    devices: { total: 2, assigned: 1 },
    simulated: false,
  },
];
answers['GET /api/v1/alerts'] = [
  200,
  {
    items: [
      {
        code: 'setup_released_by_watchdog',
        severity: 'warning',
        serialNumber: 'C02',
        sentence: 'The app was not there after 15 minutes.',
        action: 'Look at what was missing on the Mac.',
        since: '2026-11-23T09:00:00.000Z',
      },
    ],
  },
];
answers['GET /api/v1/users/ada/passkeys'] = [
  200,
  {
    items: [
      {
        id: 'p1',
        credentialId: 'AAAA',
        name: 'Laptop',
        aaguid: 'edfff4be-1876-4e3a-80e7-a70efaf1f9e4',
        model: 'Virtual Mac',
        attestation: 'self',
        attestationFormat: 'packed',
        backupEligible: false,
        backedUp: false,
        createdAt: '2026-11-23T09:00:00.000Z',
        lastUsedAt: null,
        lockedAt: null,
      },
    ],
  },
];
answers['GET /api/v1/users/bob/passkeys'] = [200, { items: [] }];
answers['DELETE /api/v1/users/ada/passkeys/p1'] = [204, undefined];
answers['DELETE /api/v1/users/ada/passkeys/p2'] = refusal('passkey_not_found');
const passkeyPolicy = {
  policy: {
    mode: 'allow',
    aaguids: ['edfff4be-1876-4e3a-80e7-a70efaf1f9e4', '00112233-4455-6677-8899-aabbccddeeff'],
    attestation: 'required',
    roots: [{ format: 'packed', certificate: 'PEM' }],
  },
  models: ['Virtual Mac', null],
  changedAt: '2026-11-23T09:00:00.000Z',
  changedBy: 'u1',
};
answers['GET /api/v1/passkey-policy'] = [200, passkeyPolicy];
answers['PUT /api/v1/passkey-policy'] = [200, passkeyPolicy];
answers['POST /api/v1/ade/sync'] = refusal('ade_terms_not_signed');
answers['POST /api/v1/ade/assign'] = [200, { devices: 3, assigned: 1, deferred: 2 }];
answers['POST /api/v1/ade/devices/C02/disown'] = [204, undefined];
answers['GET /api/v1/ade/devices'] = [
  200,
  {
    items: [
      { serialNumber: 'C02', model: 'MacBook Air', description: null, profileStatus: 'pushed', assignment: null },
      {
        serialNumber: 'C03',
        model: null,
        description: null,
        profileStatus: 'empty',
        assignment: { code: 'THROTTLED', at: '2026-11-23T09:00:00.000Z', retryAt: '2026-11-23T09:01:00.000Z' },
      },
    ],
    next: null,
  },
];

Object.assign(answers, peopleAnswers(refusal));

function refusal(code: keyof typeof refusals): readonly [number, unknown] {
  const { status, error, description } = refusals[code];
  return [status, { error, code, error_description: description }];
}

async function perform(words: readonly string[]) {
  const printed = { out: '', err: '' };
  const io = {
    out: (text: string) => void (printed.out += text),
    err: (text: string) => void (printed.err += text),
    colour: false,
    ask: async () => undefined,
    stdin: async () => '',
    exit: () => {},
  };
  const fetch = async (url: string, { method }: { method: string }) => {
    const [status, body] = answers[`${method} ${new URL(url).pathname}`] ?? [500, {}];
    return { status, headers: {}, text: () => JSON.stringify(body) };
  };
  const settings = { home: '/nonexistent', server: 'https://localhost:8443' };
  const code = await run(words, { io, settings, fetch });
  return { code, ...printed };
}

const text = readFileSync(join(import.meta.dirname, 'testdata', 'commands.txt'), 'utf8');

for (const passage of text.split(/^\$ porchlight /m).slice(1)) {
  const [line = '', ...rest] = passage.trimEnd().split('\n');
  test(`the transcript of "porchlight ${line}" is what it prints (design, section 4, command line)`, async () => {
    const { code, out, err } = await perform(line.split(' '));
    const marked = (part: string, mark: string) =>
      part
        .split('\n')
        .slice(0, -1)
        .map((one) => `${mark} ${one}`.trimEnd());
    assert.deepEqual([...marked(out, '1'), ...marked(err, '2'), `exit ${code}`], rest);
  });
}
