import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WireMessage } from '#api/desk/view.ts';
import type { Exchange } from '#mac/evidence.ts';
import { TypedSecrets } from './typed-secrets.ts';
import { Wire } from './wire.ts';

const plist = (body: string) => `<?xml version="1.0"?><plist version="1.0"><dict>${body}</dict></plist>`;
const exchange = (change: object): Exchange => ({
  time: 1,
  purpose: 'command',
  sent: {
    method: 'PUT',
    url: 'https://id.example/mdm',
    headers: {},
    body: '',
    message: undefined,
    assertion: undefined,
  },
  received: undefined,
  error: undefined,
  checks: [],
  quirks: [],
  ...change,
});
const received = { status: 200, headers: {}, body: '', decrypted: undefined, idToken: undefined };

function openWire() {
  const told: WireMessage[] = [];
  return { told, wire: new Wire(new TypedSecrets(), (message) => told.push(message)) };
}

test('a message is told when it begins, when it is answered, and when its checks are made; nothing is told twice', () => {
  const { told, wire } = openWire();
  const record = exchange({ checks: [] }) as { received: unknown; checks: unknown[] } & Exchange;
  wire.note(record);
  wire.note(record);
  Object.assign(record, { received });
  wire.note(record);
  (record.checks as unknown[]).push({ sentence: 'The answer is no redirect.', holds: true });
  wire.settle();
  wire.settle();
  assert.deepEqual(
    told.map(({ id, isUnderWay, status, checks }) => [id, isUnderWay, status, checks.length]),
    [
      [1, true, undefined, 0],
      [1, false, 200, 0],
      [1, false, 200, 1],
    ],
  );
});

test('an act that broke leaves no message under way for ever', () => {
  const { told, wire } = openWire();
  wire.note(exchange({}));
  wire.settle();
  assert.deepEqual(
    told.map(({ isUnderWay }) => isUnderWay),
    [true, false],
  );
});

test('property lists are taken apart, in bodies, in bytes and in the header of the machine information', () => {
  const { wire } = openWire();
  const info = Buffer.from(plist('<key>SERIAL</key><string>C02</string>'));
  wire.note(
    exchange({
      sent: {
        method: 'POST',
        url: 'https://id.example/enroll',
        headers: { 'x-apple-aspen-deviceinfo': info.toString('base64') },
        body: plist('<key>Status</key><string>Idle</string>'),
        message: { header: { alg: 'ES256' }, claims: { sub: 'ada' } },
      },
      received: { ...received, body: `(${info.length} bytes) ${info.toString('base64')}` },
    }),
  );
  assert.deepEqual(wire.detail(1)?.parts, [
    { title: 'Signed request', header: { alg: 'ES256' }, claims: { sub: 'ada' } },
    { title: 'Machine information, signed by the Mac', header: undefined, claims: { SERIAL: 'C02' } },
    { title: 'Sent, as a property list', header: undefined, claims: { Status: 'Idle' } },
    { title: 'Received, as a property list', header: undefined, claims: { SERIAL: 'C02' } },
  ]);
  assert.equal(wire.messages()[0]?.about, 'ES256, Idle');
});

test('what is no property list, though it looks like one, is left as it is', () => {
  const { wire } = openWire();
  wire.note(exchange({ received: { ...received, body: '<?xml version="1.0"?><plist><dict><key>' } }));
  assert.deepEqual(wire.detail(1)?.parts, []);
});

test('the oldest of many messages are let go', () => {
  const { wire } = openWire();
  for (let count = 0; count < 520; count += 1) wire.note(exchange({}));
  assert.equal(wire.messages().length, 500);
  assert.equal(wire.detail(1), undefined);
  assert.equal(wire.messages().at(-1)?.id, 520);
});
