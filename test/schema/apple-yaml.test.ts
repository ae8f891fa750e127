/**
 * Our tables against Apple's own schemas, key by key. The schemas are not part of the repository: where they lie beside it
 * the comparison is made, elsewhere the tables are checked for their form alone. A difference is a line below with its
 * reason, and a line that no longer differs is a failure.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { skipSetupItems } from '#protocol/ade/skip-setup-items.ts';
import { checkInTables } from '#protocol/schema/check-in-tables.ts';
import { commandTables } from '#protocol/schema/command-tables.ts';
import { declarationTables } from '#protocol/schema/declaration-tables.ts';
import { enrollmentTables } from '#protocol/schema/enrollment-tables.ts';
import { errorDocumentTables } from '#protocol/schema/error-document-tables.ts';
import type { Keys, MessageTable, ValueRule, Versions } from '#protocol/schema/message-table.ts';
import { payloadTables } from '#protocol/schema/payload-tables.ts';
import { commonPayloadKeysTable } from '#protocol/schema/payloads/common-payload-keys.ts';
import { type AppleSchema, appleSchema, channelsOf, keysOf, versionsOf } from './apple-yaml.ts';

const tables = [
  ...commandTables,
  ...checkInTables,
  ...errorDocumentTables,
  ...enrollmentTables,
  ...payloadTables,
  ...declarationTables,
];

const manyNames = 'one name or several, says Apple’s text of SubjectAltName';

/** Where our facts differ from the schemas: source, path in the table, reason. */
const exceptions: readonly (readonly [source: string, path: RegExp, reason: string])[] = [
  [
    'mdm/profiles/com.apple.extensiblesso.yaml',
    /^keys\.TeamIdentifier\.presence$/,
    'required on macOS, says Apple’s text of the key',
  ],
  [
    'mdm/profiles/com.apple.security.scep.yaml',
    /\.SubjectAltName\.keys\.(?:rfc822Name|dNSName|uniformResourceIdentifier)\.type/,
    manyNames,
  ],
  [
    'mdm/profiles/com.apple.security.acme.yaml',
    /\.SubjectAltName\.keys\.(?:rfc822Name|dNSName|uniformResourceIdentifier)\.type/,
    manyNames,
  ],
];

/** Panes of Setup Assistant where ours differ from the schema of 15.1. */
const paneExceptions: Readonly<Record<string, string>> = {
  AccessibilityAppearance: 'new in 27',
  AdditionalPrivacySettings: 'new in 26',
  DeviceFeaturesTour: 'new in 27',
  LiquidGlass: 'new in 27',
  OSShowcase: 'new in 26.1, says Apple’s errata',
  Passcode: 'a pane of iPhones and iPads; the schema does not exclude macOS, Apple’s page does',
  SoftwareUpdate: 'new in 15.4',
  UnlockWithWatch: 'of 15, but missing in the schema of 15.1',
  UpdateCompleted: 'new in 26.1, says Apple’s errata',
};

/** Every leaf of a table with its path. */
function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, JSON.stringify(value)]];
  const members = Object.entries(value);
  if (members.length === 0) return [[path, JSON.stringify(value)]];
  return members.flatMap(([key, member]) => leaves(member, path === '' ? key : `${path}.${key}`));
}

function differences(ours: unknown, theirs: unknown): string[] {
  const [left, right] = [new Map(leaves(ours)), new Map(leaves(theirs))];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((path) => left.get(path) !== right.get(path))
    .toSorted();
}

/** A table as its schema would be: without what the product adds to make it whole. */
function asSchema(ours: MessageTable, { payloadkeys = [] }: AppleSchema): unknown {
  const { name: _name, source: _source, ...table } = ours;
  const declared = new Set(payloadkeys.map(({ key }) => key));
  const added = new Set(['RequestType', ...Object.keys(commonPayloadKeysTable.keys)]);
  const keys = Object.entries(table.keys).filter(([key]) => declared.has(key) || !added.has(key));
  return { ...table, keys: Object.fromEntries(keys) };
}

function asTable(schema: AppleSchema): unknown {
  const system = schema.payload.supportedOS?.macOS;
  const channels = channelsOf(system);
  return {
    ...versionsOf(system),
    ...(channels ? { channels } : {}),
    keys: keysOf(schema.payloadkeys),
    ...(schema.responsekeys ? { response: keysOf(schema.responsekeys) } : {}),
  };
}

/** Every rule of some keys, however deep. */
function rulesOf(keys: Keys | undefined): readonly ValueRule[] {
  return Object.values(keys ?? {}).flatMap(within);
}

function within(rule: ValueRule): readonly ValueRule[] {
  const inside = [...(rule.items ?? []), ...(rule.anyKey ? [rule.anyKey] : [])];
  return [rule, ...inside.flatMap(within), ...rulesOf(rule.keys)];
}

function isVersioned({ introduced, deprecated, removed }: Versions): boolean {
  return [introduced, deprecated, removed].every(
    (version) => version === undefined || /^\d+(?:\.\d+){1,2}$/.test(version),
  );
}

describe('Apple’s requirements as tables', () => {
  for (const table of tables) {
    const schema = appleSchema(table.source);
    if (schema === undefined) continue;
    it(`${table.name} says what ${table.source} says`, () => {
      const found = differences(asSchema(table, schema), asTable(schema));
      const allowed = exceptions.filter(([source]) => source === table.source);
      assert.deepEqual(
        found.filter((path) => !allowed.some(([, pattern]) => pattern.test(path))),
        [],
      );
      for (const [, pattern, reason] of allowed) {
        assert.ok(
          found.some((path) => pattern.test(path)),
          `no longer an exception: ${reason}`,
        );
      }
    });
  }

  it('the panes that can be skipped are those of other/skipkeys.yaml, where it lies beside the repository', () => {
    const schema = appleSchema('other/skipkeys.yaml');
    const theirs = Object.entries(schema ? keysOf(schema.payloadkeys) : {});
    const known = new Map(Object.entries(skipSetupItems));
    const differing = theirs.filter(([pane, rule]) => {
      const since = (rule.introduced ?? '10.9').split('.').slice(0, 2).map(Number);
      return known.get(pane)?.since.join('.') !== since.join('.');
    });
    const ours = schema ? [...known.keys()].filter((pane) => !theirs.some(([name]) => name === pane)) : [];
    assert.deepEqual(
      [...differing.map(([pane]) => pane), ...ours].filter((pane) => !Object.hasOwn(paneExceptions, pane)),
      [],
    );
  });

  it('every table has its own name in its list, versions that are versions, and rules that something can satisfy', () => {
    for (const list of [
      commandTables,
      checkInTables,
      errorDocumentTables,
      enrollmentTables,
      payloadTables,
      declarationTables,
    ]) {
      assert.equal(new Set(list.map(({ name }) => name)).size, list.length);
    }
    for (const { name, keys, response, ...versions } of tables) {
      assert.ok(isVersioned(versions), name);
      for (const rule of [...rulesOf(keys), ...rulesOf(response)]) {
        assert.ok(isVersioned(rule), name);
        assert.notEqual(rule.values?.length, 0, name);
        assert.notEqual(rule.items?.length, 0, name);
        if (rule.pattern !== undefined) assert.ok(new RegExp(rule.pattern), name);
      }
    }
  });

  it('every exception names a table', () => {
    const sources = new Set(tables.map(({ source }) => source));
    assert.deepEqual(
      exceptions.filter(([source]) => !sources.has(source)),
      [],
    );
  });
});
