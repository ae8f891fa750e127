import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { type JsonObject, type JsonValue, isJsonObject, parseJsonObject } from '#protocol/encoding/json.ts';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { declarationTables } from '#protocol/schema/declaration-tables.ts';
import { checkAgainst } from '#protocol/schema/check.ts';
import { FakeOrganisation } from '../testing/fake-organisation.ts';
import { enrolledMac } from '../testing/managed-mac.ts';
import type { VirtualMac } from '../virtual-mac.ts';

let organisation: FakeOrganisation;
let mac: VirtualMac;
beforeEach(async () => {
  organisation = new FakeOrganisation();
  mac = await enrolledMac(organisation, (state) => (state.macos = '27.0'));
});

const sso = {
  Type: 'com.apple.configuration.extensible-sso',
  Payload: {
    Type: 'Redirect',
    ExtensionComposedIdentifier: 'app.ext (TEAM)',
    URLs: ['https://idp.example'],
    PlatformSSO: { AuthenticationMethod: 'Password', UserCreation: { EnableAtLogin: true } },
  },
};
const subscription = {
  Type: 'com.apple.configuration.management.status-subscriptions',
  Payload: { StatusItems: [{ Name: 'management.declarations' }] },
};
const activation = (...names: readonly string[]) => ({
  Type: 'com.apple.activation.simple',
  Payload: { StandardConfigurations: names },
});

const lists = { activation: 'Activations', configuration: 'Configurations', asset: 'Assets', management: 'Management' };

/** Serves a set: by kind and identifier. */
function declare(token: string, set: Readonly<Record<string, JsonObject>>): void {
  organisation.declarations.clear();
  const listed = Object.fromEntries(
    Object.entries(lists).map(([kind, name]): [string, JsonValue] => {
      const items = Object.entries(set).filter(([path]) => path.startsWith(`${kind}/`));
      return [
        name,
        items.map(([path, content]) => ({ Identifier: path.slice(kind.length + 1), ServerToken: tokenOf(content) })),
      ];
    }),
  );
  for (const [path, content] of Object.entries(set)) {
    const identity = { Identifier: path.split('/')[1] ?? '', ServerToken: tokenOf(content) };
    organisation.declarations.set(`declaration/${path}`, { ...content, ...identity });
  }
  const SyncTokens = { Timestamp: '2026-11-01T12:00:00Z', DeclarationsToken: token };
  organisation.declarations.set('tokens', { SyncTokens });
  organisation.declarations.set('declaration-items', { Declarations: listed, DeclarationsToken: token });
}

function tokenOf(content: JsonObject): string {
  return JSON.stringify(content).length.toString();
}

async function synchronise(data?: JsonObject): Promise<readonly string[]> {
  const before = organisation.messages.length;
  const tokens = data ? { Data: utf8(JSON.stringify(data)) } : {};
  organisation.enqueue({ RequestType: 'DeclarativeManagement', ...tokens });
  await mac.connectToMdm();
  return organisation.messages.slice(before).map(({ kind }) => kind);
}

/** The last status report. */
function status(): JsonObject {
  const { message } = organisation.messages.findLast(({ kind }) => kind === 'status') ?? assert.fail();
  return parseJsonObject(fromUtf8(message['Data'] as Uint8Array) ?? '') ?? assert.fail();
}

function stated(kind: string): readonly JsonObject[] {
  const declarations = at(status(), 'StatusItems', 'management', 'declarations');
  return (declarations?.[kind] ?? []) as readonly JsonObject[];
}

function at(from: JsonObject | undefined, ...path: readonly string[]): JsonObject | undefined {
  return path.reduce<JsonObject | undefined>((object, key) => {
    const value = object?.[key];
    return isJsonObject(value) ? value : undefined;
  }, from);
}

test('tokens, the manifest, each declaration, and a report of how they went, as check-in messages (section 8)', async () => {
  declare('t1', { 'activation/a': activation('sso'), 'configuration/sso': sso, 'configuration/spare': sso });
  assert.deepEqual(await synchronise(), [
    'Idle',
    'report',
    'tokens',
    'declaration-items',
    'declaration/activation/a',
    'declaration/configuration/sso',
    'declaration/configuration/spare',
    'status',
  ]);
  assert.deepEqual(
    stated('configurations').map(({ identifier, active, valid }) => [identifier, active, valid]),
    [
      ['sso', true, 'valid'],
      ['spare', false, 'valid'],
    ],
  );
  assert.ok(mac.state().profiles.some(({ identifier, managed }) => identifier === 'sso' && managed));
  assert.ok(!mac.state().profiles.some(({ identifier }) => identifier === 'spare'));
});

test('the report has the shape of Apple’s schema', async () => {
  declare('t1', { 'activation/a': activation('sso'), 'configuration/sso': sso });
  await synchronise();
  const table = declarationTables.find(({ name }) => /StatusReport/i.test(name)) ?? assert.fail();
  assert.deepEqual(checkAgainst(table, status() as unknown as PlistDictionary, { json: true }), []);
  const { identifier, model } = at(status(), 'StatusItems', 'device') ?? assert.fail();
  assert.deepEqual(identifier, { 'serial-number': 'C02TEST00001', udid: mac.state().hardware.udid });
  assert.deepEqual(model, { family: 'Mac', identifier: mac.state().hardware.model });
});

test('nothing is fetched twice: not a set of the same token, not a declaration of the same server token', async () => {
  declare('t1', { 'activation/a': activation('one'), 'configuration/one': subscription });
  await synchronise();
  assert.deepEqual(await synchronise(), ['Idle', 'report', 'tokens']);
  declare('t2', { 'activation/a': activation('one', 'more'), 'configuration/one': subscription });
  assert.deepEqual(await synchronise(), [
    'Idle',
    'report',
    'tokens',
    'declaration-items',
    'declaration/activation/a',
    'status',
  ]);
});

test('tokens that come with the command save the question', async () => {
  declare('t1', {});
  const SyncTokens = { Timestamp: '2026-11-01T12:00:00Z', DeclarationsToken: 't1' };
  assert.deepEqual(await synchronise({ SyncTokens }), ['Idle', 'report', 'declaration-items', 'status']);
  assert.deepEqual(await synchronise({ SyncTokens }), ['Idle', 'report']);
});

test('what is declared or activated no more is taken away', async () => {
  declare('t1', { 'activation/a': activation('sso'), 'configuration/sso': sso });
  await synchronise();
  declare('t2', { 'activation/a': activation(), 'configuration/sso': sso });
  await synchronise();
  assert.ok(!mac.state().profiles.some(({ identifier }) => identifier === 'sso'));
  declare('t3', { 'activation/a': activation('sso'), 'configuration/sso': sso });
  await synchronise();
  assert.ok(mac.state().profiles.some(({ identifier }) => identifier === 'sso'));
  declare('t4', {});
  await synchronise();
  assert.ok(!mac.state().profiles.some(({ identifier }) => identifier === 'sso'));
});

test('a set cannot take away a profile that it did not bring', async () => {
  declare('t1', { 'activation/a': activation('org.example.enrollment') });
  await synchronise();
  declare('t2', {});
  await synchronise();
  assert.ok(mac.state().profiles.some(({ identifier }) => identifier === 'org.example.enrollment'));
});

test('a declaration that cannot be applied is told invalid with its reason; the others stand', async () => {
  declare('t1', {
    'activation/a': activation('unknown', 'broken', 'fine'),
    'configuration/unknown': { Type: 'com.apple.configuration.coffee', Payload: {} },
    'configuration/broken': { ...sso, Payload: { ...sso.Payload, ExtensionComposedIdentifier: 'nonsense' } },
    'configuration/fine': subscription,
  });
  await synchronise();
  assert.deepEqual(
    stated('configurations').map(({ identifier, valid, reasons }) => [identifier, valid, Array.isArray(reasons)]),
    [
      ['unknown', 'invalid', true],
      ['broken', 'invalid', true],
      ['fine', 'valid', false],
    ],
  );
});

test('macOS before 27 does not know the declaration for single sign-on', async () => {
  mac = await enrolledMac(organisation);
  declare('t1', { 'activation/a': activation('sso'), 'configuration/sso': sso });
  await synchronise();
  assert.equal(stated('configurations')[0]?.['valid'], 'invalid');
});

test('a listed declaration that is not there (404) is dropped; one that fails otherwise is asked for again', async () => {
  declare('t1', { 'activation/a': activation('one'), 'configuration/one': subscription });
  organisation.reply('declaration/configuration/one', { status: 404 });
  await synchronise();
  assert.deepEqual(stated('configurations'), []);
  assert.deepEqual(await synchronise(), ['Idle', 'report', 'tokens']);
  declare('t2', { 'activation/a': activation('one'), 'configuration/one': subscription });
  organisation.reply('declaration/configuration/one', { status: 400 });
  await synchronise();
  assert.ok((await synchronise()).includes('declaration/configuration/one'));
  assert.equal(stated('configurations')[0]?.['identifier'], 'one');
});

test('a server that answers nonsense changes nothing', async () => {
  declare('t1', {});
  for (const [kind, body] of [
    ['tokens', 'nonsense'],
    ['tokens', '{"SyncTokens":{}}'],
    ['declaration-items', '[]'],
    ['declaration-items', '{"Declarations":{"Activations":[]},"DeclarationsToken":"t1"}'],
    ['declaration-items', '{"Declarations":{"Activations":[7],"Configurations":[],"Assets":[],"Management":[]}}'],
  ] as const) {
    organisation.reply(kind, { body });
    assert.ok(!(await synchronise()).includes('status'), body);
    assert.equal(mac.state().management?.declarations, undefined);
  }
  assert.ok((await synchronise()).includes('status'));
});

test('declarations wait while Setup Assistant does (section 2.6)', async () => {
  mac = await enrolledMac(organisation, ({ management }) => {
    if (management) management.awaitingConfiguration = true;
  });
  declare('t1', {});
  assert.deepEqual(await synchronise(), ['Idle', 'report']);
  assert.equal(organisation.messages.at(-1)?.message['Status'], 'NotNow');
});

test('a Mac that is unenrolled in passing asks for nothing more', async () => {
  declare('t1', {});
  organisation.reply('report', { status: 401 });
  assert.deepEqual(await synchronise(), ['Idle', 'report']);
});
