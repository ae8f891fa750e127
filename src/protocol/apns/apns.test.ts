import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { encodePushBody, parsePushBody, pushHeaders, pushPath, tokenOfPath } from './push-request.ts';
import { pushErrorBody, pushReasons, readPushResponse } from './push-response.ts';

test('a push names the token in its path and nothing but the magic in its body (Apple, MDM push)', () => {
  const token = new Uint8Array(32).fill(0xab);
  assert.equal(pushPath(token), `/3/device/${'ab'.repeat(32)}`);
  assert.equal(tokenOfPath(pushPath(token)), 'ab'.repeat(32));
  assert.equal(tokenOfPath('/3/device/xyz'), undefined);
  assert.equal(fromUtf8(encodePushBody('MAGIC')), '{"mdm":"MAGIC"}');
  assert.equal(parsePushBody(encodePushBody('MAGIC')), 'MAGIC');
  assert.equal(parsePushBody(utf8('{"aps":{}}')), undefined);
  const headers = pushHeaders({ token, pushMagic: 'MAGIC', topic: 'com.apple.mgmt.External.x', expiration: 5 });
  assert.deepEqual(headers, {
    ':method': 'POST',
    ':path': pushPath(token),
    'apns-topic': 'com.apple.mgmt.External.x',
    'apns-push-type': 'mdm',
    'apns-priority': '10',
    'apns-expiration': '5',
  });
});

test('only 410 retires a token; 400 and 403 are for a person to look at; 429 and 5xx wait (Apple, APNs reasons)', () => {
  for (const [reason, { status, verdict }] of Object.entries(pushReasons)) {
    assert.equal(readPushResponse(status, utf8(JSON.stringify({ reason }))).verdict, verdict);
    assert.equal(verdict === 'retire', status === 410);
  }
  assert.equal(readPushResponse(200, new Uint8Array()).verdict, 'accepted');
  assert.equal(readPushResponse(410, new Uint8Array()).verdict, 'retire');
  assert.equal(readPushResponse(418, utf8('{"reason":"New"}')).verdict, 'alert');
  assert.equal(readPushResponse(502, utf8('<html>')).verdict, 'back-off');
});

test('a 410 says since when', () => {
  const read = readPushResponse(410, utf8(pushErrorBody('Unregistered', 1_700_000_000_000)));
  assert.deepEqual([read.reason, read.timestamp], ['Unregistered', 1_700_000_000_000]);
});

test('property: any answer is read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), fc.oneof(fc.uint8Array(), fc.json().map(utf8)), (status, body) => {
      assert.equal(readPushResponse(status, body).status, status);
    }),
  );
});
