/**
 * The words of the sign-in plan against Apple's keys: names, first versions and values. A copy of the facts is among the
 * vectors; Apple's own schemas are compared too where they lie beside the repository.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { type AppleKey, planChangeWords } from '#api/plan-words/key-words.ts';
import { methodsSince, newUserMethodsSince, policyWordsSince } from '#api/plan-words/macos-knowledge.ts';
import { isAtLeast, parseMacosVersion } from '#api/plan-words/macos-version.ts';
import { isRequiredInPlan, type PlanKey, planDefault, planKeyAt, planKeys } from '#api/plan-words/plan-words.ts';
import { signInPlan } from '#api/sign-in-plan.ts';
import type { KeyRule, Keys } from '#protocol/schema/message-table.ts';
import vector from '#test/vectors/apple/sign-in-keys.json' with { type: 'json' };
import { appleSchema, keysOf, versionsOf } from './apple-yaml.ts';

interface Fact {
  readonly path: string;
  readonly introduced?: string;
  readonly values?: readonly (string | number)[];
}

const facts: Readonly<Partial<Record<AppleKey['source'], readonly Fact[]>>> = {
  profile: vector['extensiblesso-27'],
  declaration: vector['extensible-sso-declaration-27'],
  domains: vector['associated-domains-15.1'],
  'account-configuration': vector['account-configuration-15.1'],
  'install-application': vector['install-enterprise-application-15.1'],
};

/** The first macOS of each source as a whole; declarations are of one release. */
const sourcesSince: Readonly<Partial<Record<AppleKey['source'], string>>> = {
  profile: '10.15',
  domains: '10.15',
  'account-configuration': '10.11',
  'install-application': '10.13.6',
};

const yaml: Readonly<Partial<Record<AppleKey['source'], string>>> = {
  profile: 'mdm/profiles/com.apple.extensiblesso.yaml',
  declaration: 'declarative/declarations/configurations/extensible-sso.yaml',
  domains: 'mdm/profiles/com.apple.associated-domains.yaml',
  'account-configuration': 'mdm/commands/account.configuration.yaml',
  'install-application': 'mdm/commands/application.install.enterprise.yaml',
};

const used = planKeys.flatMap((key) => (key.apple?.keys ?? []).map((apple) => ({ key, apple })));

/** The first version of a key: its own, else that of the dictionary around it, else that of the whole. */
function sinceOf({ source, key }: AppleKey, table: readonly Fact[]): string | undefined {
  const parts = key.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const path = parts.slice(0, length).join('.');
    const found = table.find((fact) => fact.path === path)?.introduced;
    if (found !== undefined) return found;
  }
  return sourcesSince[source];
}

/** Objects that only hold members together. */
const groups = new Set(['registration', 'accounts', 'policies', 'setup', 'application', 'setup.primaryAccount']);

/** Members of the plan that have a value of their own, or that are there or not as a whole. */
function membersOf(schema: z.core.JSONSchema.JSONSchema, under = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    if (typeof member === 'boolean') return [];
    const path = `${under}${name}`;
    const inner = member.properties === undefined ? [] : membersOf(member, `${path}.`);
    return inner.length > 0 && groups.has(path) ? inner : [path].concat(inner);
  });
}

/** `$ref`s taken out. */
function wholeSchema(): z.core.JSONSchema.JSONSchema {
  return z.toJSONSchema(signInPlan, { io: 'input', reused: 'inline', metadata: z.registry(), unrepresentable: 'any' });
}

describe('The words of the sign-in plan', () => {
  it('are there for every key of the plan, and for no other', () => {
    assert.deepEqual(planKeys.map(({ member }) => member).toSorted(), membersOf(wholeSchema()).toSorted());
  });

  it('name Apple’s keys as Apple does, and the macOS that brought them', () => {
    const wrong = used.flatMap(({ key, apple }) => {
      const table = facts[apple.source];
      if (table === undefined) return [];
      if (!table.some(({ path }) => path === apple.key)) return [`${key.member}: no ${apple.source} ${apple.key}`];
      if (apple.source === 'declaration') return apple.since === undefined ? [] : [`${key.member}: needs no version`];
      const since = sinceOf(apple, table);
      return since === apple.since ? [] : [`${key.member}: ${apple.key} is of ${since}, not of ${apple.since}`];
    });
    assert.deepEqual(wrong, []);
  });

  it('explain every value that Apple has, and no other', () => {
    const enums = used.filter(({ key, apple }) => key.values && apple.source !== 'enrollment-profile');
    const wrong = enums.flatMap(({ key, apple }) => {
      const values = facts[apple.source]?.find(({ path }) => path === apple.key)?.values ?? [];
      const own = Object.keys(key.values ?? {});
      return own.toSorted().join() === values.map(String).toSorted().join() ? [] : [`${key.member}: ${own.join()}`];
    });
    assert.deepEqual(wrong, []);
    assert.ok(enums.length >= 14);
  });

  it('say the same versions of methods and words as the rendering goes by', () => {
    const tables: readonly (readonly [string, Readonly<Record<string, readonly number[]>>, string])[] = [
      ['method', methodsSince, '13.0'],
      ['policies.unlock', policyWordsSince, '15.0'],
      ['accounts.newUserAuthenticationMethods', newUserMethodsSince, '26.0'],
    ];
    for (const [member, table, since] of tables) {
      for (const [value, [major = 0, minor = 0]] of Object.entries(table)) {
        assert.equal(planKeyAt(member)?.values?.[value]?.since ?? since, `${major}.${minor}`, value);
      }
    }
  });

  it('are no later than the key that macOS reads first', () => {
    const wrong = planKeys.filter(({ since, apple }) => {
      const versions = (apple?.keys ?? []).flatMap((key) => (key.since === undefined ? [] : [key.since]));
      const own = parseMacosVersion(since ?? '13') ?? assert.fail();
      return versions.length > 0 && versions.every((version) => !isAtLeast(own, parseMacosVersion(version) ?? own));
    });
    assert.deepEqual(
      wrong.map(({ member }) => member),
      [],
    );
  });

  it('are sentences: titles without an end, texts with one, nothing of Apple’s twenty words long', () => {
    const texts = (key: PlanKey) => [
      key.text,
      ...(key.apple === undefined ? [] : [key.apple.meaning]),
      ...(key.absent === undefined ? [] : [key.absent]),
      ...Object.values(key.values ?? {}).map(({ text }) => text),
    ];
    for (const key of planKeys) {
      assert.match(key.title, /^\p{Lu}[^.]*[^.\s]$/u, key.member);
      for (const text of texts(key)) assert.match(text, /^.{8,260}[.]$/u, `${key.member}: ${text}`);
      assert.ok(key.change in planChangeWords);
    }
  });

  it('know defaults, and a finding’s place', () => {
    assert.equal(planDefault('setup.awaitConfigured'), true);
    assert.deepEqual(planDefault('policies.login'), []);
    assert.equal(planDefault('loginFrequency'), undefined);
    assert.ok(isRequiredInPlan('urls'));
    assert.equal(planKeyAt('urls.2')?.member, 'urls');
    assert.equal(planKeyAt('accounts')?.member, undefined);
    const without = planKeys.filter(
      (key) =>
        key.kind !== 'part' &&
        key.absent === undefined &&
        !isRequiredInPlan(key.member) &&
        planDefault(key.member) === undefined,
    );
    // Those within a part that must be given there.
    assert.deepEqual(
      without.map(({ member }) => member),
      [
        'application.package.file',
        'application.package.bundleVersion',
        'application.package.signed',
        'fallback.method',
        'accounts.tokenToUserMapping.accountName',
        'accounts.tokenToUserMapping.fullName',
        'setup.managedAdministrator.shortName',
        'setup.managedAdministrator.fullName',
        'accessKey.readerGroupIdentifier',
        'accessKey.terminalIdentityUuid',
      ],
    );
  });
});

describe('Apple’s own schemas, where they are here', () => {
  for (const [source, path] of Object.entries(yaml) as [AppleKey['source'], string][]) {
    const schema = appleSchema(path);
    it(`${path} has every key that the words name, since the same macOS`, { skip: schema === undefined }, () => {
      assert.ok(schema);
      const whole = versionsOf(schema.payload.supportedOS?.macOS).introduced;
      for (const { key, apple } of used.filter((one) => one.apple.source === source)) {
        const { rules, since } = along(keysOf(schema.payloadkeys), apple.key, whole);
        assert.ok(rules.at(-1), `${key.member}: ${apple.key}`);
        assert.equal(since, apple.since ?? '27.0', `${key.member}: ${apple.key}`);
      }
    });
  }
});

/** Walks down to a key; an array's dictionary is `[]` in our paths. */
function along(keys: Keys, path: string, whole: string | undefined) {
  let since = whole;
  let level: Keys | undefined = keys;
  const rules: (KeyRule | undefined)[] = [];
  for (const name of path.replaceAll('[]', '').split('.')) {
    const rule: KeyRule | undefined = level?.[name];
    rules.push(rule);
    since = rule?.introduced ?? since;
    level = rule === undefined ? undefined : (rule.keys ?? rule.items?.[0]?.keys);
  }
  return { rules, since };
}
