import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { MdmError } from '../mdm-error.ts';
import { encodeDeclaration, kindOfDeclaration, parseDeclaration } from './declaration.ts';
import { encodeDeclarationItems, parseDeclarationItems } from './declaration-items.ts';
import { encodeEndpoint, parseEndpoint } from './endpoint.ts';
import { declarationStatuses, encodeStatusReport, parseStatusReport } from './status-report.ts';
import { encodeTokens, parseTokens } from './tokens.ts';

test('endpoints are read and written (Apple, DeclarativeManagement)', () => {
  for (const text of ['tokens', 'declaration-items', 'status', 'declaration/configuration/a/b.c']) {
    const endpoint = parseEndpoint(text);
    assert.ok(endpoint);
    assert.equal(encodeEndpoint(endpoint), text);
  }
  for (const text of ['', 'token', 'declaration/other/x', 'declaration/asset/'])
    assert.equal(parseEndpoint(text), undefined);
});

test('tokens have the form that Macs read (Apple, TokensResponse)', () => {
  const tokens = { Timestamp: '2026-11-23T07:00:00Z', DeclarationsToken: 'abc' };
  const body = encodeTokens(tokens);
  assert.equal(fromUtf8(body), '{"SyncTokens":{"Timestamp":"2026-11-23T07:00:00Z","DeclarationsToken":"abc"}}');
  assert.deepEqual(parseTokens(body), tokens);
});

test('declaration items always have all four arrays (Apple, DeclarationItemsResponse)', () => {
  const items = {
    items: { activation: [{ Identifier: 'a', ServerToken: '1' }], configuration: [], asset: [], management: [] },
    DeclarationsToken: 't',
  };
  const body = encodeDeclarationItems(items);
  assert.equal(
    fromUtf8(body),
    '{"Declarations":{"Activations":[{"Identifier":"a","ServerToken":"1"}],"Configurations":[],"Assets":[],"Management":[]},"DeclarationsToken":"t"}',
  );
  assert.deepEqual(parseDeclarationItems(body), items);
});

test('a declaration comes back as it was written, and its type names its kind', () => {
  const declaration = {
    Type: 'com.apple.activation.simple',
    Identifier: 'a',
    ServerToken: '1',
    Payload: { StandardConfigurations: ['b'] },
  };
  assert.deepEqual(parseDeclaration(encodeDeclaration(declaration)), declaration);
  assert.equal(kindOfDeclaration(declaration.Type), 'activation');
  assert.equal(kindOfDeclaration('com.example.x'), undefined);
});

test('a status report is read, and tells what became of declarations (Apple, StatusReport)', () => {
  const body = utf8(`{"StatusItems":{"management":{"declarations":{"activations":[{"identifier":"a","active":true,
    "valid":"valid","server-token":"1"}],"configurations":[{"identifier":"b","active":false,"valid":"invalid",
    "server-token":"2","reasons":[{"code":"Error.X"}]}]}}},"Errors":[]}`);
  const report = parseStatusReport(body);
  assert.equal(report.FullReport, false);
  assert.deepEqual(declarationStatuses(report.StatusItems), [
    { identifier: 'a', active: true, valid: 'valid', serverToken: '1', reasons: [] },
    { identifier: 'b', active: false, valid: 'invalid', serverToken: '2', reasons: [{ code: 'Error.X' }] },
  ]);
  assert.deepEqual(parseStatusReport(encodeStatusReport(report)), report);
});

test('property: random bytes throw nothing but MdmError', () => {
  const parsers = [parseTokens, parseDeclarationItems, parseDeclaration, parseStatusReport];
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map(utf8)), (bytes) => {
      for (const parse of parsers) {
        try {
          parse(bytes);
        } catch (error) {
          assert.ok(error instanceof MdmError);
        }
      }
    }),
  );
});
