import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { signMdmMessage } from '#protocol/mdm/mdm-signature.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { messageSigner } from '#runtime/rsa.ts';
import type { Database } from '#server/store/database.ts';
import { migrate } from '#server/store/migrations/migrate.ts';
import { openDatabase } from '#server/store/open.ts';
import { StoreError } from '#server/store/store-error.ts';
import { type ManagementStage, type MacReply, stageManagement, type TestMac } from './contract/management-stage.ts';
import type { RefusalCode } from './refusal.ts';
import { refusals } from './refusals.ts';

/** Sends a message in which exactly one thing is wrong. */
type Wrong = (mac: TestMac, stage: ManagementStage) => Promise<MacReply>;

const checkIn =
  (keys: Record<string, string | boolean | Uint8Array>): Wrong =>
  (mac) =>
    mac.checkIn({ UDID: mac.udid, ...keys });

const wrong: readonly (readonly [RefusalCode, string, Wrong])[] = [
  ['malformed_plist', 'no property list', (mac) => mac.sendBytes(utf8('hello'))],
  ['malformed_plist', 'no body', (mac) => mac.sendBytes(new Uint8Array())],
  ['not_a_dictionary', 'an array', (mac) => mac.sendBytes(utf8('<plist version="1.0"><array/></plist>'))],
  ['missing_key', 'no UDID', (mac) => mac.send({ Status: 'Idle' })],
  ['missing_key', 'a report of no command', (mac) => mac.report({ Status: 'NotNow' })],
  ['malformed_key', 'an odd UDID', (mac) => mac.send({ UDID: 'a:b', Status: 'Idle' })],
  ['malformed_key', 'a short push token', (mac) => mac.tokenUpdate({ Token: utf8('short') })],
  ['unknown_message_type', 'an unknown message', checkIn({ MessageType: 'Hello' })],
  ['unknown_status', 'an unknown status', (mac) => mac.report({ Status: 'Fine', CommandUUID: 'x' })],
  ['signature_missing', 'no signature', (mac) => mac.idle({}, { signature: undefined })],
  ['signature_malformed', 'a signature that is no base64', (mac) => mac.idle({}, { signature: '%%%' })],
  ['signature_malformed', 'a signature that is no CMS', (mac) => mac.idle({}, { signature: 'AAAA' })],
  ['device_channel_only', 'a bootstrap token of a user', checkIn({ MessageType: 'GetBootstrapToken', UserID: 'U' })],
  ['device_channel_only', 'an Authenticate of a user', (mac) => mac.authenticate({ UserID: 'U' })],
  ['user_channel_only', 'a UserAuthenticate of no user', checkIn({ MessageType: 'UserAuthenticate' })],
  [
    'token_service_unknown',
    'a token of an unknown service',
    checkIn({ MessageType: 'GetToken', TokenServiceType: 'com.example' }),
  ],
  [
    'declarative_endpoint_unknown',
    'an unknown endpoint',
    checkIn({ MessageType: 'DeclarativeManagement', Endpoint: 'x' }),
  ],
  [
    'declaration_unknown',
    'an unknown declaration',
    checkIn({ MessageType: 'DeclarativeManagement', Endpoint: 'declaration/asset/x' }),
  ],
  [
    'malformed_json',
    'a status that is no JSON',
    checkIn({ MessageType: 'DeclarativeManagement', Endpoint: 'status', Data: utf8('[]') }),
  ],
  ['body_too_large', 'a body above 4 MiB', (mac) => mac.sendBytes(new Uint8Array(4 * 1024 * 1024 + 1))],
  ['address_unknown', 'a GET', (mac) => mac.sendBytes(new Uint8Array(), { method: 'GET' })],
  [
    'signature_invalid',
    'a signature of another body',
    (mac) => {
      const key = { key: messageSigner(mac.identity.privateKey), certificate: mac.identity.certificate };
      return mac.idle({}, { signature: signMdmMessage(utf8('other'), key, nodeCrypto) });
    },
  ],
  [
    'identity_revoked',
    'a revoked identity',
    async (mac, { bench }) => {
      await bench.identities.revoke(mac.serialNumber, 'keyCompromise', 'admin');
      return mac.idle();
    },
  ],
];

describe('refusals of managed Macs', () => {
  let database: Database;
  let stage: ManagementStage;
  before(async () => {
    database = openDatabase('sqlite::temporary:');
    await migrate(database);
    stage = await stageManagement(database);
  });
  after(() => database.close());

  for (const [code, what, send] of wrong) {
    test(`${what} is refused: ${code}`, async () => {
      const mac = await stage.enrolled();
      const reply = await send(mac, stage);
      assert.deepEqual([reply.code, reply.status], [code, refusals[code].status]);
      const event = stage.events.findLast(({ type }) => type === 'management.message.refused');
      assert.equal(event?.code, code);
    });
  }

  for (const code of ['identity_malformed', 'identity_foreign', 'identity_unknown', 'identity_expired'] as const) {
    test(`a certificate that does not count is refused: ${code}`, async () => {
      const judged = await stageManagement(database, {
        identities: { ...stage.bench.identities, verifyIdentity: async () => ({ kind: 'refused', code }) },
      });
      const reply = await (await judged.mac()).authenticate();
      assert.deepEqual([reply.status, reply.code], [403, code]);
    });
  }

  test('a store that takes no more work is 503: busy', async () => {
    const broken: Database = {
      get: () => Promise.reject(new StoreError('store_busy', 'too much')),
      all: (sql, ...params) => database.all(sql, ...params),
      write: () => Promise.reject(new StoreError('store_busy', 'too much')),
      exclusive: (unit) => database.exclusive(unit),
      activity: () => database.activity(),
      close: async () => {},
    };
    const busy = await stageManagement(database, { database: broken });
    const mac = await busy.mac();
    for (const reply of [await mac.authenticate(), await mac.idle()]) {
      assert.deepEqual([reply.status, reply.code], [503, 'busy']);
    }
  });

  test('a request that the framework cannot read is refused with our code', async () => {
    const response = await stage.app.inject({
      method: 'PUT',
      url: '/mdm',
      headers: { 'content-length': '5', 'content-type': 'application/x-apple-aspen-mdm' },
      payload: 'x',
    });
    assert.equal(response.statusCode, 400);
    assert.equal((JSON.parse(response.body) as { code: string }).code, 'body_unreadable');
  });

  test('checklist 1: no refusal is 401, each has a sentence for the person and one for the administrator', () => {
    const statuses: readonly number[] = Object.values(refusals).map(({ status }) => status);
    assert.equal(statuses.includes(401), false);
    for (const { user, admin } of Object.values(refusals)) {
      assert.match(user, /\.$/);
      assert.match(admin, /\.$/);
    }
  });

  test('checklist 1: whatever bytes, headers, method and address are sent, the answer is never 401', async () => {
    const methods = fc.constantFrom('PUT', 'POST', 'GET', 'DELETE', 'PATCH' as const);
    const headers = fc.record(
      {
        'content-type': fc.constantFrom(
          '',
          'application/json',
          'application/x-apple-aspen-mdm-checkin',
          'a/b; c=',
          '\u00e9',
        ),
        'mdm-signature': fc.base64String({ maxLength: 200 }),
        authorization: fc.constantFrom('Bearer x', 'Basic eDp5'),
        'content-encoding': fc.constantFrom('gzip', 'br'),
        expect: fc.constant('x'),
      },
      { requiredKeys: [] },
    );
    const urls = fc.constantFrom('/mdm', '/mdm/checkin', '/mdm?a=b', '/mdm/');
    await fc.assert(
      fc.asyncProperty(methods, urls, headers, fc.uint8Array({ maxLength: 200 }), async (method, url, sent, body) => {
        const response = await stage.app.inject({
          method: method as 'PUT',
          url,
          headers: sent as Record<string, string>,
          payload: Buffer.from(body),
        });
        assert.notEqual(response.statusCode, 401);
        assert.ok(response.statusCode < 500, `${response.statusCode}`);
      }),
      { numRuns: 300 },
    );
  });

  test('checklist 18: a signature in indefinite lengths with its content inside is read', async () => {
    const mac = await stage.mac('rsa');
    const style = { encoding: 'ber-indefinite', attached: true } as const;
    assert.equal((await mac.authenticate({}, { style })).status, 200);
  });
});
