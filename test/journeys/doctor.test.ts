import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ActResult } from '#mac/evidence.ts';
import type { QuirkName } from '#mac/quirks/catalogue.ts';
import { terminalMac } from '#mac/terminal/from-virtual-mac.ts';
import { logLines } from '#mac/terminal/log-lines.ts';
import { run, unattended } from '#mac/terminal/terminal.ts';
import { systemRandom } from '#runtime/random.ts';
import { createApiClient } from '#api/client.ts';
import { ApiError } from '#api/error.ts';
import { joinMac, password, prepareMac, register, type StageMac } from '../support/stage-mac.ts';
import { openStage, type Stage } from '../support/stage.ts';

const hour = 3_600_000;

/** What the person copies out of Terminal. */
async function typed({ mac, person }: StageMac, line: string, evidence: ActResult<unknown>['evidence'] = []) {
  const session = {
    mac: terminalMac(mac, logLines(evidence), systemRandom),
    user: person.accountName,
    ask: unattended,
  };
  const { stdout } = await run(line, session);
  assert.ok(stdout.length > 0, line);
  return stdout;
}

const state = 'app-sso platform -s';

/** Waits until a refusal stands in the chain: it becomes durable soon after its answer. */
async function refused(stage: Stage, code: string): Promise<void> {
  assert.ok(await stage.auditEvent(0, (event) => event.code === code), code);
}

test('The doctor finds nothing wrong with a Mac that is joined by any method, asked with its text and live (D.6).', async (t) => {
  const stage = await openStage(t);
  for (const method of ['Password', 'UserSecureEnclaveKey'] as const) {
    const joined = await joinMac(stage, { person: await stage.addPerson(method.toLowerCase()), method });
    const text = await typed(joined, state);
    const found = await stage.api.askDoctor({ body: { serialNumber: joined.serialNumber, text, live: true } });
    assert.deepEqual(
      found.findings.map(({ code }) => code),
      [],
      method,
    );
    assert.equal(found.method, method);
    const states = Object.fromEntries(found.checks.map(({ check, state }) => [check, state]));
    assert.deepEqual(
      [states['associated-domains-origin'], states['tls-chain'], states['clock']],
      ['fine', 'fine', 'fine'],
    );
    assert.equal(states['associated-domains-cdn'], 'not-asked', 'Apple is not asked for a laptop');
    assert.equal(found.stages.find(({ stage: name }) => name === 'signed-in')?.state, 'passed');
    const alone = await stage.api.askDoctor({ body: { text: `${text}\n${await typed(joined, 'sw_vers')}` } });
    assert.deepEqual(
      alone.findings.map(({ code }) => code),
      [],
      'by text alone',
    );
  }
});

test('A Mac whose clock is wrong, whose person is disabled, or that was revoked is told apart by what the server refused (C 15, 23).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const joined = await joinMac(stage, { person: ada, method: 'UserSecureEnclaveKey' });
  const { mac, serialNumber } = joined;
  const first = async () => (await stage.api.askDoctor({ body: { serialNumber } })).findings[0];

  await mac.skewClock(2 * hour);
  await mac.renewTokens({ evenIfFresh: true });
  await refused(stage, 'request_from_future');
  assert.deepEqual([(await first())?.code, (await first())?.confidence], ['clock_wrong', 'certain']);
  const late = await stage.api.askDoctor({ body: { text: await typed(joined, state) } });
  assert.equal(late.findings[0]?.code, 'clock_wrong', 'a text from the future says it too');

  await mac.skewClock(0);
  await mac.renewTokens({ evenIfFresh: true });
  assert.equal(await first(), undefined, 'a login since mends it');

  await stage.api.disableUser({ params: { user: ada.id } });
  assert.equal((await first())?.code, 'account_disabled');
  await stage.api.enableUser({ params: { user: ada.id } });
  await stage.api.revokeDevice({ params: { device: serialNumber } });
  assert.equal((await first())?.code, 'mac_revoked');
});

test('A Mac that nobody registered, and one whose key was lost, say so in their own words (C 5, 16).', async (t) => {
  const stage = await openStage(t);
  const grace = await prepareMac(stage, { person: await stage.addPerson('grace'), method: 'Password' });
  const fresh = await stage.api.askDoctor({ body: { text: await typed(grace, state) } });
  assert.ok(
    ['profile_not_on_mac', 'registration_never_started'].includes(fresh.findings[0]?.code ?? ''),
    JSON.stringify(fresh.findings),
  );

  const ada = await joinMac(stage, { person: await stage.addPerson('ada'), method: 'UserSecureEnclaveKey' });
  await ada.mac.resetPassword('ada', 'another-local-1');
  const lost = await stage.api.askDoctor({ body: { serialNumber: ada.serialNumber, text: await typed(ada, state) } });
  assert.equal(lost.findings[0]?.code, 'enclave_key_lost');
  const [evidence] = lost.findings[0]?.evidence ?? [];
  assert.match(evidence?.quote ?? '', /POUserStateNeedsNewKeys/);
});

test('A Mac that an association file does not name is not associated: its log and the file say so (C 8).', async (t) => {
  const stage = await openStage(t, { settings: { PORCHLIGHT_APPLICATIONS: 'OTHER00001.org.example.other' } });
  const prepared = await prepareMac(stage, { person: await stage.addPerson('ada'), method: 'Password' });
  const { localPassword, person } = prepared;
  const signIn = { userName: person.userPrincipalName, password: person.password };
  const { evidence } = await prepared.mac.register({ localPassword, signIn });
  const text = await typed(prepared, 'log show --last 1h', evidence);
  const found = await stage.api.askDoctor({ body: { text } });
  assert.equal(found.findings[0]?.code, 'extension_not_associated');
});

test('A password that is wrong on the Mac is told with the event, until a login mends it (C 13).', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  const prepared = await prepareMac(stage, { person: ada, method: 'Password' });
  await register(prepared);
  await prepared.mac.signInWhenAsked(password('not-the-password'));
  await refused(stage, 'wrong_credential');
  const question = { body: { serialNumber: prepared.serialNumber } };
  const [first] = (await stage.api.askDoctor(question)).findings;
  assert.equal(first?.code, 'password_not_the_organisations');
  assert.ok((first.evidence[0]?.event ?? 0) > 0);
  await prepared.mac.signInWhenAsked(password(ada.password));
  assert.deepEqual((await stage.api.askDoctor(question)).findings, []);
});

test('An auditor may ask, each question is an event without its text, and a question about nothing is refused (13).', async (t) => {
  const stage = await openStage(t);
  const { token } = await stage.api.createAdminToken({ body: { name: 'auditor', role: 'auditor' } });
  const auditor = createApiClient({ baseUrl: stage.url, token, fetch: stage.fetch });
  const secret = 'Authorization: Bearer 0123456789abcdef-the-secret';
  const found = await auditor.askDoctor({
    body: { text: `${secret}\nError Domain=NSURLErrorDomain Code=-1202 password=hunter2222` },
  });
  assert.equal(found.findings[0]?.code, 'tls_refused_by_mac');
  assert.ok(!JSON.stringify(found).includes('hunter2222'));
  assert.ok(await stage.auditEvent(0, ({ type }) => type === 'doctor.asked'));
  const events = await stage.api.listAuditEvents({ query: { type: 'doctor.asked' } });
  assert.ok(!JSON.stringify(events).includes('the-secret'));
  const refusal = async (body: { text?: string; serialNumber?: string }) =>
    auditor.askDoctor({ body }).then(
      () => undefined,
      (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
    );
  assert.equal(await refusal({}), 'doctor_nothing_given');
  assert.equal(await refusal({ text: '  \n' }), 'doctor_nothing_given');
  assert.equal(await refusal({ serialNumber: 'C02NOBODY001' }), 'mac_not_found');
  assert.equal(await refusal({ text: 'x'.repeat(1_000_001) }), 'request_invalid');
  assert.ok((await auditor.listDoctorCauses()).items.length > 40);
});

const faults: readonly (readonly [QuirkName, refusal: string, cause: string])[] = [
  ['expired', 'request_expired', 'clock_wrong'],
  ['issued-in-future', 'request_from_future', 'clock_wrong'],
  ['assertion-expired', 'assertion_expired', 'clock_wrong'],
  ['wrong-client-id', 'client_mismatch', 'login_configuration_stale'],
  ['wrong-audience', 'audience_mismatch', 'login_configuration_stale'],
  ['assertion-other-audience', 'assertion_audience_mismatch', 'login_configuration_stale'],
  ['wrong-apv-key', 'party_info_wrong_key', 'mac_signs_with_old_keys'],
  ['foreign-request-id', 'nonce_foreign', 'request_changed_on_the_way'],
  ['tampered-signature', 'signature_invalid', 'request_changed_on_the_way'],
  ['assertion-foreign-key', 'assertion_signature_invalid', 'enclave_key_lost'],
];

test('Each fault that a Mac plays is named from what the server refused, and gone after the next login (5.11, D.5).', async (t) => {
  const stage = await openStage(t);
  const { mac, serialNumber } = await joinMac(stage, {
    person: await stage.addPerson('ada'),
    method: 'UserSecureEnclaveKey',
  });
  const found = async () => (await stage.api.askDoctor({ body: { serialNumber } })).findings.map(({ code }) => code);
  for (const [quirk, code, cause] of faults) {
    const head = await stage.auditHead();
    await mac.misbehave(quirk, { times: 1 });
    await mac.renewTokens({ evenIfFresh: true });
    await mac.behave();
    assert.ok(await stage.auditEvent(head, (event) => event.code === code), `${quirk}: ${code}`);
    assert.equal((await found())[0], cause, quirk);
    await mac.renewTokens({ evenIfFresh: true });
    assert.deepEqual(await found(), [], `${quirk} is over`);
  }
});

test('A registration that is refused is told with its reason: a spent token, a forged one, a wrong serial number (C 3, 6).', async (t) => {
  const stage = await openStage(t);
  const cases = [
    ['forged-registration-token', 'registration_token_refused'],
    ['wrong-serial', 'registration_token_refused'],
  ] as const;
  for (const [quirk, cause] of cases) {
    const prepared = await prepareMac(stage, {
      person: await stage.addPerson(quirk.slice(0, 5)),
      method: 'UserSecureEnclaveKey',
    });
    const { mac, localPassword, serialNumber } = prepared;
    const head = await stage.auditHead();
    await mac.misbehave(quirk);
    // Nobody is there to sign in instead.
    await mac.register({ localPassword });
    assert.ok(await stage.auditEvent(head, ({ type }) => type === 'platform-sso.device-registration.refused'));
    const [first] = (await stage.api.askDoctor({ body: { serialNumber } })).findings;
    assert.deepEqual(
      [first?.code, first?.confidence],
      [cause, 'possible'],
      'the refusal does not prove which Mac it was',
    );
  }
});
