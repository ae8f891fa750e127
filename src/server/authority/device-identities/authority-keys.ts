/** The keys of device identities that all nodes share, sealed in the store and made when they are first needed. */
import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { toHex } from '#protocol/encoding/bytes.ts';
import { type Authority, issueSelfSigned } from '#protocol/x509/authority.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import { makeName } from '#protocol/x509/name.ts';
import { deviceAuthorityExtensions } from '#protocol/x509/profiles.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database, Writer } from '#server/store/database.ts';
import { type LocalSigningKey, signingKey } from '#runtime/signing-key.ts';
import type { DeviceIdentityPorts } from './identity-ports.ts';

const day = 86_400_000;
const clockSkew = day;
const authorityLife = 10 * 365 * day;
const modulusLength = 2048;

/** The authority with the bare key, which SCEP messages are opened with. */
export interface DeviceAuthority extends Authority {
  readonly privateKey: KeyObject;
}

/** All of them. */
export interface AuthorityKeys {
  readonly authority: DeviceAuthority;
  /** 32 bytes behind client identifiers and ACME nonces. */
  readonly tokenKey: Uint8Array;
}

type Purpose = 'authority' | 'token';

interface KeyRow {
  readonly purpose: Purpose;
  readonly certificate: Uint8Array;
  readonly sealed: Uint8Array;
}

/** What the keys need. */
export type KeyPorts = Pick<DeviceIdentityPorts, 'database' | 'sealer' | 'clock' | 'random' | 'organisation'>;

/** Reads the keys, making what is missing. Of two nodes that start together, both go on with the keys of one. */
export async function openAuthorityKeys(ports: KeyPorts): Promise<AuthorityKeys> {
  const found = await readRows(ports.database);
  for (const purpose of ['authority', 'token'] as const) {
    if (!found.some((row) => row.purpose === purpose)) await insertKey(ports, purpose);
  }
  const rows = await readRows(ports.database);
  const authority = rowOf(rows, 'authority');
  const token = rowOf(rows, 'token');
  const pkcs8 = ports.sealer.open(authority.sealed, sealContext('authority'));
  const key = signingKey(createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' }));
  return {
    authority: {
      certificate: parseCertificate(authority.certificate),
      signer: key.signer,
      privateKey: key.privateKey,
    },
    tokenKey: ports.sealer.open(token.sealed, sealContext('token')),
  };
}

/** Seals every key under the newest master key. Returns how many were sealed again. */
export async function resealAuthorityKeys(writer: Writer, sealer: Sealer): Promise<number> {
  const stale = (await readRows(writer)).filter((row) => !sealer.isCurrent(row.sealed));
  for (const { purpose, sealed } of stale) {
    const fresh = sealer.seal(sealer.open(sealed, sealContext(purpose)), sealContext(purpose));
    await writer.run('UPDATE device_authority_key SET sealed = ? WHERE purpose = ?', fresh, purpose);
  }
  return stale.length;
}

async function insertKey(ports: KeyPorts, purpose: Purpose): Promise<void> {
  const { secret, certificate } =
    purpose === 'authority'
      ? await makeAuthority(ports)
      : { secret: ports.random.bytes(32), certificate: new Uint8Array(0) };
  const sealed = ports.sealer.seal(secret, sealContext(purpose));
  const createdAt = ports.clock.now();
  await ports.database.write((writer) =>
    writer.run(
      'INSERT INTO device_authority_key (purpose, certificate, sealed, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      purpose,
      certificate,
      sealed,
      createdAt,
    ),
  );
}

async function makeAuthority({ clock, random, organisation }: KeyPorts) {
  // Off the event loop: the search for primes takes a tenth of a second.
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength });
  const key: LocalSigningKey = signingKey(privateKey);
  const certificate = issueSelfSigned(key.signer, {
    subject: makeName([
      ['organizationName', organisation],
      ['commonName', `Porchlight Device Authority ${toHex(random.bytes(4))}`],
    ]),
    publicKey: key.publicKey,
    notBefore: clock.now() - clockSkew,
    notAfter: clock.now() + authorityLife,
    random: random.bytes(16),
    digests: nodeCrypto,
    extensions: deviceAuthorityExtensions,
  });
  return { secret: privateKey.export({ format: 'der', type: 'pkcs8' }), certificate: certificate.raw };
}

async function readRows(reader: Pick<Database, 'all'>): Promise<KeyRow[]> {
  return reader.all<KeyRow>('SELECT purpose, certificate, sealed FROM device_authority_key');
}

function rowOf(rows: readonly KeyRow[], purpose: Purpose): KeyRow {
  const row = rows.find((candidate) => candidate.purpose === purpose);
  if (!row) throw new Error(`The ${purpose} key of device identities was not read back.`);
  return row;
}

function sealContext(purpose: Purpose): string {
  return `device_authority_key:${purpose}`;
}
