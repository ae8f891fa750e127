import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type RefusalCode, refusals } from '#api/error.ts';
import { signInPlan } from '#api/sign-in-plan.ts';
import { run } from '../program.ts';

const plan = {
  organisation: 'Example',
  accountDisplayName: 'Example',
  method: 'SmartCard',
  fallback: { method: 'Password', below: '15' },
  urls: ['https://id.example.org/'],
  application: { teamIdentifier: 'T', bundleIdentifier: 'org.example.a', extensionIdentifier: 'org.example.a.b' },
} as const;
const finding = {
  code: 'team_identifier_malformed',
  severity: 'error',
  member: 'application.teamIdentifier',
  message: 'A sentence.',
  microsoft: '10001',
} as const;
const saved = {
  id: 'p1',
  version: 3,
  savedAt: '2026-11-23T09:00:00.000Z',
  savedBy: 'ada',
  plan: signInPlan.parse(plan),
  findings: [{ ...finding, severity: 'note' }],
};
const preview = {
  counts: { nothing: 0, 'profile-updated': 4, 'sign-in-again': 0, 'register-again': 1, unregister: 0 },
  affected: 1,
  reasons: [{ reason: 'method_changed', macs: 1, message: 'Another method.' }],
  macs: [{ serialNumber: 'C1', osVersion: null, effect: 'register-again', reasons: ['method_changed'] }],
  findings: [],
};

let home = '';
let file = '';
before(async () => {
  home = await mkdtemp(join(tmpdir(), 'porchlight-plan-'));
  file = join(home, 'plan.json');
  await writeFile(file, JSON.stringify({ version: 3, plan }));
});
after(() => rm(home, { recursive: true }));

type Answers = Readonly<Record<string, readonly [status: number, body: unknown]>>;

function no(code: RefusalCode, problems: readonly object[] = []): readonly [number, unknown] {
  const { status, error, description } = refusals[code];
  return [status, { error, code, error_description: description, problems }];
}

async function perform(words: readonly string[], answers: Answers) {
  const printed = { out: '', err: '' };
  const sent: unknown[] = [];
  const io = {
    out: (text: string) => void (printed.out += text),
    err: (text: string) => void (printed.err += text),
    colour: false,
    ask: async () => undefined,
    stdin: async () => '',
    exit: () => {},
  };
  const fetch = async (url: string, { method, body }: { method: string; body?: string | Uint8Array }) => {
    if (typeof body === 'string') sent.push(JSON.parse(body));
    const [status, answer] = answers[`${method} ${new URL(url).pathname}`] ?? [500, {}];
    return { status, headers: {}, text: () => JSON.stringify(answer) };
  };
  const code = await run(['plan', ...words], { io, settings: { home, server: 'https://localhost:8443' }, fetch });
  return { code, sent, ...printed };
}

test('the plan in force is shown with its method, fallback and findings', async () => {
  const { out, code } = await perform(['show'], { 'GET /api/v1/sign-in-plan': [200, saved] });
  assert.equal(code, 0);
  assert.match(out, /SmartCard/);
  assert.match(out, /Password below 15/);
  assert.match(out, /1 note/);
});

test('a plan is saved over the version in force, with what was confirmed; a first one over nothing', async () => {
  const answers: Answers = { 'GET /api/v1/sign-in-plan': [200, saved], 'PUT /api/v1/sign-in-plan': [200, saved] };
  const { code, sent, err } = await perform(['set', file, '--confirm', '2'], answers);
  assert.equal(code, 0);
  assert.deepEqual(sent, [{ plan, basedOn: 3, confirm: { affected: 2 } }]);
  assert.match(err, /saved version 3; 1 note/);
  const first = await perform(['set', file], { ...answers, 'GET /api/v1/sign-in-plan': no('plan_not_found') });
  assert.deepEqual(first.sent, [{ plan, basedOn: 0 }]);
});

test('an unconfirmed change says how many Macs, and how to go on', async () => {
  const problem = { in: 'body', member: 'confirm.affected', message: 'must be 2, the number of Macs' };
  const { code, err } = await perform(['set', file, '--based-on', '3'], {
    'PUT /api/v1/sign-in-plan': no('plan_change_unconfirmed', [problem]),
  });
  assert.equal(code, 1);
  assert.match(err, /confirm\.affected must be 2, the number of Macs/);
  assert.match(err, /--confirm NUMBER/);
});

test('the linter’s table comes to stdout, and errors make the command fail', async () => {
  const wrong = await perform(['lint', file], { 'POST /api/v1/sign-in-plan/lint': [200, { findings: [finding] }] });
  assert.equal(wrong.code, 1);
  assert.match(wrong.out, /error +team_identifier_malformed \(10001\) +application\.teamIdentifier/);
  assert.match(wrong.err, /the plan has 1 error/);
  const right = await perform(['lint', file], { 'POST /api/v1/sign-in-plan/lint': [200, { findings: [] }] });
  assert.equal(right.code, 0);
  assert.match(right.err, /nothing is wrong with it/);
});

test('the preview counts Macs and says the number to confirm', async () => {
  const { code, out } = await perform(['preview', file], { 'POST /api/v1/sign-in-plan/preview': [200, preview] });
  assert.equal(code, 0);
  assert.match(out, /register-again +1/);
  assert.match(out, /C1 +- +register-again +method_changed/);
  assert.match(out, /--confirm 1\n$/);
});

test('a profile is written to a file that others cannot read', async () => {
  const out = join(home, 'out.mobileconfig');
  const body = { fileName: 'x', contentType: 'application/x-apple-aspen-config', content: 'PHBsaXN0Lz4K' };
  const words = ['export', '--signed', '--macos', '26', '--serial-number', 'C1', '--out', out];
  const { code, sent } = await perform(words, { 'POST /api/v1/sign-in-plan/export': [200, body] });
  assert.deepEqual(sent, [{ signed: true, macos: '26', serialNumber: 'C1' }]);
  assert.equal(code, 0);
  assert.equal(await readFile(out, 'utf8'), '<plist/>\n');
  assert.equal((await stat(out)).mode & 0o777, 0o600);
});

test('a file that is no plan is refused before anything is sent, with what is wrong', async () => {
  for (const [text, what] of [
    ['[]', /not a JSON object/],
    ['{"organisation": "Example"}', /accountDisplayName/],
  ] as const) {
    const broken = join(home, 'broken.json');
    await writeFile(broken, text);
    const { code, err, sent } = await perform(['lint', broken], {});
    assert.equal(code, 2);
    assert.match(err, what);
    assert.deepEqual(sent, []);
  }
  const absent = await perform(['lint', join(home, 'absent.json')], {});
  assert.equal(absent.code, 1);
  assert.match(absent.err, /check the path/);
});

test('a version of before is shown, and saved again over the one in force', async () => {
  const { findings: _, ...version } = { ...saved, version: 2, affected: 0 };
  const answers: Answers = {
    'GET /api/v1/sign-in-plan': [200, saved],
    'GET /api/v1/sign-in-plan/versions/2': [200, version],
    'PUT /api/v1/sign-in-plan': [200, { ...saved, version: 4, findings: [] }],
  };
  const shown = await perform(['show', '--version', '2'], answers);
  assert.match(shown.out, /version +2/);
  const { sent, err } = await perform(['restore', '2', '--confirm', '5'], answers);
  assert.deepEqual(sent, [{ plan: signInPlan.parse(plan), basedOn: 3, confirm: { affected: 5 } }]);
  assert.match(err, /saved version 4, which is version 2 again/);
});

test('the documents of a plan are shown with their names, or one alone as it is', async () => {
  const documents = [
    { name: 'profile', title: 'Profile', about: 'Installed.', format: 'xml', text: '<plist/>\n' },
    { name: 'enrollment-profile', title: 'Enrollment profile', about: 'Given.', format: 'json', text: '{}\n' },
  ];
  const answers: Answers = {
    'POST /api/v1/sign-in-plan/rendering': [200, { macos: '26', method: null, delivery: 'profile', documents }],
  };
  const all = await perform(['render', file, '--macos', '26'], answers);
  assert.match(all.out, /# profile: Profile\n<plist\/>\n\n# enrollment-profile/);
  assert.deepEqual(all.sent, [{ plan, macos: '26' }]);
  assert.equal((await perform(['render', file, '--document', 'profile'], answers)).out, '<plist/>\n');
  const none = await perform(['render', file, '--document', 'declaration'], answers);
  assert.deepEqual([none.code, /it makes profile, enrollment-profile/.test(none.err)], [2, true]);
});

test('the story of a plan and the words of its members need no server', async () => {
  const { out, sent } = await perform(['story', file, '--macos', '15'], {});
  assert.match(out, /Desktop +Registration Required/);
  assert.match(out, /1 sign-in from "Hello" to the desktop/);
  assert.deepEqual(sent, []);
  const words = await perform(['explain', 'policies.login'], {});
  assert.match(words.out, /RequireTouchID +27\.0 +A finger each time/);
  assert.match((await perform(['explain'], {})).out, /setup\.skipPanes/);
});
