import assert from 'node:assert/strict';
import { request } from 'node:https';
import { test } from 'node:test';
import { pino } from 'pino';
import { encodeDictionary } from '#protocol/mdm/message.ts';
import { signMdmMessage } from '#protocol/mdm/mdm-signature.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { messageSigner } from '#runtime/rsa.ts';
import { createHttpServer } from '#server/http/server.ts';
import { migrate } from '#server/store/migrations/migrate.ts';
import { openDatabase } from '#server/store/open.ts';
import { stageManagement } from './contract/management-stage.ts';
import { makePushCertificate } from './contract/push-certificate.ts';

test('checklist 16: a message whose headers are above 8 KiB is taken by the listener', async () => {
  const database = openDatabase('sqlite::temporary:');
  await migrate(database);
  const stage = await stageManagement(database);
  const { certificatePem: certificateChainPem, keyPem } = makePushCertificate();
  const app = createHttpServer({ keyPem, certificateChainPem, logger: pino({ level: 'silent' }), trustProxy: false });
  stage.management.mount(app);
  try {
    const mac = await stage.mac('rsa');
    const body = encodeDictionary({ MessageType: 'Authenticate', Topic: 't', UDID: mac.udid });
    const key = { key: messageSigner(mac.identity.privateKey), certificate: mac.identity.certificate };
    const headers = {
      'content-type': 'application/x-apple-aspen-mdm-checkin',
      'mdm-signature': signMdmMessage(body, key, nodeCrypto),
      'x-of-a-proxy': 'x'.repeat(12_000),
    };
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    const sent = request(`${url}/mdm/checkin`, { method: 'PUT', headers, rejectUnauthorized: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    sent.on('error', reject).end(body);
    assert.equal(await promise, 200);
  } finally {
    await app.close();
    await database.close();
  }
});
