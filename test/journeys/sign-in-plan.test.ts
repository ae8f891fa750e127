/** A plan from its saving to the desktop: what the server renders, the virtual Mac reads by itself and acts upon. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { z } from 'zod';
import type { signInPlan } from '#api/sign-in-plan.ts';
import { type MacosVersion, macosVersions } from '#mac/macos/versions.ts';
import { parseAssociatedDomains } from '#mac/profile-store/associated-domains-payload.ts';
import { parseExtensibleSso } from '#mac/profile-store/extensible-sso.ts';
import { ssoPlan, readProfile } from '#mac/profile-store/profile-store.ts';
import { traitsOf } from '#mac/macos/versions.ts';
import { fromBase64, toBase64 } from '#protocol/encoding/base64.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '#protocol/encoding/json.ts';
import { parsePlist, type PlistValue } from '#protocol/encoding/plist/plist.ts';
import { type Method, password, prepareMac, register, signedIn } from '../support/stage-mac.ts';
import { openStage, type Stage } from '../support/stage.ts';

type PlanInput = z.input<typeof signInPlan>;

function planFor({ url }: Pick<Stage, 'url'>, change: Partial<PlanInput> = {}): PlanInput {
  return {
    organisation: 'Example',
    accountDisplayName: 'Example',
    method: 'Password',
    urls: [`${url}/`],
    application: {
      teamIdentifier: 'PRCHLGHT01',
      bundleIdentifier: 'org.porchlight.companion',
      extensionIdentifier: 'org.porchlight.companion.ssoextension',
    },
    associatedDomains: [{ host: new URL(url).host }],
    ...change,
  };
}

/** A property list as the virtual Mac's profile store takes it: data is base64. */
function jsonOf(value: PlistValue): JsonValue {
  if (value instanceof Uint8Array) return toBase64(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map((item: PlistValue) => jsonOf(item));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]: [string, PlistValue]) => [key, jsonOf(member)]));
}

function objectOf(value: JsonValue): JsonObject {
  assert.ok(isJsonObject(value));
  return value;
}

type ExportWish = { readonly macos?: string; readonly serialNumber?: string; readonly signed?: boolean };

async function exported(stage: Stage, body: ExportWish): Promise<Uint8Array> {
  const { content } = await stage.api.exportSignInPlan({ body });
  return fromBase64(content) ?? assert.fail();
}

async function save(stage: Stage, plan: PlanInput, basedOn: number, affected?: number) {
  const confirm = affected === undefined ? {} : { confirm: { affected } };
  return stage.api.saveSignInPlan({ body: { plan, basedOn, ...confirm } });
}

const methods: readonly (readonly [Method, MacosVersion])[] = macosVersions.flatMap((macos) =>
  (['Password', 'UserSecureEnclaveKey', 'SmartCard'] as const)
    .filter((method) => !(macos === '13.0' && method === 'SmartCard'))
    .map((method) => [method, macos] as const),
);

test('the virtual Mac reads every rendered method on every macOS as it was meant (10.1, 10.2)', async (t) => {
  const stage = await openStage(t);
  let version = 0;
  for (const method of ['Password', 'UserSecureEnclaveKey', 'SmartCard'] as const) {
    ({ version } = await save(stage, planFor(stage, { method, loginFrequency: 7200 }), version));
    for (const [, macos] of methods.filter(([one]) => one === method)) {
      const profile = objectOf(jsonOf(parsePlist(await exported(stage, { macos }))));
      const plan = ssoPlan([readProfile(profile, 0)], traitsOf(macos));
      assert.equal(plan?.method, method, macos);
      assert.equal(plan.sharedDeviceKeys, macos !== '13.0', macos);
      if (macos !== '13.0') assert.equal(plan.platformSso.loginFrequency, 7200);
    }
  }
});

test('everything that a plan can say is understood by the virtual Mac’s own reader (10.2)', async (t) => {
  const stage = await openStage(t);
  const plan = planFor(stage, {
    method: 'OpenID',
    fallback: { method: 'Password' },
    webLogin: { urlAllowList: [stage.url], allowPasswordSync: true },
    accounts: {
      createUserAtLogin: true,
      newUserAuthenticationMethods: ['Password', 'AccessKey', 'OpenID'],
      newUserAuthorizationMode: 'Temporary',
      userAuthorizationMode: 'Groups',
      authorization: true,
      administratorGroups: ['Staff'],
      authorizationGroups: { 'system.preferences': 'Staff' },
      tokenToUserMapping: { accountName: 'com.apple.PlatformSSO.AccountShortName', fullName: 'name' },
    },
    policies: {
      login: ['RequireAuthentication', 'AllowOfflineGracePeriod', 'RequireTouchID'],
      offlineGracePeriod: 3600,
      nonPlatformSsoAccounts: ['breakglass'],
    },
    accessKey: {
      readerGroupIdentifier: 'AQID',
      terminalIdentityUuid: '0A7D5C9A-6E0F-4C1B-8B5E-3E7F5C4D2A11',
      readerIssuerCertificateUuid: '0A7D5C9A-6E0F-4C1B-8B5E-3E7F5C4D2A12',
    },
    extensionData: { depth: { list: [1, 'two', true] } },
  });
  await save(stage, plan, 0);
  const profile = objectOf(jsonOf(parsePlist(await exported(stage, { macos: '27' }))));
  const [domains = {}, payload = {}] = (profile['PayloadContent'] as readonly JsonValue[]).map(objectOf);
  const { platformSso: read, extensionData } = parseExtensibleSso(payload);
  assert.ok(read);
  assert.equal(read.authenticationMethod, 'OpenID');
  assert.deepEqual(read.newUserAuthenticationMethods, ['Password', 'AccessKey', 'OpenID']);
  assert.equal(read.newUserAuthorizationMode, 'Temporary');
  assert.deepEqual(read.loginPolicy, ['RequireAuthentication', 'AllowOfflineGracePeriod', 'RequireTouchID']);
  assert.deepEqual(read.accessKeyReaderGroupIdentifier, new Uint8Array([1, 2, 3]));
  assert.deepEqual(read.webLoginUrlAllowList, [stage.url]);
  assert.deepEqual(read.nonPlatformSsoAccounts, ['breakglass']);
  assert.deepEqual(extensionData, { depth: { list: [1, 'two', true] } });
  assert.deepEqual(
    parseAssociatedDomains(domains).map(({ applicationIdentifier, authenticationHosts }) => [
      applicationIdentifier,
      authenticationHosts,
    ]),
    ['org.porchlight.companion', 'org.porchlight.companion.ssoextension'].map((bundle) => [
      `PRCHLGHT01.${bundle}`,
      [new URL(stage.url).host],
    ]),
  );
});

test('a Mac joins by the profile of the plan, and a change of method is saved only when it is counted (12.6)', async (t) => {
  const stage = await openStage(t);
  const ada = await stage.addPerson('ada');
  await save(stage, planFor(stage), 0);
  const joined = await prepareMac(stage, { person: ada, method: 'Password', macos: '15.4', token: false });
  const { mac, serialNumber } = joined;
  await mac.removeProfile('org.porchlight.stage');
  const profile = objectOf(jsonOf(parsePlist(await exported(stage, { macos: '15.4', serialNumber }))));
  assert.equal((await mac.installProfile(profile)).outcome.kind, 'installed');
  await register(joined);
  signedIn((await mac.signInWhenAsked(password(ada.password))).outcome);

  const edit = planFor(stage, { method: 'UserSecureEnclaveKey' });
  const preview = await stage.api.previewSignInPlan({ body: { plan: edit } });
  assert.deepEqual(
    [preview.affected, preview.counts['register-again'], preview.macs[0]?.serialNumber],
    [1, 1, serialNumber],
  );
  await assert.rejects(save(stage, edit, 1), { code: 'plan_change_unconfirmed', status: 409 });
  assert.equal((await save(stage, edit, 1, 1)).version, 2);

  // What was foretold happens: with the new profile, under the same identifiers, the Mac asks its person to register.
  const next = objectOf(jsonOf(parsePlist(await exported(stage, { macos: '15.4', serialNumber }))));
  assert.deepEqual(
    [next['PayloadUUID'], next['PayloadIdentifier']],
    [profile['PayloadUUID'], profile['PayloadIdentifier']],
  );
  await mac.installProfile(next);
  assert.ok(mac.notifications().some(({ kind }) => kind === 'registration-required'));
});

test('a signed export is CMS that the openssl program opens, around the same profile', async (t) => {
  const stage = await openStage(t);
  await save(stage, planFor(stage), 0);
  const signed = await exported(stage, { signed: true });
  const openssl = promisify(execFile)('openssl', ['cms', '-verify', '-binary', '-inform', 'DER', '-noverify'], {
    encoding: 'buffer',
  });
  openssl.child.stdin?.end(signed);
  const { stdout } = await openssl;
  assert.deepEqual(new Uint8Array(stdout), await exported(stage, {}));
});

test('a plan with errors, an outdated one and none at all are refused with their codes', async (t) => {
  const stage = await openStage(t);
  await assert.rejects(stage.api.getSignInPlan(), { code: 'plan_not_found', status: 404 });
  await assert.rejects(stage.api.exportSignInPlan({ body: {} }), { code: 'plan_not_found' });
  await assert.rejects(stage.api.showSignInPlanRollout(), { code: 'plan_not_found' });
  const broken = planFor(stage, { urls: [`${stage.url}/?query`] });
  await assert.rejects(save(stage, broken, 0), { code: 'plan_has_errors', status: 409 });
  const { findings } = await stage.api.lintSignInPlan({ body: { plan: broken } });
  assert.equal(findings[0]?.microsoft, '10001');
  await save(stage, planFor(stage), 0);
  await assert.rejects(
    save(stage, planFor(stage), 0),
    (error: { code?: string; body?: { admin_description?: string } }) => {
      assert.equal(error.code, 'plan_outdated');
      assert.match(error.body?.admin_description ?? '', / saved version 1 at 2/);
      return true;
    },
  );
  const first = await stage.api.getSignInPlanVersion({ params: { version: '1' } });
  assert.deepEqual(first.plan, (await stage.api.getSignInPlan()).plan);
  await assert.rejects(stage.api.getSignInPlanVersion({ params: { version: '9' } }), {
    code: 'plan_version_not_found',
  });
  const { documents } = await stage.api.renderSignInPlan({ body: { plan: planFor(stage), macos: '15.5' } });
  assert.deepEqual(documents.map(({ name }) => name).slice(0, 2), ['profile', 'enrollment-profile']);
  assert.deepEqual(await stage.api.listSignInPlanMacs(), { items: [], next: null });
  await save(stage, planFor(stage, { method: 'SmartCard' }), 1);
  await assert.rejects(exported(stage, { macos: '13' }), { code: 'plan_method_unknown_to_macos' });
});
