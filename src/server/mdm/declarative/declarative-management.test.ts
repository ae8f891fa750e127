import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { declarativeManagement } from '#protocol/mdm/commands/declarative-management.ts';
import { parseDeclaration } from '#protocol/mdm/declarative/declaration.ts';
import { parseDeclarationItems } from '#protocol/mdm/declarative/declaration-items.ts';
import { encodeStatusReport } from '#protocol/mdm/declarative/status-report.ts';
import { parseTokens } from '#protocol/mdm/declarative/tokens.ts';
import { onEveryEngine } from '#test/support/engines.ts';
import { stageManagement, type TestMac } from '../contract/management-stage.ts';
import type { DeclarationDraft } from '../management.ts';
import { mergeStatus } from './status.ts';

const activation = (ids: readonly string[]): DeclarationDraft => ({
  Type: 'com.apple.activation.simple',
  Identifier: 'activation',
  Payload: { StandardConfigurations: ids },
});
const passcode = (MinimumLength: number): DeclarationDraft => ({
  Type: 'com.apple.configuration.passcode.settings',
  Identifier: 'passcode',
  Payload: { MinimumLength },
});

function ask(mac: TestMac, Endpoint: string, data?: Uint8Array) {
  const message = { MessageType: 'DeclarativeManagement', UDID: mac.udid, Endpoint };
  return mac.checkIn(data === undefined ? message : { ...message, Data: data });
}

onEveryEngine('declarative management', (store) => {
  test('tokens and items agree, and change if and only if a declaration does (Apple, DeclarativeManagement)', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    stage.declarations = [activation(['passcode']), passcode(8)];
    const tokens = parseTokens((await ask(mac, 'tokens')).body);
    const items = parseDeclarationItems((await ask(mac, 'declaration-items')).body);
    assert.equal(items.DeclarationsToken, tokens.DeclarationsToken);
    assert.equal(items.items.activation.length + items.items.configuration.length, 2);
    stage.declarations = [passcode(8), activation(['passcode'])];
    assert.equal(parseTokens((await ask(mac, 'tokens')).body).DeclarationsToken, tokens.DeclarationsToken);
    stage.declarations = [activation(['passcode']), passcode(9)];
    assert.notEqual(parseTokens((await ask(mac, 'tokens')).body).DeclarationsToken, tokens.DeclarationsToken);
    const changed = parseDeclarationItems((await ask(mac, 'declaration-items')).body);
    assert.deepEqual(changed.items.activation, items.items.activation);
    assert.notDeepEqual(changed.items.configuration, items.items.configuration);
  });

  test('a declaration comes from the set that the Mac was told of, whatever changed since', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    stage.declarations = [passcode(8)];
    await ask(mac, 'tokens');
    const told = parseDeclarationItems((await ask(mac, 'declaration-items')).body);
    stage.declarations = [];
    assert.equal(await stage.management.declarationsChanged(mac.udid), 'changed');
    const reply = await ask(mac, 'declaration/configuration/passcode');
    const declaration = parseDeclaration(reply.body);
    assert.match(reply.contentType ?? '', /^application\/json/);
    assert.equal(declaration.ServerToken, told.items.configuration[0]?.ServerToken);
    assert.deepEqual(declaration.Payload, { MinimumLength: 8 });
    await ask(mac, 'declaration-items');
    assert.equal((await ask(mac, 'declaration/configuration/passcode')).status, 404);
    assert.equal((await ask(mac, 'declaration/asset/passcode')).status, 404);
  });

  test('a change is told by the command with the new tokens; no change is told by nothing', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    stage.declarations = [passcode(8)];
    assert.equal(await stage.management.declarationsChanged(mac.udid), 'changed');
    assert.equal(await stage.management.declarationsChanged(mac.udid), 'unchanged');
    const command = (await mac.idle()).command?.Command;
    assert.ok(command);
    const { Data } = declarativeManagement.parse(command);
    const tokens = parseTokens((await ask(mac, 'tokens')).body);
    assert.deepEqual(parseTokens(Data ?? new Uint8Array()), tokens);
  });

  test('status reports are merged, and a full one replaces (Apple, StatusReport)', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    const report = (StatusItems: JsonObject, FullReport = false) =>
      ask(mac, 'status', encodeStatusReport({ StatusItems, Errors: [], FullReport }));
    const sent = await report({ device: { model: { family: 'Mac' } }, app: { list: [{ identifier: 'a', v: 1 }] } });
    assert.deepEqual([sent.status, sent.body.length], [200, 0]);
    await report({ device: { 'operating-system': { version: '26.1' } }, app: { list: [{ identifier: 'b' }] } });
    await report({ app: { list: [{ identifier: 'a', _removed: true }] } });
    assert.deepEqual(await stage.management.status(mac.udid), {
      device: { model: { family: 'Mac' }, 'operating-system': { version: '26.1' } },
      app: { list: [{ identifier: 'b' }] },
    });
    await report({ passcode: { 'is-compliant': true } }, true);
    assert.deepEqual(await stage.management.status(mac.udid), { passcode: { 'is-compliant': true } });
    await mac.authenticate();
    assert.equal(await stage.management.status(mac.udid), undefined);
  });

  test('a Mac that has not enabled its user channel gets no declarations for the user', async () => {
    const stage = await stageManagement(store.one());
    const mac = await stage.enrolled();
    const message = { MessageType: 'DeclarativeManagement', UDID: mac.udid, UserID: 'U', Endpoint: 'tokens' };
    assert.equal((await mac.checkIn({ ...message, Data: utf8('') })).code, 'enrollment_unknown');
  });
});

test('property: merging a report twice is merging it once', () => {
  const items = fc.array(fc.record({ identifier: fc.constantFrom('a', 'b', 'c'), v: fc.nat(3) }), { maxLength: 4 });
  const status = fc.record({ x: fc.record({ list: items }), y: fc.nat(3) });
  fc.assert(
    fc.property(status, status, (known, report) => {
      const once = mergeStatus(known, report);
      assert.deepEqual(mergeStatus(once, report), once);
    }),
  );
});
