import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlistDictionary, PlistValue } from '#protocol/encoding/plist/plist.ts';
import { checkInTables } from '#protocol/schema/check-in-tables.ts';
import { checkAgainst, checkResponse } from '#protocol/schema/check.ts';
import { commandTables } from '#protocol/schema/command-tables.ts';
import type { Keys, ValueRule } from '#protocol/schema/message-table.ts';
import { parseCheckIn } from './check-in/check-in.ts';
import { commandCatalogue, isKnownRequestType } from './commands/catalogue.ts';

/** A value that a rule of Apple's allows. */
function sample(rule: ValueRule): PlistValue {
  const [first] = rule.values ?? Object.keys(rule.choices ?? {});
  if (first !== undefined) return first;
  const type = typeof rule.type === 'string' ? rule.type : rule.type[0];
  switch (type) {
    case 'string':
      return 'text';
    case 'integer':
      return rule.range?.min ?? 1;
    case 'real':
      return 1.5;
    case 'boolean':
      return true;
    case 'data':
      return new Uint8Array(32);
    case 'date':
      return new Date(0);
    case 'array':
      return (rule.items ?? []).map((item) => sample(item));
    case 'dictionary':
      return rule.keys ? samples(rule.keys) : {};
    case 'any':
    case undefined:
      break;
  }
  return 'anything';
}

function samples(keys: Keys): PlistDictionary {
  return Object.fromEntries(Object.entries(keys).map(([key, rule]) => [key, sample(rule)]));
}

for (const table of commandTables) {
  const { name } = table;
  if (!isKnownRequestType(name)) continue;
  const definition = commandCatalogue[name];
  test(`${name} with every key of Apple's schema is read and written again (apple/device-management)`, () => {
    const command = samples(table.keys);
    const built = definition.build(definition.parse(command) as never);
    assert.deepEqual(built, command);
    assert.deepEqual(checkAgainst(table, built), checkAgainst(table, command));
  });
  test(`the result of ${name} with every key of Apple's schema is read and written again`, () => {
    const result = samples(table.response ?? {});
    const written = definition.buildResult(definition.parseResult(result) as never);
    assert.deepEqual(written, result);
    assert.deepEqual(checkResponse(table, written), checkResponse(table, result));
  });
}

test('every command of the catalogue is one of Apple’s', () => {
  const names = new Set(commandTables.map(({ name }) => name));
  assert.deepEqual(
    Object.keys(commandCatalogue).filter((name) => !names.has(name)),
    [],
  );
});

for (const table of checkInTables) {
  test(`${table.name} with every key of Apple's schema is read, and no key is lost (apple/device-management)`, () => {
    const { MessageType: _, ...keys } = samples(table.keys);
    const message = { UDID: 'U', ...keys, MessageType: table.name };
    const { unknown = {}, ...known } = parseCheckIn(message) as PlistDictionary & { unknown?: PlistDictionary };
    assert.deepEqual({ ...known, ...unknown }, message);
  });
}
