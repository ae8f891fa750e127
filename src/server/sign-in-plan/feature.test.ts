import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { isPlistDictionary, parsePlist, type PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { noon, type PlanBench, planBench } from './contract/plan-bench.ts';
import { fullPlan, samplePlan } from './contract/sample-plan.ts';
import type { MacFacts } from './change-guard.ts';

const mac: MacFacts = { serialNumber: 'C02A', osVersion: '26.1', state: 'registered', methods: ['Password'] };

function profileOf(bytes: Uint8Array | undefined): PlistDictionary {
  assert.ok(bytes);
  assert.equal(bytes.at(-1), 33, 'it is signed');
  const profile = parsePlist(bytes.subarray(0, -1));
  assert.ok(isPlistDictionary(profile));
  return profile;
}

function payload(profile: PlistDictionary, type: string): PlistDictionary {
  const content = profile['PayloadContent'];
  assert.ok(Array.isArray(content));
  const found = content.find((one) => isPlistDictionary(one) && one['PayloadType'] === type);
  assert.ok(isPlistDictionary(found));
  return found;
}

onEveryEngine('The sign-in plan', (store) => {
  let bench: PlanBench;
  before(() => (bench = planBench(store.one())));
  after(() => bench.audit.close());
  beforeEach(async () => {
    bench.macs.length = 0;
    bench.otherPayloads.length = 0;
    await store.one().write((writer) => writer.run('DELETE FROM sign_in_plan'));
  });
  const save = (plan: ReturnType<typeof samplePlan>, basedOn: number, affected?: number) =>
    bench.plans.save({ plan, basedOn, affected }, 'ada');
  const newest = async () => (await bench.audit.list({ limit: 1 }))[0]?.event;

  test('is not there at first: nothing is rendered, and a Mac just enrolls', async () => {
    const target = { serialNumber: 'C02A', osVersion: '26.1' };
    assert.equal(await bench.plans.current(), undefined);
    assert.equal(await bench.plans.profileFor(target), undefined);
    assert.equal(await bench.plans.preEnrollmentProfileFor(target), undefined);
    assert.equal(await bench.plans.declarationFor(target), undefined);
    assert.equal(await bench.plans.enrollmentSettings(), undefined);
    const gate = await bench.plans.enrollmentGate({ osVersion: '26.1', canRequestPlatformSso: true });
    assert.deepEqual(gate, { kind: 'enroll' });
  });

  test('is saved in versions with one id, read back whole, each with an audit event', async () => {
    const first = await save(samplePlan(), 0);
    assert.ok(first.kind === 'saved');
    const second = await save(fullPlan(), 1);
    assert.ok(second.kind === 'saved');
    assert.deepEqual([first.saved.version, second.saved.version], [1, 2]);
    assert.equal(second.saved.id, first.saved.id);
    assert.deepEqual(await bench.plans.current(), second.saved);
    const versions = await bench.plans.versions();
    assert.deepEqual(
      versions.map(({ version, savedBy, savedAt }) => [version, savedBy, savedAt]),
      [
        [2, 'ada', noon],
        [1, 'ada', noon],
      ],
    );
    const detail = { plan: first.saved.id, version: 2, affected: 0 };
    assert.deepEqual(await newest(), { type: 'sign-in-plan.saved', outcome: 'changed', actor: 'ada', detail });
  });

  test('every version can be read again, also when it is not in force', async () => {
    await save(samplePlan(), 0);
    await save(fullPlan(), 1);
    assert.deepEqual((await bench.plans.version(1))?.plan, samplePlan());
    assert.deepEqual((await bench.plans.version(2))?.plan, fullPlan());
    assert.equal(await bench.plans.version(3), undefined);
  });

  test('a draft becomes documents to read, with words in place of what only one Mac has', async () => {
    await save(samplePlan(), 0);
    bench.tokens.length = 0;
    const names = async (plan: ReturnType<typeof samplePlan>, macos: string | undefined) =>
      (await bench.plans.documents(plan, macos)).documents.map(({ name }) => name);
    const full = fullPlan();
    const all = ['profile', 'pre-enrollment-profile', 'enrollment-profile', 'account-configuration'];
    assert.deepEqual(await names(full, '26.1'), all);
    assert.deepEqual(await names(samplePlan(), '15'), ['profile', 'enrollment-profile', 'account-configuration']);
    const declared = samplePlan({ delivery: 'declaration', setup: { primaryAccount: { prefill: false } } });
    assert.deepEqual(await names(declared, undefined), ['declaration', 'domains-profile', 'enrollment-profile']);
    const { method, macos, delivery, documents } = await bench.plans.documents(samplePlan(), '15.5');
    assert.deepEqual([method, macos, delivery], ['Password', '15.5', 'profile']);
    const text = documents[0]?.text ?? '';
    assert.match(text, /a token for this Mac alone/);
    const identifier = profileOf(await bench.plans.profileFor({ serialNumber: 'A', osVersion: '15' }));
    const { PayloadIdentifier: own } = identifier;
    assert.ok(typeof own === 'string' && text.includes(own), 'the identifiers are those of the plan in force');
    assert.deepEqual(bench.tokens, ['A'], 'reading makes no token');
    const none = await bench.plans.documents(samplePlan({ method: 'SmartCard' }), '13.6');
    assert.equal(none.method, undefined);
    assert.doesNotMatch(none.documents[0]?.text ?? '', /PlatformSSO|token/);
  });

  test('is not saved with errors, nor where another payload stands (10001, 10002)', async () => {
    const broken = await save(samplePlan({ urls: [] }), 0);
    assert.ok(broken.kind === 'errors');
    assert.ok(broken.findings.some(({ microsoft }) => microsoft === '10001'));
    bench.otherPayloads.push({ profile: 'old', urls: [], platformSso: true });
    const second = await save(samplePlan(), 0);
    assert.ok(second.kind === 'errors');
    assert.deepEqual(second.findings[0]?.microsoft, '10002');
    assert.equal(await bench.plans.current(), undefined);
  });

  test('is saved over the version that was edited only, also when two save at once', async () => {
    await save(samplePlan(), 0);
    const late = await save(samplePlan(), 0);
    assert.ok(late.kind === 'outdated');
    assert.deepEqual([late.current?.version, late.current?.savedBy], [1, 'ada']);
    const outcomes = await Promise.all([save(samplePlan(), 1), save(fullPlan(), 1), save(samplePlan(), 1)]);
    const kinds = outcomes.map(({ kind }) => kind).toSorted();
    assert.deepEqual(kinds, ['outdated', 'outdated', 'saved']);
    assert.equal((await bench.plans.current())?.version, 2);
  });

  test('is saved by one of two nodes that save at the same moment', async () => {
    await save(samplePlan(), 0);
    const nodes = store.pair().map((database) => planBench(database).plans);
    const request = { plan: fullPlan(), basedOn: 1, affected: undefined };
    const outcomes = await Promise.all([...nodes, ...nodes].map((plans) => plans.save(request, 'ada')));
    assert.equal(outcomes.filter(({ kind }) => kind === 'saved').length, 1);
    assert.ok(outcomes.every(({ kind }) => kind === 'saved' || kind === 'outdated'));
    assert.equal((await bench.plans.versions()).length, 2);
  });

  test('a disturbing edit is refused until exactly the number of Macs is confirmed', async () => {
    await save(samplePlan(), 0);
    bench.macs.push(mac, { ...mac, serialNumber: 'C02B' }, { ...mac, serialNumber: 'C02C', methods: [] });
    const edit = samplePlan({ method: 'SmartCard' });
    assert.equal((await bench.plans.preview(edit)).affected, 2);
    for (const affected of [undefined, 1, 3]) {
      const outcome = await save(edit, 1, affected);
      assert.ok(outcome.kind === 'unconfirmed');
      assert.equal(outcome.preview.counts['register-again'], 2);
    }
    // One more has registered between the preview and the saving.
    bench.macs.push({ ...mac, serialNumber: 'C02D' });
    assert.equal((await save(edit, 1, 2)).kind, 'unconfirmed');
    const saved = await save(edit, 1, 3);
    assert.ok(saved.kind === 'saved');
    assert.equal(saved.saved.affected, 3);
  });

  test('a quiet edit takes no confirmation, and none that is for nothing', async () => {
    await save(samplePlan(), 0);
    bench.macs.push(mac);
    const edit = samplePlan({ accountDisplayName: 'Another' });
    assert.equal((await save(edit, 1, 1)).kind, 'unconfirmed');
    assert.equal((await save(edit, 1)).kind, 'saved');
  });

  test('the first plan over Macs that registered by another profile wants their number', async () => {
    bench.macs.push(mac);
    assert.equal((await save(samplePlan(), 0)).kind, 'unconfirmed');
    assert.equal((await save(samplePlan(), 0, 1)).kind, 'saved');
  });

  test('every no is an audit event with its code', async () => {
    const own = planBench(store.one());
    await own.plans.save({ plan: samplePlan({ urls: [] }), basedOn: 0, affected: undefined }, 'ada');
    await own.audit.close();
    assert.deepEqual(await newest(), {
      type: 'sign-in-plan.save.refused',
      outcome: 'refused',
      code: 'plan_has_errors',
      actor: 'ada',
      detail: { basedOn: 0, affected: 0 },
    });
  });

  test('each Mac’s profile has a registration token of its own, and the same names (10.1)', async () => {
    await save(samplePlan(), 0);
    bench.tokens.length = 0;
    const a = profileOf(await bench.plans.profileFor({ serialNumber: 'A', osVersion: '15.5' }));
    const b = profileOf(await bench.plans.profileFor({ serialNumber: 'B', osVersion: undefined }));
    assert.deepEqual(bench.tokens, ['A', 'B']);
    const sso = (profile: PlistDictionary) => payload(profile, 'com.apple.extensiblesso');
    assert.deepEqual([sso(a)['RegistrationToken'], sso(b)['RegistrationToken']], ['token-1', 'token-2']);
    assert.equal(a['PayloadUUID'], b['PayloadUUID']);
    const before = profileOf(await bench.plans.preEnrollmentProfileFor({ serialNumber: 'A', osVersion: '26.1' }));
    assert.equal(before['PayloadIdentifier'], a['PayloadIdentifier']);
    const { Payload: declared } = (await bench.plans.declarationFor({ serialNumber: 'A', osVersion: '27' })) ?? {};
    assert.equal('RegistrationToken' in sso(before), false, 'nobody has signed in yet');
    assert.ok(JSON.stringify(declared).includes('"RegistrationToken":"token-3"'));
  });

  test('no token is made where the plan wants none, or the macOS has no method', async () => {
    await save(samplePlan({ registration: { tokenPerMac: false } }), 0);
    bench.tokens.length = 0;
    const profile = profileOf(await bench.plans.profileFor({ serialNumber: 'A', osVersion: '15.5' }));
    assert.equal('RegistrationToken' in payload(profile, 'com.apple.extensiblesso'), false);
    await save(samplePlan({ method: 'SmartCard' }), 1);
    await bench.plans.profileFor({ serialNumber: 'A', osVersion: '13.6' });
    assert.deepEqual(bench.tokens, []);
  });

  test('setup gets the plan’s profile after those that are given', async () => {
    await save(fullPlan(), 0);
    const commands = await bench.plans.setupCommandsFor(
      { serialNumber: 'A', osVersion: '26.1' },
      {
        applicationManifestUrl: undefined,
        profiles: [new Uint8Array([7])],
        administratorPasswordHash: undefined,
        person: undefined,
      },
    );
    assert.deepEqual(
      commands?.map(({ RequestType }) => RequestType),
      ['InstallProfile', 'InstallProfile', 'DeviceConfigured'],
    );
    assert.deepEqual(commands?.[0]?.['Payload'], new Uint8Array([7]));
  });

  test('declarations are for macOS 27 where nobody registers during setup; then the profile has the domains alone', async () => {
    const delivery = async (osVersion: string | undefined) => bench.plans.deliveryFor({ serialNumber: 'A', osVersion });
    assert.equal(await delivery('27.0'), 'profile', 'there is no plan');
    await save(samplePlan({ delivery: 'declaration' }), 0);
    const found = await Promise.all(['26.4', '27', '27.1.2', '28.0', undefined, 'x'].map(delivery));
    assert.deepEqual(found, ['profile', 'declaration', 'declaration', 'declaration', 'profile', 'profile']);
    bench.tokens.length = 0;
    const resources = { applicationManifestUrl: undefined, profiles: [], person: undefined };
    const commands = await bench.plans.setupCommandsFor(
      { serialNumber: 'A', osVersion: '27.0' },
      { ...resources, administratorPasswordHash: undefined },
    );
    const [install] = commands ?? [];
    assert.ok(install?.['Payload'] instanceof Uint8Array);
    const profile = profileOf(install['Payload']);
    const whole = profileOf(await bench.plans.profileFor({ serialNumber: 'A', osVersion: '26.4' }));
    assert.deepEqual(
      [profile['PayloadIdentifier'], profile['PayloadUUID']],
      [whole['PayloadIdentifier'], whole['PayloadUUID']],
    );
    assert.ok(payload(profile, 'com.apple.associated-domains'));
    assert.ok(Array.isArray(profile['PayloadContent']) && profile['PayloadContent'].length === 1);
    assert.deepEqual(bench.tokens, ['A'], 'one, for the whole profile');
    await save(samplePlan({ delivery: 'declaration', registration: { duringSetup: true } }), 1);
    assert.equal(await delivery('27.0'), 'profile');
  });

  test('a declaration keeps the token that it is given, and each saving is told', async () => {
    bench.tokens.length = 0;
    await save(samplePlan({ delivery: 'declaration' }), 0);
    const target = { serialNumber: 'A', osVersion: '27.0' };
    const declaration = await bench.plans.declarationFor(target, 'kept');
    assert.ok(JSON.stringify(declaration).includes('"RegistrationToken":"kept"'));
    const claimed = { ...target, mayRegister: false };
    assert.ok(!JSON.stringify(await bench.plans.declarationFor(claimed)).includes('RegistrationToken'));
    assert.ok(JSON.stringify(await bench.plans.declarationFor(claimed, 'kept')).includes('"RegistrationToken":"kept"'));
    const profile = profileOf(await bench.plans.profileFor(claimed));
    assert.equal(payload(profile, 'com.apple.extensiblesso')?.['RegistrationToken'], undefined);
    assert.deepEqual(bench.tokens, []);
    const before = bench.saved.length;
    await save(samplePlan(), 7);
    assert.equal(bench.saved.length, before, 'what was not saved is not told');
    await save(samplePlan(), 1);
    assert.equal(bench.saved.length, before + 1);
    assert.equal(await bench.plans.deviceIdentity(), 'scep');
    await save(samplePlan({ setup: { deviceIdentity: 'attested-only' } }), 2);
    assert.equal(await bench.plans.deviceIdentity(), 'attested-only');
  });

  test('an export has no token unless a Mac is named, and is an audit event', async () => {
    await save(samplePlan(), 0);
    const wish = { macos: undefined, signed: false, serialNumber: undefined, actor: 'ada' };
    const exported = await bench.plans.exportProfile(wish);
    assert.ok(exported.kind === 'exported');
    assert.equal(exported.fileName, 'sign-in-1.mobileconfig');
    const profile = parsePlist(exported.bytes);
    assert.ok(isPlistDictionary(profile));
    assert.equal('RegistrationToken' in payload(profile, 'com.apple.extensiblesso'), false);
    const named = await bench.plans.exportProfile({ ...wish, signed: true, serialNumber: 'A' });
    assert.ok(named.kind === 'exported');
    const token = payload(profileOf(named.bytes), 'com.apple.extensiblesso')['RegistrationToken'];
    assert.equal(token, `token-${bench.tokens.length}`);
    assert.equal(bench.tokens.at(-1), 'A');
    await save(samplePlan({ method: 'SmartCard' }), 1);
    assert.deepEqual(await bench.plans.exportProfile({ ...wish, macos: '13.6' }), { kind: 'no-method' });
  });
});
