import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Diagnosis } from '#api/doctor.ts';
import { type RefusalCode, refusals } from '#api/error.ts';
import { run } from '../program.ts';

const cause = {
  code: 'method_changed',
  stage: 'user-registered',
  title: 'The plan’s method is another than the Mac registered with',
  cause: 'After a change of the method each person registers anew.',
  needs: ['text'],
  adminSteps: [
    { text: 'Tell the people.', command: null },
    { text: 'See who is registered.', command: 'porchlight registration list --device C02ADA000001' },
  ],
  userSteps: ['Choose Register in the notification.'],
  docs: 'sign-in-plan.md',
} as const;

const diagnosis: Diagnosis = {
  serialNumber: 'C02ADA000001',
  name: 'Ada’s Mac',
  osVersion: '15.6',
  method: 'Password',
  askedAt: '2026-11-23T09:00:00.000Z',
  verdict: 'The plan’s method is another than the Mac registered with.',
  stoppedAt: null,
  stages: [
    { stage: 'enrolled', state: 'passed', sentence: 'The Mac is under management.' },
    { stage: 'user-registered', state: 'trouble', sentence: 'The plan’s method is another.' },
  ],
  findings: [
    {
      ...cause,
      needs: ['text'],
      adminSteps: [...cause.adminSteps],
      userSteps: [...cause.userSteps],
      confidence: 'certain',
      evidence: [
        { source: 'text', line: 19, event: null, quote: '"loginType" : "POLoginTypePassword (1)",' },
        { source: 'audit', line: null, event: 77, quote: 'sign-in-plan.saved' },
        { source: 'plan', line: null, event: null, quote: 'method UserSecureEnclaveKey' },
      ],
    },
  ],
  checks: [
    { check: 'tls-chain', subject: 'id.example.org', state: 'fine', sentence: 'TLSv1.3, ends in 60 days.' },
    { check: 'clock', subject: null, state: 'unknown', sentence: 'No signed request of the Mac has come yet.' },
  ],
  lookedAt: ['"app-sso platform -s": device there', '2 events of the audit chain'],
  collect: [{ text: 'Take everything.', command: 'sudo sysdiagnose' }],
};

let home = '';
before(async () => {
  home = await mkdtemp(join(tmpdir(), 'porchlight-doctor-'));
  await writeFile(join(home, 'state.txt'), 'Device Configuration:\n (null)\n');
});
after(() => rm(home, { recursive: true }));

function no(code: RefusalCode): readonly [number, unknown] {
  const { status, error, description } = refusals[code];
  return [status, { error, code, error_description: description }];
}

async function perform(words: readonly string[], answer: readonly [number, unknown] = [200, diagnosis], stdin = '') {
  const printed = { out: '', err: '' };
  const sent: unknown[] = [];
  const io = {
    out: (text: string) => void (printed.out += text),
    err: (text: string) => void (printed.err += text),
    colour: false,
    ask: async () => undefined,
    stdin: async () => stdin,
    exit: () => {},
  };
  const fetch = async (_url: string, { body }: { body?: string | Uint8Array }) => {
    if (typeof body === 'string') sent.push(JSON.parse(body));
    return { status: answer[0], headers: {}, text: () => JSON.stringify(answer[1]) };
  };
  const code = await run(['doctor', ...words], { io, settings: { home, server: 'https://localhost:8443' }, fetch });
  return { code, sent, ...printed };
}

test('the transcript of "porchlight doctor" is what it prints (design, section 4, command line)', async () => {
  const expected = await readFile(join(import.meta.dirname, '..', 'testdata', 'doctor.txt'), 'utf8');
  const { out, err, code } = await perform(['C02ADA000001', '--file', join(home, 'state.txt'), '--live']);
  assert.equal(out, expected);
  assert.deepEqual([err, code], ['', 0]);
});

test('a Mac, a file, the standard input and --live make the question', async () => {
  const file = join(home, 'state.txt');
  const both = await perform(['C02ADA000001', '--file', file, '--live']);
  assert.deepEqual(both.sent, [{ live: true, serialNumber: 'C02ADA000001', text: 'Device Configuration:\n (null)\n' }]);
  const piped = await perform(['--file', '-'], [200, diagnosis], 'from a pipe');
  assert.deepEqual(piped.sent, [{ live: false, text: 'from a pipe' }]);
  const json = await perform(['C02ADA000001', '--json']);
  assert.deepEqual(JSON.parse(json.out), diagnosis);
});

test('a question about nothing, an unknown Mac, a file that is not there and a text too long are refused with a hint', async () => {
  const nothing = await perform([], no('doctor_nothing_given'));
  assert.deepEqual([nothing.code, /hint: name a Mac/.test(nothing.err)], [1, true]);
  const unknown = await perform(['C02NOBODY001'], no('mac_not_found'));
  assert.deepEqual([unknown.code, /nothing is known of such a Mac/.test(unknown.err)], [1, true]);
  const missing = await perform(['--file', join(home, 'none.txt')]);
  assert.deepEqual([missing.code, missing.sent], [1, []]);
  const long = await perform(['--file', '-'], undefined, 'x'.repeat(1_000_001));
  assert.deepEqual([long.code, long.sent, /log show --last 15m/.test(long.err)], [2, [], true]);
});

test('every known cause is listed by the way to a signed-in Mac', async () => {
  const { out } = await perform(['--causes'], [200, { items: [cause] }]);
  assert.match(out, /^STAGE +CAUSE +WHAT\nuser-registered +method_changed +The plan’s method/);
});
