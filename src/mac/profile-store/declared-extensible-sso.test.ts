import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type JsonObject, type JsonValue, isJsonObject } from '#protocol/encoding/json.ts';
import { configurationExtensibleSsoTable } from '#protocol/schema/declarations/configuration-extensible-sso.ts';
import type { KeyRule, ValueRule } from '#protocol/schema/message-table.ts';
import { profileOfDeclaration } from './declared-extensible-sso.ts';
import { ProfileError } from './payload-reader.ts';
import { extensibleSsoPayload, readProfile } from './profile-store.ts';

const declaration: JsonObject = {
  Type: 'Redirect',
  ExtensionComposedIdentifier: 'app.ext (TEAM)',
  URLs: ['https://idp.example'],
  PlatformSSO: { AuthenticationMethod: 'Password' },
};

/** Assets are not looked up by this Mac. */
const notRead = new Set([
  'PlatformSSO.AccessKey.TerminalIdentityAssetReference',
  'PlatformSSO.AccessKey.ReaderIssuerCertificateAssetReference',
]);

/** Every leaf of Apple's schema with every value that it allows. */
function leaves(rules: Readonly<Record<string, KeyRule>>, path: readonly string[] = []): [string[], JsonValue][] {
  return Object.entries(rules).flatMap(([key, rule]): [string[], JsonValue][] => {
    const here = [...path, key];
    return rule.type === 'dictionary' && rule.keys
      ? leaves(rule.keys, here)
      : samples(rule).map((value): [string[], JsonValue] => [here, value]);
  });
}

function samples(rule: ValueRule): readonly JsonValue[] {
  if (rule.values) return rule.values.map((value) => value as JsonValue);
  if (rule.type === 'boolean') return [true, false];
  if (rule.type === 'integer') return [rule.range?.min ?? 4000];
  if (rule.type === 'array') return (rule.items ?? []).flatMap((item) => samples(item).map((value) => [value]));
  if (rule.type === 'dictionary') return [{ key: 'value' }];
  return [rule.type === 'data' ? 'AAEC' : 'https://other.example'];
}

function withLeaf(object: JsonObject, [first = '', ...rest]: readonly string[], value: JsonValue): JsonObject {
  const inside = object[first];
  return { ...object, [first]: rest.length === 0 ? value : withLeaf(isJsonObject(inside) ? inside : {}, rest, value) };
}

test('every key and value of Apple’s schema for the declaration reaches the payload that it stands for (macOS 27)', () => {
  const usual = JSON.stringify(profileOfDeclaration('sso', declaration));
  for (const [path, value] of leaves(configurationExtensibleSsoTable.keys)) {
    const name = path.join('.');
    if (name === 'ExtensionComposedIdentifier' || notRead.has(name)) continue;
    const profile = profileOfDeclaration('sso', withLeaf(declaration, path, value));
    const { content } = readProfile(profile, 0);
    const isUsual = JSON.stringify(withLeaf(declaration, path, value)) === JSON.stringify(declaration);
    assert.ok(isUsual || JSON.stringify(content) !== usual, name);
  }
});

test('names are those of the payload', () => {
  const profile = profileOfDeclaration('sso', {
    ...declaration,
    PlatformSSO: {
      AuthenticationMethod: 'Password',
      RegistrationToken: 'token',
      Account: { DisplayName: 'Example' },
      UserCreation: { EnableAtLogin: true, EnableFirstUserDuringSetup: false },
      Policies: { Unlock: ['RequireAuthentication'] },
    },
  });
  const payload = extensibleSsoPayload([readProfile(profile, 0)]);
  assert.equal(payload?.extensionIdentifier, 'app.ext');
  assert.equal(payload.teamIdentifier, 'TEAM');
  assert.equal(payload.registrationToken, 'token');
  assert.equal(payload.platformSso?.enableCreateUserAtLogin, true);
  assert.equal(payload.platformSso.enableCreateFirstUserDuringSetup, false);
  assert.deepEqual(payload.platformSso.unlockPolicy, ['RequireAuthentication']);
});

test('an extension is named by its bundle identifier and its team', () => {
  for (const wrong of [undefined, 7, 'app.ext', 'app.ext TEAM', '(TEAM)']) {
    const { ExtensionComposedIdentifier, ...rest } = declaration;
    const payload = wrong === undefined ? rest : { ...rest, ExtensionComposedIdentifier: wrong };
    assert.ok(ExtensionComposedIdentifier !== wrong);
    assert.throws(() => profileOfDeclaration('sso', payload), ProfileError);
  }
});
