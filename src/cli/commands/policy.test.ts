import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type RefusalCode, refusals } from '#api/error.ts';
import { type PolicyAnswer, signInPolicy } from '#api/policy.ts';
import { run } from '../program.ts';

const policy = {
  rules: [
    { name: 'Staff', who: { groups: ['staff'], except: { users: ['ada'] } }, require: [['mac'], ['password', 'code']] },
    { name: 'Others', purposes: ['application'], device: { managed: false }, require: 'refuse' },
  ],
};
const finding = {
  code: 'group_unknown',
  severity: 'error',
  rule: 'Staff',
  about: 'staff',
  message: 'There is none.',
  wayOut: 'Make one.',
} as const;
const saved = {
  version: 3,
  savedAt: '2026-11-23T09:00:00.000Z',
  savedBy: 'ada',
  policy: signInPolicy.parse(policy),
  findings: [finding],
};
const answer: PolicyAnswer = {
  user: { id: 'u1', userPrincipalName: 'ada@example.org', groups: ['staff'] },
  purpose: 'application',
  device: { registered: true, managed: true, attested: false },
  has: ['password', 'code'],
  outcome: 'asked',
  rule: 'Staff',
  why: 'The rule “Staff” asks for two factors.',
  combinations: [['password', 'code']],
  isBootstrap: false,
  freshness: 300,
  couldEnrol: ['mac'],
  code: null,
  next: null,
  rules: [{ name: 'Staff', verdict: 'decides', sentence: 'It asks for two factors.' }],
};

let home = '';
let file = '';
before(async () => {
  home = await mkdtemp(join(tmpdir(), 'porchlight-policy-'));
  file = join(home, 'policy.json');
  await writeFile(file, JSON.stringify({ version: 3, policy }));
});
after(() => rm(home, { recursive: true }));

type Answers = Readonly<Record<string, readonly [status: number, body: unknown]>>;

function no(code: RefusalCode, problems: readonly object[] = []): readonly [number, unknown] {
  const { status, error, description } = refusals[code];
  return [status, { error, code, error_description: description, problems }];
}

async function perform(words: readonly string[], answers: Answers = {}) {
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
    const [status, text] = answers[`${method} ${new URL(url).pathname}`] ?? [500, {}];
    return { status, headers: {}, text: () => JSON.stringify(text) };
  };
  const code = await run(['policy', ...words], { io, settings: { home, server: 'https://localhost:8443' }, fetch });
  return { code, sent, ...printed };
}

test('the policy in force is shown rule by rule, the built-in one last, with what is wrong', async () => {
  const { out, code } = await perform(['show'], { 'GET /api/v1/policy': [200, saved] });
  assert.equal(code, 0);
  assert.match(out, /1 {2}Staff +staff except ada +any +any +mac, or password with code/);
  assert.match(out, /2 {2}Others +everyone +application +not managed +refuse/);
  assert.match(out, /- {2}built-in/);
  assert.match(out, /group_unknown +Staff: staff +There is none\. Make one\./);
});

test('a policy is saved over the version that its file names, and a warning is told', async () => {
  const { sent, err } = await perform(['save', file], { 'PUT /api/v1/policy': [200, { ...saved, version: 4 }] });
  assert.deepEqual(sent, [{ policy, basedOn: 3 }]);
  assert.equal(err, 'porchlight: saved version 4; about “Staff”: There is none.\n');
});

test('a policy that somebody else has saved meanwhile is not overwritten', async () => {
  const { code, err } = await perform(['save', file, '--based-on', '2'], {
    'PUT /api/v1/policy': no('policy_outdated'),
  });
  assert.equal(code, 1);
  assert.match(err, /somebody else has saved[\s\S]*hint: take the policy in force/);
});

test('a reset saves no rules, over the version in force', async () => {
  const done = [200, { ...saved, version: 4, policy: { rules: [] }, findings: [] }] as const;
  const { sent, err } = await perform(['reset'], { 'GET /api/v1/policy': [200, saved], 'PUT /api/v1/policy': done });
  assert.deepEqual(sent, [{ policy: { rules: [] }, basedOn: 3 }]);
  assert.equal(err, 'porchlight: saved version 4\n');
});

test('what is wrong with a policy is said, and with errors the exit code is 1', async () => {
  const found = await perform(['lint', file], { 'POST /api/v1/policy/lint': [200, { findings: [finding] }] });
  assert.deepEqual([found.code, found.err.split('\n')[0]], [1, 'porchlight: the policy has 1 error']);
  const sound = await perform(['lint', file], { 'POST /api/v1/policy/lint': [200, { findings: [] }] });
  assert.deepEqual([sound.code, sound.err], [0, 'porchlight: nothing is wrong with it\n']);
});

test('the history names the rules of each version', async () => {
  const items = [{ version: 3, savedAt: saved.savedAt, savedBy: 'ada', rules: 2, policy: saved.policy }];
  const { out } = await perform(['history'], { 'GET /api/v1/policy/versions': [200, { items }] });
  assert.match(out, /3 {8}2026-11-23 09:00:00Z {2}ada {2}Staff, Others/);
});

test('what somebody would be asked is told with the rule and the reasons', async () => {
  const words = ['what-if', '--user', 'ada', '--purpose', 'application', '--device', 'C02TEST00001', '--policy', file];
  const { out, sent } = await perform(words, { 'POST /api/v1/policy/what-if': [200, answer] });
  assert.deepEqual(sent, [{ user: 'ada', purpose: 'application', serialNumber: 'C02TEST00001', policy }]);
  assert.match(out, /asked +password with code/);
  assert.match(out, /earlier sign-in +counts for 300 seconds/);
  assert.match(out, /Staff +decides +It asks for two factors\./);
});

test('a refusal tells its code and the next step', async () => {
  const refused = {
    ...answer,
    outcome: 'refused',
    combinations: [],
    code: 'policy_factor_missing',
    next: 'temporary-pass',
  };
  const words = ['what-if', '--user', 'ada', '--purpose', 'application'];
  const { out } = await perform(words, { 'POST /api/v1/policy/what-if': [200, refused] });
  assert.match(out, /refused +policy_factor_missing/);
  assert.match(out, /next step +an administrator gives the person a temporary pass/);
});

test('who names nobody, no purpose that there is, or a file that is no policy is told so, with exit code 2', async () => {
  const bad = join(home, 'bad.json');
  await writeFile(bad, JSON.stringify({ rules: [{ name: 'one', require: 'everything' }] }));
  const none = join(home, 'none.json');
  await writeFile(none, '[]');
  const uses = [
    ['what-if', '--purpose', 'login'],
    ['what-if', '--user', 'ada', '--purpose', 'nothing'],
    ['save', bad],
    ['lint', none],
  ];
  for (const words of uses) assert.equal((await perform(words)).code, 2, words.join(' '));
  const unknown = await perform(['what-if', '--user', 'x', '--purpose', 'login'], {
    'POST /api/v1/policy/what-if': no('user_not_found'),
  });
  assert.deepEqual([unknown.code, /no such user/.test(unknown.err)], [1, true]);
});

test('a Mac and factors that are only thought of are asked about, and misspelt ones refused', async () => {
  const words = ['what-if', '--user', 'ada', '--purpose', 'login', '--mac', 'registered,managed', '--has', 'password'];
  const { sent } = await perform(words, { 'POST /api/v1/policy/what-if': [200, answer] });
  const device = { registered: true, managed: true, attested: false };
  assert.deepEqual(sent, [{ user: 'ada', purpose: 'login', device, has: ['password'] }]);
  const none = await perform(['what-if', '--user', 'ada', '--purpose', 'login', '--mac', 'none'], {
    'POST /api/v1/policy/what-if': [200, answer],
  });
  const nothing = { registered: false, managed: false, attested: false };
  assert.deepEqual(none.sent, [{ user: 'ada', purpose: 'login', device: nothing }]);
  for (const wrong of [
    ['--mac', 'stolen'],
    ['--has', 'charm'],
  ]) {
    const { code, err } = await perform(['what-if', '--user', 'ada', '--purpose', 'login', ...wrong], {});
    assert.deepEqual([code, /each is one of/.test(err)], [2, true]);
  }
});
