/**
 * The keys of Platform SSO that all nodes share, sealed in the store: the ones that sign id_tokens (published as JWKS,
 * rotated with the old kept and the new published before use), the one that passwords are encrypted to, and the one
 * behind nonces.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { KeyAgreement } from '#protocol/crypto.ts';
import { toBase64url } from '#protocol/encoding/base64.ts';
import { appleKeyId, jwkFromPoint } from '#protocol/jose/jwk.ts';
import type { Clock } from '#runtime/clock.ts';
import { keyAgreement, nodeCrypto, p256Point } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database, Writer } from '#server/store/database.ts';

type Purpose = 'id-token' | 'password-encryption' | 'nonce';

interface KeyRow {
  readonly id: string;
  readonly purpose: Purpose;
  readonly generation: number;
  readonly public_key: Uint8Array;
  readonly sealed: Uint8Array;
  readonly created_at: number;
  readonly signs_from: number;
}

/** A key that signs id_tokens. */
export interface SigningKey {
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  readonly createdAt: number;
  /** Milliseconds since 1970 from which it signs; published before. */
  readonly signsFrom: number;
  readonly privateKey: KeyObject;
}

/** What the keys need. */
export interface ServerKeyPorts {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  readonly leadSeconds: number;
}

/** How long a node believes what it read, in milliseconds; far below the lead of a new signing key. */
const freshFor = 20_000;

/** The keys in memory, read again every twenty seconds so that a rotation on one node reaches the others. */
export class ServerKeys {
  readonly #ports: ServerKeyPorts;
  #signing: readonly SigningKey[] = [];
  #encryption: { readonly keyId: string; readonly agreement: KeyAgreement } | undefined;
  #nonceKey: Uint8Array | undefined;
  #readAt = 0;
  #reading: Promise<void> | undefined;

  private constructor(ports: ServerKeyPorts) {
    this.#ports = ports;
  }

  /** Reads the keys, making on first run what is missing. */
  static async open(ports: ServerKeyPorts): Promise<ServerKeys> {
    const keys = new ServerKeys(ports);
    await ports.database.exclusive(async (writer) => {
      const rows = await readRows(writer);
      for (const purpose of ['id-token', 'password-encryption', 'nonce'] as const) {
        if (!rows.some((row) => row.purpose === purpose)) await insertKey(writer, ports, purpose, 1, ports.clock.now());
      }
    });
    await keys.#read();
    return keys;
  }

  /** The key that signs now: the newest whose time has come. */
  current(): SigningKey {
    this.#refresh();
    const now = this.#ports.clock.now();
    const usable = this.#signing.filter((key) => key.signsFrom <= now);
    const key = usable.at(-1) ?? this.#signing[0];
    if (!key) throw new Error('There is no signing key.');
    return key;
  }

  /** Every signing key, oldest first. */
  signingKeys(): readonly SigningKey[] {
    this.#refresh();
    return this.#signing;
  }

  /** The key that signs now, then those that have signed before, newest first. */
  signedSoFar(): readonly SigningKey[] {
    const current = this.current();
    const now = this.#ports.clock.now();
    const past = this.#signing.filter((key) => key !== current && key.signsFrom <= now);
    return [current, ...past.toReversed()];
  }

  /** The key that passwords are encrypted to. */
  encryption(): { readonly keyId: string; readonly agreement: KeyAgreement } {
    if (!this.#encryption) throw new Error('There is no password encryption key.');
    return this.#encryption;
  }

  /** 32 bytes behind the nonces. */
  nonceKey(): Uint8Array {
    if (!this.#nonceKey) throw new Error('There is no nonce key.');
    return this.#nonceKey;
  }

  /** The JWKS: all signing keys, old ones kept, and the encryption key marked as such. */
  jwks(): { readonly keys: readonly Readonly<Record<string, string>>[] } {
    const { agreement, keyId } = this.encryption();
    const signing = this.signingKeys().map((key) => ({
      ...jwkFromPoint(key.publicKey),
      use: 'sig',
      alg: 'ES256',
      kid: key.keyId,
    }));
    return { keys: [...signing, { ...jwkFromPoint(agreement.publicKey), use: 'enc', alg: 'ECDH-ES', kid: keyId }] };
  }

  /** Publishes a new signing key; it signs after the lead. */
  async rotate(actor: string): Promise<SigningKey> {
    const { database, clock, leadSeconds } = this.#ports;
    const keyId = await database.exclusive(async (writer) => {
      const rows = (await readRows(writer)).filter((row) => row.purpose === 'id-token');
      const generation = Math.max(...rows.map((row) => row.generation)) + 1;
      const id = await insertKey(writer, this.#ports, 'id-token', generation, clock.now() + leadSeconds * 1000);
      appendAudit(writer, clock.now(), [
        { type: 'platform-sso.signing-key.rotated', outcome: 'changed', actor, detail: { keyId: id } },
      ]);
      return id;
    });
    await this.#read();
    const key = this.#signing.find((candidate) => candidate.keyId === keyId);
    if (!key) throw new Error('The new signing key was not read back.');
    return key;
  }

  #refresh(): void {
    if (this.#ports.clock.now() - this.#readAt < freshFor || this.#reading) return;
    // What is in memory stays good while the store is away; the next call tries again.
    this.#reading = this.#read().then(
      () => (this.#reading = undefined),
      () => (this.#reading = undefined),
    );
  }

  async #read(): Promise<void> {
    const { sealer, database, clock } = this.#ports;
    const rows = await readRows(database);
    this.#signing = rows
      .filter((row) => row.purpose === 'id-token')
      .map((row) => this.#known(row) ?? signingKeyOf(row, sealer));
    const encryption = rows.findLast((row) => row.purpose === 'password-encryption');
    if (encryption && encryption.id !== this.#encryption?.keyId) {
      this.#encryption = { keyId: encryption.id, agreement: keyAgreement(privateKeyOf(encryption, sealer)) };
    }
    const nonce = rows.findLast((row) => row.purpose === 'nonce');
    if (nonce && !this.#nonceKey) this.#nonceKey = sealer.open(nonce.sealed, sealContext(nonce));
    this.#readAt = clock.now();
  }

  #known(row: KeyRow): SigningKey | undefined {
    return this.#signing.find((key) => key.keyId === row.id);
  }
}

/** Seals every server key under the newest master key. Returns how many were sealed again. */
export async function resealServerKeys(writer: Writer, sealer: Sealer): Promise<number> {
  const stale = (await readRows(writer)).filter((row) => !sealer.isCurrent(row.sealed));
  for (const row of stale) {
    const context = sealContext(row);
    const sealed = sealer.seal(sealer.open(row.sealed, context), context);
    await writer.run('UPDATE server_key SET sealed = ? WHERE id = ?', sealed, row.id);
  }
  return stale.length;
}

async function readRows(reader: Pick<Database, 'all'>): Promise<KeyRow[]> {
  return reader.all<KeyRow>(
    'SELECT id, purpose, generation, public_key, sealed, created_at, signs_from FROM server_key ORDER BY generation',
  );
}

async function insertKey(
  writer: Writer,
  ports: ServerKeyPorts,
  purpose: Purpose,
  generation: number,
  signsFrom: number,
): Promise<string> {
  const { secret, publicKey } = purpose === 'nonce' ? nonceSecret(ports.random) : ecSecret();
  const id = purpose === 'nonce' ? `nonce-${generation}` : keyIdOf(purpose, publicKey);
  await writer.run(
    'INSERT INTO server_key (id, purpose, generation, public_key, sealed, created_at, signs_from) VALUES (?, ?, ?, ?, ?, ?, ?)',
    id,
    purpose,
    generation,
    publicKey,
    ports.sealer.seal(secret, sealContext({ id, purpose })),
    ports.clock.now(),
    signsFrom,
  );
  return id;
}

// The JWKS ids are base64url; the encryption key's is Apple's form, which the Mac computes by itself.
function keyIdOf(purpose: Purpose, publicKey: Uint8Array): string {
  return purpose === 'password-encryption'
    ? appleKeyId(publicKey, nodeCrypto)
    : toBase64url(nodeCrypto.sha256(publicKey));
}

function nonceSecret(random: Random): { secret: Uint8Array; publicKey: Uint8Array } {
  return { secret: random.bytes(32), publicKey: new Uint8Array(0) };
}

function ecSecret(): { secret: Uint8Array; publicKey: Uint8Array } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return { secret: privateKey.export({ format: 'der', type: 'pkcs8' }), publicKey: p256Point(publicKey) };
}

function sealContext({ id, purpose }: Pick<KeyRow, 'id' | 'purpose'>): string {
  return `server_key:${purpose}:${id}`;
}

function privateKeyOf(row: KeyRow, sealer: Sealer): KeyObject {
  return createPrivateKey({
    key: Buffer.from(sealer.open(row.sealed, sealContext(row))),
    format: 'der',
    type: 'pkcs8',
  });
}

function signingKeyOf(row: KeyRow, sealer: Sealer): SigningKey {
  const privateKey = privateKeyOf(row, sealer);
  return {
    keyId: row.id,
    publicKey: p256Point(createPublicKey(privateKey)),
    createdAt: row.created_at,
    signsFrom: row.signs_from,
    privateKey,
  };
}
