import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { systemRandom } from '#runtime/random.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import type { RefusalRow } from './contract/refusal-row.ts';
import { refusalsOfLogins } from './contract/refusals-of-logins.ts';
import { refusalsOfRegistrations } from './contract/refusals-of-registrations.ts';
import { refusalsOfRequests } from './contract/refusals-of-requests.ts';
import { refusalsOfWebSignIns } from './contract/refusals-of-web-sign-ins.ts';
import { refusalsOfTokens } from './contract/refusals-of-tokens.ts';
import { jsonOf, type Reply } from './contract/reply.ts';
import { openProvider, password, type Provider } from './contract/test-provider.ts';
import { refusals } from './refusals.ts';

const rows: readonly RefusalRow[] = [
  ...refusalsOfRequests,
  ...refusalsOfLogins,
  ...refusalsOfTokens,
  ...refusalsOfRegistrations,
  ...refusalsOfWebSignIns,
];
const masterKey = { current: 1, versions: new Map([[1, systemRandom.bytes(32)]]) };

onEveryEngine('Design section 5: the table of refusals', (store) => {
  let provider: Provider;
  const open = (options: RefusalRow['options'] = {}) =>
    openProvider({ ...options, database: store.one(), masterKey: () => masterKey });
  before(async () => (provider = await open()));
  after(() => provider.close());

  for (const row of rows) {
    test(`${row.title} is refused as ${row.code}`, async () => {
      const target = row.options === undefined ? provider : await open(row.options);
      target.time = provider.time;
      const reply = await row.provoke(target);
      assertAnswer(reply, row);
      assertAudited(target, row);
      if (target !== provider) await target.close();
    });
  }

  test('every refusal is in the audit chain, which is whole (section 5.13)', async () => {
    await provider.audit.close();
    const count = provider.refused.length;
    assert.ok(count >= rows.length / 2);
    const verification = await provider.audit.verify();
    assert.equal(verification.kind, 'intact', JSON.stringify(verification));
    const listed = new Set<string | undefined>();
    for (let after = 0; ; ) {
      const page = await provider.audit.list({ after, limit: 1000 });
      for (const { event } of page) if (event.outcome === 'refused') listed.add(`${event.type} ${event.code}`);
      if (page.length < 1000) break;
      after = page.at(-1)?.sequence ?? after;
    }
    for (const { type, code } of provider.refused) assert.ok(listed.has(`${type} ${code}`), `${type} ${code}`);
  });
});

test('the table has a row for every code that the server can answer', () => {
  const told = new Set<string>(rows.map(({ code }) => code));
  // What is wrong with a proof for single sign-on, `sso-proof.test.ts` and the journeys say: a page answers, not we.
  const elsewhere = /^(?:response|proof)_/;
  const untold = Object.keys(refusals).filter((code) => !told.has(code) && !elsewhere.test(code));
  assert.deepEqual(untold, []);
});

test('only wrong credentials are answered with 401 (section 5.10)', () => {
  const codes = Object.entries(refusals).filter(([, { status }]) => status === 401);
  assert.deepEqual(codes.map(([code]) => code).sort(), [
    'assertion_signature_invalid',
    'card_not_accepted',
    'password_must_change',
    'user_key_unknown',
    'wrong_credential',
  ]);
});

function assertAnswer(reply: Reply, { code, status, page }: RefusalRow): void {
  assert.match(String(reply.headers['cache-control']), /no-store/);
  if (page === true) {
    assert.ok(reply.body.includes(`<code>${code}</code>`), reply.body);
    assert.ok(reply.body.includes(refusals[code].user));
    assert.match(String(reply.headers['content-security-policy']), /default-src 'none'/);
    assert.equal(reply.status, status);
    return;
  }
  const body = jsonOf(reply);
  assert.equal(body['code'], code, reply.body);
  assert.equal(reply.status, status);
  assert.deepEqual(Object.keys(body), ['error', 'code', 'error_description', 'admin_description']);
  assert.match(String(reply.headers['content-type']), /^application\/json/);
  assertNoSecret(reply.body);
}

function assertAudited({ refused }: Provider, { code, purpose = 'token', reason }: RefusalRow): void {
  const event = refused.at(-1);
  assert.equal(event?.code, code);
  assert.equal(event.type, `platform-sso.${purpose}.refused`);
  assert.equal(event.outcome, 'refused');
  assert.match(event.address ?? '', /^10\.0\./);
  if (reason !== undefined) assert.equal(event.detail?.['reason'], reason);
  assertNoSecret(JSON.stringify(event));
}

// Tokens, keys, nonces and signatures are all longer than this; ids and sentences' words are not.
function assertNoSecret(text: string): void {
  assert.doesNotMatch(text, /[\w+/-]{37,}/);
  assert.doesNotMatch(text, /@example\.org/);
  for (const secret of [password, 'a wrong password']) assert.ok(!text.includes(secret));
}
