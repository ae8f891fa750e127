/**
 * The unlock-key vault: for each person on each Mac a P-256 key whose private half never leaves the server. It is sealed
 * at rest and bound by the seal's context to person, device, purpose and version.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { KeyAgreement } from '#protocol/crypto.ts';
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import type { Clock } from '#runtime/clock.ts';
import { keyAgreement } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import { issueUnlockCertificate } from '#server/authority/unlock-certificate.ts';
import { SealError, type Sealer } from '#server/keys/sealer.ts';
import type { Reader, Writer } from '#server/store/database.ts';

/** Whom an unlock key belongs to. */
export interface UnlockKeyOwner {
  readonly deviceId: string;
  readonly userId: string;
  readonly purpose: 'user_unlock';
}

/** An unlock key with its certificate. */
export interface UnlockKey {
  readonly id: string;
  readonly version: number;
  /** DER. */
  readonly certificate: Uint8Array;
}

interface Row {
  readonly id: string;
  readonly version: number;
  readonly sealed: Uint8Array;
  readonly certificate: Uint8Array;
  readonly expires_at: number;
}

/** What the vault needs. */
export interface VaultPorts {
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
}

/** Agreements kept in memory: the two or three exchanges of one unlock come together. Use is decided by the store each time. */
const mostAgreements = 1024;

/** Makes, finds and uses unlock keys. */
export class UnlockKeyVault {
  readonly #ports: VaultPorts;
  readonly #agreements = new Map<string, { readonly sealed: Uint8Array; readonly agreement: KeyAgreement }>();

  constructor(ports: VaultPorts) {
    this.#ports = ports;
  }

  /**
   * A key and certificate that nobody has stored yet, made before a unit so that the unit stays short.
   * @param subject the certificate's common name
   */
  prepare(owner: UnlockKeyOwner, subject: string) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const { certificate, notAfter } = issueUnlockCertificate(subject, privateKey, this.#ports);
    return { id: toBase64url(this.#ports.random.bytes(16)), owner, privateKey, certificate, expiresAt: notAfter };
  }

  /** The person's key while its certificate is valid, else undefined. */
  async find(reader: Reader, owner: UnlockKeyOwner): Promise<UnlockKey | undefined> {
    const row = await newest(reader, owner);
    return row && row.expires_at > this.#ports.clock.now() ? row : undefined;
  }

  /** Stores a prepared key unless a valid one is there by now; returns whichever counts. */
  async keep(writer: Writer, prepared: ReturnType<UnlockKeyVault['prepare']>): Promise<UnlockKey> {
    const { owner, id, certificate, expiresAt } = prepared;
    const last = await newest(writer, owner);
    if (last && last.expires_at > this.#ports.clock.now()) return last;
    const version = (last?.version ?? 0) + 1;
    const secret = prepared.privateKey.export({ format: 'der', type: 'pkcs8' });
    const inserted = await writer.run(
      `INSERT INTO unlock_key (id, device_id, user_id, purpose, version, sealed, certificate, created_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (device_id, user_id, purpose, version) DO NOTHING`,
      id,
      owner.deviceId,
      owner.userId,
      owner.purpose,
      version,
      this.#ports.sealer.seal(secret, sealContext(owner, id, version)),
      certificate,
      this.#ports.clock.now(),
      expiresAt,
    );
    const winner = inserted === 1 ? { id, version, certificate } : await newest(writer, owner);
    if (!winner) throw new Error('The unlock key was neither stored nor found.');
    return winner;
  }

  /** The key context that the Mac keeps and sends back: the key's id and version, sealed for its owner. */
  context(owner: UnlockKeyOwner, key: UnlockKey): string {
    return toBase64url(this.#ports.sealer.seal(utf8(`${key.version}:${key.id}`), contextContext(owner)));
  }

  /** The agreement of the key that a context names; undefined when the context is not this owner's or the key is gone. */
  async agreementOf(
    reader: Reader,
    owner: UnlockKeyOwner,
    keyContext: string,
  ): Promise<KeyAgreement | 'gone' | undefined> {
    const id = this.#openContext(owner, keyContext);
    if (id === undefined) return undefined;
    const row = await reader.get<Row>(
      `SELECT id, version, sealed, certificate, expires_at FROM unlock_key
        WHERE id = ? AND device_id = ? AND user_id = ? AND purpose = ?`,
      id,
      owner.deviceId,
      owner.userId,
      owner.purpose,
    );
    return row ? this.#agreement(owner, row) : 'gone';
  }

  /** The agreement of the person's newest key with its context, while its certificate is valid. */
  async newestAgreement(
    reader: Reader,
    owner: UnlockKeyOwner,
  ): Promise<{ readonly agreement: KeyAgreement; readonly keyContext: string } | undefined> {
    const row = await newest(reader, owner);
    if (!row || row.expires_at <= this.#ports.clock.now()) return undefined;
    return { agreement: this.#agreement(owner, row), keyContext: this.context(owner, row) };
  }

  #openContext(owner: UnlockKeyOwner, keyContext: string): string | undefined {
    const sealed = fromBase64url(keyContext);
    if (!sealed) return undefined;
    try {
      return fromUtf8(this.#ports.sealer.open(sealed, contextContext(owner)))?.split(':')[1];
    } catch (error) {
      if (error instanceof SealError) return undefined;
      throw error;
    }
  }

  #agreement(owner: UnlockKeyOwner, row: Row): KeyAgreement {
    const known = this.#agreements.get(row.id);
    if (known && Buffer.compare(known.sealed, row.sealed) === 0) return known.agreement;
    const secret = this.#ports.sealer.open(row.sealed, sealContext(owner, row.id, row.version));
    const agreement = keyAgreement(importPkcs8(secret));
    if (this.#agreements.size >= mostAgreements) this.#agreements.clear();
    this.#agreements.set(row.id, { sealed: row.sealed, agreement });
    return agreement;
  }
}

/** Removes the unlock keys of a person on a device. */
export async function deleteUnlockKeys(writer: Writer, deviceId: string, userId: string): Promise<number> {
  return writer.run('DELETE FROM unlock_key WHERE device_id = ? AND user_id = ?', deviceId, userId);
}

/** Removes every unlock key of a device. */
export async function deleteUnlockKeysOfDevice(writer: Writer, deviceId: string): Promise<number> {
  return writer.run('DELETE FROM unlock_key WHERE device_id = ?', deviceId);
}

/** Seals up to `limit` keys after `after` under the newest master key; returns the last id seen and how many changed. */
export async function resealUnlockKeys(
  writer: Writer,
  sealer: Sealer,
  after: string,
  limit: number,
): Promise<{ last: string | undefined; changed: number }> {
  const rows = await writer.all<Row & { device_id: string; user_id: string; purpose: 'user_unlock' }>(
    'SELECT id, version, sealed, certificate, expires_at, device_id, user_id, purpose FROM unlock_key WHERE id > ? ORDER BY id LIMIT ?',
    after,
    limit,
  );
  let changed = 0;
  for (const row of rows) {
    if (sealer.isCurrent(row.sealed)) continue;
    const context = sealContext(
      { deviceId: row.device_id, userId: row.user_id, purpose: row.purpose },
      row.id,
      row.version,
    );
    await writer.run(
      'UPDATE unlock_key SET sealed = ? WHERE id = ?',
      sealer.seal(sealer.open(row.sealed, context), context),
      row.id,
    );
    changed += 1;
  }
  return { last: rows.at(-1)?.id, changed };
}

async function newest(reader: Reader, owner: UnlockKeyOwner): Promise<Row | undefined> {
  return reader.get<Row>(
    `SELECT id, version, sealed, certificate, expires_at FROM unlock_key
      WHERE device_id = ? AND user_id = ? AND purpose = ? ORDER BY version DESC LIMIT 1`,
    owner.deviceId,
    owner.userId,
    owner.purpose,
  );
}

function importPkcs8(der: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
}

function sealContext(owner: UnlockKeyOwner, id: string, version: number): string {
  return `unlock_key:${owner.deviceId}:${owner.userId}:${owner.purpose}:${version}:${id}`;
}

function contextContext(owner: UnlockKeyOwner): string {
  return `key_context:${owner.deviceId}:${owner.userId}:${owner.purpose}`;
}
