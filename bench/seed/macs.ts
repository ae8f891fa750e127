/** Fills a store with enrolled Macs: some that enroll as Macs do, and as many more rows as there are to be. */
import { type KeyObject, randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Composition } from '#server/compose.ts';
import type { Database, Writer } from '#server/store/database.ts';
import { readAnswer, scepAttempt } from '#server/authority/device-identities/contract/scep-client.ts';
import { inLanes } from '../lanes.ts';
import { type EnrolledMac, inTurn, rsaKeys } from '../management/mac.ts';
import { checkIn, type Shot, tokenUpdate, topic } from '../management/messages.ts';

/** Enrolls so many Macs: each gets its identity by SCEP, authenticates and gives its push token. */
export async function enrollMacs(composition: Composition, count: number): Promise<readonly EnrolledMac[]> {
  const keys = await rsaKeys(count);
  const macs: EnrolledMac[] = [];
  await composition.app.ready();
  await inLanes(Array.from({ length: count }), { lanes: 32 }, async (_, index) => {
    macs[index] = await enrollOne(composition, index, inTurn(keys, index));
  });
  await composition.setup.settled();
  await composition.database.write(setUpLongAgo);
  return macs;
}

/** Nothing is left to be done for the Macs that enrolled just now. */
async function setUpLongAgo(writer: Writer): Promise<void> {
  await writer.run('DELETE FROM setup_step');
  await writer.run('DELETE FROM mdm_command');
  await writer.run('UPDATE mdm_enrollment SET pending = 0, push_due_at = NULL');
  await writer.run('UPDATE setup_course SET state = ?, due_at = NULL, released_at = ?', 'released', Date.now());
}

async function enrollOne({ app, identities }: Composition, index: number, privateKey: KeyObject): Promise<EnrolledMac> {
  const udid = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const serialNumber = `C02B${String(index).padStart(8, '0')}`;
  const challenge = await identities.mintChallenge({ enrollmentId: udid, serialNumber, udid });
  const [authority] = identities.authorityCertificates();
  if (!authority) throw new Error('There is no authority of devices.');
  const certificate = await identityOf(app, authority, { serialNumber, challenge, privateKey, udid });
  const mac = { udid, serialNumber, privateKey, certificate, challenge };
  const facts = { DeviceName: 'Mac', Model: 'Mac15,6', SerialNumber: serialNumber };
  await send(app, checkIn(mac, { MessageType: 'Authenticate', ...facts }));
  await send(app, tokenUpdate(mac));
  return mac;
}

async function identityOf(
  app: FastifyInstance,
  authority: Uint8Array,
  { serialNumber, challenge, privateKey, udid }: Omit<EnrolledMac, 'certificate'>,
): Promise<Uint8Array> {
  const wish = { commonName: serialNumber, challenge, key: privateKey, transactionId: `first-${udid}` };
  const attempt = scepAttempt(authority, wish);
  const headers = { 'content-type': 'application/x-pki-message' };
  const body = await send(app, {
    method: 'POST',
    path: '/scep?operation=PKIOperation',
    headers,
    body: attempt.message,
    wants: 'something',
  });
  const { answer } = readAnswer(body, attempt);
  const [certificate] = answer.kind === 'success' ? answer.certificates : [];
  if (!certificate) throw new Error(`The bench's Mac got no identity: ${answer.kind}`);
  return certificate;
}

async function send(app: FastifyInstance, { method, path: url, headers, body }: Shot): Promise<Uint8Array> {
  const reply = await app.inject({ method, url, headers, payload: Buffer.from(body) });
  if (reply.statusCode !== 200) throw new Error(`The bench's Mac was refused: ${reply.statusCode} ${reply.body}`);
  return new Uint8Array(reply.rawPayload);
}

const rowsPerUnit = 1000;

/** Adds the rows of so many Macs that never speak. */
export async function fillMacs(database: Database, count: number): Promise<void> {
  for (let start = 0; start < count; start += rowsPerUnit) {
    await database.write(async (writer) => {
      for (let index = start; index < Math.min(start + rowsPerUnit, count); index += 1) await fillOne(writer, index);
    });
  }
}

async function fillOne(writer: Writer, index: number): Promise<void> {
  const [udid, fingerprint, serialNumber] = [`FILL-${index}`, `fill-${index}`, `FILL${index}`];
  await writer.run(
    `INSERT INTO mdm_enrollment (id, device_id, state, certificate, serial_number, device_name, topic, push_token,
      push_magic, push_token_at, awaiting_configuration, enqueued, pending, created_at, authenticated_at, enabled_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0)`,
    udid,
    udid,
    'enabled',
    fingerprint,
    serialNumber,
    'Mac',
    topic,
    new Uint8Array(32),
    udid,
  );
  await writer.run(
    'INSERT INTO mdm_identity (fingerprint, enrollment_id, pinned_at) VALUES (?, ?, 0)',
    fingerprint,
    udid,
  );
  await writer.run(
    `INSERT INTO device_identity (serial, fingerprint, enrollment_id, serial_number, udid, protocol, request_hash,
      certificate, issued_at, not_after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)`,
    fingerprint,
    fingerprint,
    udid,
    serialNumber,
    udid,
    'scep',
    new Uint8Array(randomBytes(32)),
    new Uint8Array(1000),
  );
}

/** Adds finished commands, spread over the Macs that speak. */
export async function fillFinished(database: Database, macs: readonly EnrolledMac[], count: number): Promise<void> {
  const each = Math.ceil(count / macs.length);
  for (const { udid } of macs) {
    await database.write((writer) =>
      writer.run(
        `INSERT INTO mdm_command_result (enrollment_id, uuid, request_type, status, error_chain, result, created_at,
          sent_at, finished_at)
          WITH RECURSIVE n(i) AS (SELECT CAST(? AS BIGINT) UNION ALL SELECT i - 1 FROM n WHERE i > 1)
          SELECT CAST(? AS TEXT), 'fill-' || i, 'DeviceInformation', 'Acknowledged', '[]', ?, CAST(? AS BIGINT),
          CAST(? AS BIGINT), CAST(? AS BIGINT) FROM n WHERE i > 0`,
        each,
        udid,
        new Uint8Array(300),
        Date.now(),
        Date.now(),
        Date.now(),
      ),
    );
  }
}
