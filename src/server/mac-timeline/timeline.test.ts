import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditRecord } from '#server/audit/audit.ts';
import { concludeTimeline, type TimelineFacts, type TimelineStageName, type TimelineState } from './feature.ts';

type Mac = TimelineFacts['mac'];
type Change = { readonly [Member in keyof Mac]?: unknown };

const nothing = {
  stage: 'expected',
  reasonCode: 'not-heard-of',
  reason: '',
  serialNumber: 'C02',
  assignment: undefined,
  enrollment: undefined,
  course: undefined,
  missing: [],
  hasUserChannel: false,
  registration: undefined,
  plan: undefined,
  alerts: [],
  declarations: [],
} as unknown as Mac;
const enrollment = { id: 'U', deviceId: 'U', state: 'enabled', authenticatedAt: 1, enabledAt: 2 };
const assignment = {
  profileStatus: 'pushed',
  facts: {},
  removedAt: undefined,
  assignment: { code: 'SUCCESS', at: 1, retryAt: 0 },
};
const course = {
  state: 'released',
  lane: 'setup-assistant',
  begunAt: 1,
  awaited: [],
  isApplicationSeen: true,
  accounts: ['ada'],
};
const person = {
  state: 'active',
  createdAt: 5,
  lastLoginAt: 9,
  userPrincipalName: 'ada@example.org',
  method: 'Password',
};
const registration = { device: { id: 'D', state: 'registered', registeredAt: 4 }, registrations: [person] };
const plan = { version: 3, givenVersion: 3, waiting: 0, error: undefined };
const joined: Change = { assignment, enrollment, course, registration, plan };

function stagesOf(change: Change, rest: Partial<TimelineFacts> = {}) {
  const facts = {
    mac: { ...nothing, ...change } as Mac,
    commands: [],
    events: [],
    hasPlan: true,
    sentenceOf: () => undefined,
  };
  return concludeTimeline({ ...facts, ...rest });
}

function command(requestType: string, status: string, errorChain: readonly unknown[] = []) {
  return {
    id: `${requestType}-id`,
    enrollmentId: 'U',
    requestType,
    status,
    errorChain,
    createdAt: 1,
    sentAt: 2,
    finishedAt: 3,
  };
}

function event(type: string, code?: string, time = 7): AuditRecord {
  const outcome = code === undefined ? 'changed' : 'refused';
  return {
    sequence: 12,
    time,
    event: { type, outcome, ...(code === undefined ? {} : { code }) },
    hash: new Uint8Array(),
  };
}

const refusedDevice = event('platform-sso.device-registration.refused', 'registration_token_unknown');
const table: readonly (readonly [
  stage: TimelineStageName,
  state: TimelineState,
  why: RegExp,
  change: Change,
  rest?: { readonly [Member in keyof TimelineFacts]?: unknown },
])[] = [
  ['assigned', 'not-asked-for', /does not list/, {}],
  ['assigned', 'not-asked-for', /given up/, { assignment: { ...assignment, removedAt: 3 } }],
  [
    'assigned',
    'under-way',
    /no enrollment profile/,
    { assignment: { ...assignment, profileStatus: 'empty', assignment: {} } },
  ],
  [
    'assigned',
    'stopped',
    /NOT_ACCESSIBLE/,
    { assignment: { ...assignment, profileStatus: 'empty', assignment: { code: 'NOT_ACCESSIBLE', at: 1 } } },
  ],
  ['enrolled', 'not-yet', /not come/, {}],
  ['enrolled', 'under-way', /handed it/, { assignment }],
  ['enrolled', 'under-way', /push token/, { enrollment: { ...enrollment, state: 'enrolling' } }],
  ['enrolled', 'stopped', /left management/, { enrollment: { ...enrollment, state: 'ended', endedAt: 8 } }],
  ['app', 'not-yet', /once the Mac is enrolled/, {}],
  ['app', 'not-asked-for', /no sign-in plan/, {}, { hasPlan: false }],
  [
    'app',
    'stopped',
    /No package/,
    { enrollment, alerts: [{ code: 'setup_application_not_hosted', detail: 'No package.', raisedAt: 3 }] },
  ],
  [
    'app',
    'stopped',
    /refused to install/,
    { enrollment },
    { commands: [command('InstallEnterpriseApplication', 'Error')] },
  ],
  ['app', 'under-way', /was told/, { enrollment }, { commands: [command('InstallEnterpriseApplication', 'sent')] }],
  [
    'app',
    'under-way',
    /does not have the app yet/,
    { enrollment, course: { ...course, state: 'installing', isApplicationSeen: false, awaited: ['x'] } },
    { commands: [command('InstallEnterpriseApplication', 'Acknowledged')] },
  ],
  ['profile', 'under-way', /being made/, { enrollment }],
  ['profile', 'under-way', /not answered/, { enrollment, plan: { ...plan, version: 0, waiting: 1 } }],
  ['profile', 'stopped', /refused it/, { enrollment, plan: { ...plan, error: 'The Mac refused it.' } }],
  ['profile', 'stopped', /invalid/, { enrollment, declarations: [{ identifier: 'x', valid: 'invalid' }] }],
  ['profile', 'not-asked-for', /Another server/, { registration }],
  ['device-registered', 'not-yet', /once its app/, {}],
  ['device-registered', 'under-way', /not registered yet/, { enrollment, course }],
  [
    'device-registered',
    'stopped',
    /The token is unknown/,
    { enrollment, course },
    { events: [refusedDevice], sentenceOf: () => 'The token is unknown.' },
  ],
  ['device-registered', 'stopped', /revoked/, { registration: { ...registration, device: { state: 'revoked' } } }],
  ['user-registered', 'under-way', /no person/, { registration: { ...registration, registrations: [] } }],
  [
    'user-registered',
    'stopped',
    /revoked/,
    { registration: { ...registration, registrations: [{ ...person, state: 'revoked' }] } },
  ],
  [
    'user-registered',
    'stopped',
    /refused: x/,
    { registration: { ...registration, registrations: [] } },
    { events: [event('platform-sso.user-registration.refused', 'x')] },
  ],
  ['account', 'under-way', /no account/, { enrollment, course: { ...course, accounts: undefined } }],
  ['account', 'not-asked-for', /Another server/, { registration }],
  [
    'signed-in',
    'under-way',
    /no login since/,
    { registration: { ...registration, registrations: [{ ...person, lastLoginAt: undefined }] } },
  ],
  ['signed-in', 'stopped', /refused: wrong/, {}, { events: [event('platform-sso.login.refused', 'wrong')] }],
];

test('each stage says how it stands, why it is no further, and what to do where it stopped', () => {
  for (const [name, state, why, change, rest] of table) {
    const stage = stagesOf(change, rest as Partial<TimelineFacts>).find((one) => one.name === name);
    assert.deepEqual([name, stage?.state], [name, state], JSON.stringify(change));
    assert.match(stage?.why ?? '', why);
    if (state === 'stopped') assert.match(stage?.whatToDo ?? '', /\.$/, name);
  }
});

test('a Mac that joined has every stage behind it, each with its time and what says so', () => {
  const commands = [
    command('InstallEnterpriseApplication', 'Acknowledged'),
    command('InstallProfile', 'Acknowledged'),
    command('UserList', 'Acknowledged'),
  ] as never;
  const events = [
    event('platform-sso.login'),
    event('platform-sso.user.registered'),
    event('platform-sso.device.registered'),
  ];
  for (const { name, state, at, evidence, why } of stagesOf(joined, { commands, events })) {
    assert.deepEqual([name, state, why], [name, 'done', undefined]);
    assert.ok(at !== undefined && evidence.length > 0, name);
  }
});

test('evidence names the event of the chain or the command, with the Mac’s own words', () => {
  const error = { ErrorDomain: 'X', ErrorCode: 1, USEnglishDescription: 'no room' };
  const commands = [command('InstallEnterpriseApplication', 'Error', [error])] as never;
  const [, , app] = stagesOf({ enrollment }, { commands });
  assert.deepEqual(app?.evidence[0], {
    at: 3,
    what: 'InstallEnterpriseApplication failed: no room',
    source: 'command',
    reference: 'InstallEnterpriseApplication-id',
  });
  const last = stagesOf(joined, { events: [event('platform-sso.login')] }).at(-1);
  assert.deepEqual(last?.evidence[0], { at: 7, what: 'platform-sso.login', source: 'audit', reference: '12' });
});
