import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPlistDictionary, type PlistDictionary, type PlistValue } from '#protocol/encoding/plist/plist.ts';
import { checkAgainst } from '#protocol/schema/check.ts';
import { configurationExtensibleSsoTable } from '#protocol/schema/declarations/configuration-extensible-sso.ts';
import { associatedDomainsTable } from '#protocol/schema/payloads/associated-domains.ts';
import { extensibleSsoTable } from '#protocol/schema/payloads/extensible-sso.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { fullPlan, samplePlan, samplePlanId } from './contract/sample-plan.ts';
import { judge, schemas } from './contract/schema-judge.ts';
import { extensibleSsoDeclaration } from './extensible-sso-declaration.ts';
import { associatedDomainsPayload, extensibleSsoPayload } from './extensible-sso-payload.ts';
import { methodFor } from '#api/plan-words/macos-knowledge.ts';
import { isAtLeast, type MacosVersion, parseMacosVersion } from '#api/plan-words/macos-version.ts';
import { nameBasedUuid, planIdentity } from './plan-identity.ts';
import { preEnrollmentProfile, signInProfile } from './sign-in-profile.ts';

const identity = planIdentity(samplePlanId, nodeCrypto);
const releases = ['13', '14', '15', '15.4', '26', '26.2', '27'].map((text) => parseMacosVersion(text) ?? assert.fail());
const methods = ['Password', 'UserSecureEnclaveKey', 'SmartCard', 'OpenID'] as const;
const plans = [
  ...methods.map((method) => samplePlan({ method })),
  ...methods.map((method) => fullPlan({ method })),
  fullPlan({ method: 'SmartCard', fallback: { method: 'UserSecureEnclaveKey', below: '26' } }),
];

/** A payload without the keys that all payloads have, which Apple lists apart. */
function ownKeys(payload: PlistDictionary): PlistDictionary {
  return Object.fromEntries(Object.entries(payload).filter(([key]) => !key.startsWith('Payload')));
}

function commonKeys(payload: PlistDictionary): PlistDictionary {
  return Object.fromEntries(Object.entries(payload).filter(([key]) => key.startsWith('Payload')));
}

function rendered(plan: Parameters<typeof extensibleSsoPayload>[0], macos: MacosVersion): PlistDictionary {
  return extensibleSsoPayload(plan, identity, { macos, registrationToken: 'token' });
}

function dictionary(value: PlistValue | undefined): PlistDictionary {
  assert.ok(isPlistDictionary(value));
  return value;
}

function problems(judgements: ReturnType<typeof judge>): readonly string[] {
  return judgements.flatMap(({ path, problem }) => (problem === undefined ? [] : [`${path}: ${problem}`]));
}

for (const macos of releases) {
  test(`every key for macOS ${macos.join('.')} is in Apple's schema of macOS 27, with its type and values (10.1, 10.2)`, () => {
    for (const plan of plans) {
      const payload = rendered(plan, macos);
      assert.deepEqual(problems(judge(ownKeys(payload), schemas['extensiblesso-27'])), []);
      assert.deepEqual(problems(judge(commonKeys(payload), schemas['common-payload-keys-15.1'])), []);
    }
  });
}

test('a key that macOS 15 knows has a value that it knows, by the schema of its own release (10.2)', () => {
  const table = schemas['extensiblesso-15.1'];
  for (const plan of plans) {
    for (const macos of releases.filter(([major]) => major === 14 || major === 15)) {
      const found = problems(judge(ownKeys(rendered(plan, macos)), table));
      const newer = schemas['extensiblesso-27'].filter(
        ({ introduced }) =>
          introduced !== undefined && isAtLeast(parseMacosVersion(introduced) ?? [0, 0, 0], [15, 2, 0]),
      );
      // Keys that came later are there, and are the only thing that the older schema does not have.
      const unknown = new Set(newer.map(({ path }) => `${path}: not in the schema`));
      assert.deepEqual(
        found.filter((line) => !unknown.has(line)),
        [],
      );
    }
  }
});

test('the protocol’s own tables find nothing in what is rendered but keys that come with a later macOS', () => {
  const introduced = new Map(schemas['extensiblesso-27'].map((key) => [key.path, key.introduced]));
  for (const macos of releases) {
    const isLater = (path: string) => {
      const since = parseMacosVersion(introduced.get(path) ?? '');
      return since !== undefined && !isAtLeast(macos, since);
    };
    for (const plan of plans) {
      const found = checkAgainst(extensibleSsoTable, rendered(plan, macos), { macos: macos.join('.') });
      const others = found.filter(({ kind, path }) => kind !== 'newer_than_macos' || !isLater(path));
      assert.deepEqual(others, []);
      const domains = associatedDomainsPayload(plan, identity);
      assert.ok(domains);
      assert.deepEqual(checkAgainst(associatedDomainsTable, domains, { macos: macos.join('.') }), []);
    }
  }
  const { Payload: declared } = extensibleSsoDeclaration(fullPlan(), identity, 'token');
  const options = { macos: '27.0', json: true } as const;
  assert.deepEqual(checkAgainst(configurationExtensibleSsoTable, declared as PlistDictionary, options), []);
});

test('words of macOS 27 are for macOS 27 only (10.2)', () => {
  const words = /RequireTouchID|AllowOpenIDForTouchIDFallback|"OpenID"/;
  const text = (macos: MacosVersion) => JSON.stringify(rendered(fullPlan(), macos));
  assert.doesNotMatch(text([26, 2, 0]), words);
  assert.match(text([27, 0, 0]), words);
  assert.match(text([26, 2, 0]), /"AccessKey"/);
});

test('a plan that says everything uses every key that Apple has for Platform SSO up to macOS 27 (10.2)', () => {
  const paths = new Set(
    judge(ownKeys(rendered(fullPlan(), [27, 0, 0])), schemas['extensiblesso-27']).map(({ path }) => path),
  );
  const left = schemas['extensiblesso-27'].filter(({ path }) => !path.endsWith('ANY') && !paths.has(path));
  // Of the type Credential, which is Kerberos.
  assert.deepEqual(
    left.map(({ path }) => path),
    ['Realm', 'Hosts'],
  );
});

test('the declaration of macOS 27 keeps to its schema and uses every key but those of Kerberos', () => {
  const { Payload: payload, Identifier } = extensibleSsoDeclaration(fullPlan(), identity, 'token');
  assert.equal(Identifier, identity.declaration);
  const table = schemas['extensible-sso-declaration-27'].map((key) =>
    // Data is base64 in a declaration, which is JSON.
    Object.assign({}, key, key.type === 'data' ? { type: 'string' } : {}),
  );
  const judgements = judge(payload as PlistDictionary, table);
  assert.deepEqual(problems(judgements), []);
  const paths = new Set(judgements.map(({ path }) => path));
  const left = table.filter(({ path }) => !path.endsWith('ANY') && !paths.has(path)).map(({ path }) => path);
  assert.deepEqual(left, ['Realm', 'Hosts']);
  assert.equal(payload['ExtensionComposedIdentifier'], 'org.example.companion.ssoextension (TEAM123456)');
});

test('associated domains name app and extension, and keep to the schema (section 9)', () => {
  const payload = associatedDomainsPayload(
    fullPlan({ associatedDomains: [{ host: 'id.example.org' }, { host: 'b.example', enableDirectDownloads: false }] }),
    identity,
  );
  assert.ok(payload);
  assert.deepEqual(problems(judge(ownKeys(payload), schemas['associated-domains-15.1'])), []);
  assert.deepEqual(payload['Configuration'], [
    {
      ApplicationIdentifier: 'TEAM123456.org.example.companion',
      AssociatedDomains: ['authsrv:id.example.org'],
      EnableDirectDownloads: true,
    },
    {
      ApplicationIdentifier: 'TEAM123456.org.example.companion',
      AssociatedDomains: ['authsrv:b.example'],
      EnableDirectDownloads: false,
    },
    {
      ApplicationIdentifier: 'TEAM123456.org.example.companion.ssoextension',
      AssociatedDomains: ['authsrv:id.example.org'],
      EnableDirectDownloads: true,
    },
    {
      ApplicationIdentifier: 'TEAM123456.org.example.companion.ssoextension',
      AssociatedDomains: ['authsrv:b.example'],
      EnableDirectDownloads: false,
    },
  ]);
  assert.equal(associatedDomainsPayload(samplePlan({ associatedDomains: [] }), identity), undefined);
});

test('the profile around the payloads keeps to the schema of profiles', () => {
  const profile = signInProfile(fullPlan(), identity, { macos: [26, 0, 0], registrationToken: undefined });
  const { PayloadContent: content, ...top } = profile;
  assert.ok(Array.isArray(content) && content.length === 2);
  assert.deepEqual(problems(judge({ ...top, PayloadContent: [] }, schemas['top-level-15.1'])), []);
});

test('the preferred method is for Macs that know it, the fallback for others, and nothing where there is none (12.7)', () => {
  const web = { method: 'OpenID', fallback: { method: 'Password' } } as const;
  assert.deepEqual(
    releases.map((release) => methodFor(web, release)),
    ['Password', 'Password', 'Password', 'Password', 'Password', 'Password', 'OpenID'],
  );
  const staged = { method: 'UserSecureEnclaveKey', fallback: { method: 'Password', below: '26' } } as const;
  assert.equal(methodFor(staged, [15, 7, 1]), 'Password');
  assert.equal(methodFor(staged, [26, 0, 0]), 'UserSecureEnclaveKey');
  assert.equal(methodFor({ method: 'SmartCard', fallback: undefined }, [13, 6, 0]), undefined);
  const payload = rendered(samplePlan({ method: 'OpenID' }), [26, 0, 0]);
  // Apple's schema wants a method beside a registration token.
  for (const key of ['PlatformSSO', 'RegistrationToken', 'AuthenticationMethod'])
    assert.equal(key in payload, false, key);
  assert.equal(payload['Type'], 'Redirect');
});

test('macOS 13 finds its method at the top of the payload, and a registration token (10.1)', () => {
  const payload = rendered(samplePlan({ method: 'UserSecureEnclaveKey' }), [13, 0, 0]);
  assert.equal(payload['AuthenticationMethod'], 'UserSecureEnclaveKey');
  assert.equal(payload['RegistrationToken'], 'token');
});

test('a macOS without temporary accounts makes none at the login window, rather than ones that stay (11.3)', () => {
  const plan = samplePlan({ accounts: { createUserAtLogin: true, newUserAuthorizationMode: 'Temporary' } });
  const older = dictionary(rendered(plan, [15, 0, 0])['PlatformSSO']);
  assert.equal(older['EnableCreateUserAtLogin'], false);
  assert.equal('NewUserAuthorizationMode' in older, false);
  const newer = dictionary(rendered(plan, [26, 0, 0])['PlatformSSO']);
  assert.equal(newer['EnableCreateUserAtLogin'], true);
  assert.equal(newer['NewUserAuthorizationMode'], 'Temporary');
});

test('identifiers and UUIDs follow from the plan alone, and no edit changes them (12.6)', () => {
  const names = (profile: PlistDictionary) => {
    const content = profile['PayloadContent'];
    assert.ok(Array.isArray(content));
    return [profile, ...content.map(dictionary)].map((part) => [part['PayloadIdentifier'], part['PayloadUUID']]);
  };
  const target = { macos: [26, 0, 0], registrationToken: undefined } as const;
  const before = names(signInProfile(samplePlan(), identity, target));
  const after = names(signInProfile(fullPlan({ method: 'SmartCard' }), planIdentity(samplePlanId, nodeCrypto), target));
  assert.deepEqual(after, before);
  assert.deepEqual(names(preEnrollmentProfile(samplePlan(), identity, target)), before);
  assert.equal(new Set(before.flat()).size, 6);
  assert.notEqual(
    planIdentity('6F1C3A52-0E5B-4C0B-9C55-6B7C9E0B4D11', nodeCrypto).profile.PayloadUUID,
    identity.profile.PayloadUUID,
  );
});

test('name-based UUIDs are those of version 5 (RFC 9562, appendix A.4)', () => {
  assert.equal(
    nameBasedUuid('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com', nodeCrypto),
    '2ED6657D-E927-568B-95E1-2665A8AEA6A2',
  );
});

test('before enrollment, registration during setup is on, and only permitted payloads stand beside it (11.1)', () => {
  const target = { macos: [26, 0, 0], registrationToken: 'token' } as const;
  const root = { PayloadType: 'com.apple.security.root', PayloadVersion: 1 };
  const profile = preEnrollmentProfile(samplePlan(), identity, target, [root]);
  const content = profile['PayloadContent'];
  assert.ok(Array.isArray(content));
  const types = content.map((payload) => dictionary(payload)['PayloadType']);
  assert.deepEqual(types, ['com.apple.security.root', 'com.apple.associated-domains', 'com.apple.extensiblesso']);
  assert.equal(dictionary(dictionary(content[2])['PlatformSSO'])['EnableRegistrationDuringSetup'], true);
  const wifi = { PayloadType: 'com.apple.wifi.managed' };
  assert.throws(() => preEnrollmentProfile(samplePlan(), identity, target, [wifi]), {
    code: 'companion_not_permitted',
  });
});
