/**
 * The push certificate: what makes us the server that Macs of one topic listen to. A renewed one must have the same topic;
 * another topic would mean that every Mac has to enroll again.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { equals } from '#protocol/encoding/bytes.ts';
import { DerError } from '#protocol/encoding/der.ts';
import { encodePem, PemError } from '#protocol/encoding/pem.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { type Certificate, parseCertificatesPem } from '#protocol/x509/certificate.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';
import type { Clock } from '#runtime/clock.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Database } from '#server/store/database.ts';
import type { PushIdentity } from './push-sender.ts';

/** The certificate in use, as administrators see it. Times in milliseconds since 1970. */
export interface PushCertificateRecord {
  readonly topic: string;
  readonly notAfter: number;
  readonly importedAt: number;
  /** Apple's reason while pushes are refused for all Macs. */
  readonly alert: { readonly reason: string; readonly at: number } | undefined;
}

/** Why a certificate was not taken. */
export type PushCertificateRefusal =
  | 'certificate_unreadable'
  | 'key_unreadable'
  | 'key_mismatch'
  | 'certificate_expired'
  | 'topic_missing'
  | 'topic_changed';

/** What came of an import. */
export type PushCertificateOutcome =
  | { readonly kind: 'imported'; readonly record: PushCertificateRecord }
  | { readonly kind: 'refused'; readonly code: PushCertificateRefusal };

/** A certificate and its key, as an administrator brings them. */
export interface PushCertificateUpload {
  /** PEM: the certificate, and what is above it if there is. */
  readonly certificatePem: string;
  readonly keyPem: string;
  /** Of an encrypted key. */
  readonly passphrase?: string;
}

interface Row {
  readonly topic: string;
  readonly chain: string;
  readonly sealed_key: Uint8Array;
  readonly not_after: number;
  readonly imported_at: number;
  readonly alert: string | null;
  readonly alert_at: number | null;
}

const userId = '0.9.2342.19200300.100.1.1';
const sealContext = 'mdm_push_certificate:1';
/** How long a node believes what it read, in milliseconds. */
const freshFor = 20_000;

/** What the store of the certificate needs. */
export interface PushCertificatePorts {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly clock: Clock;
}

/** The certificate of this installation: none, or one. */
export class PushCertificates {
  readonly #ports: PushCertificatePorts;
  #known:
    | { readonly identity: PushIdentity | undefined; readonly hasAlert: boolean; readonly readAt: number }
    | undefined;

  constructor(ports: PushCertificatePorts) {
    this.#ports = ports;
  }

  /** Checks and stores a certificate. */
  async import(upload: PushCertificateUpload, actor: string): Promise<PushCertificateOutcome> {
    const { database, sealer, clock } = this.#ports;
    const checked = checkUpload(upload, clock.now());
    if (checked.kind === 'refused') return checked;
    const { certificates, key, topic } = checked;
    const chain = certificates.map((certificate) => encodePem('CERTIFICATE', certificate.raw)).join('');
    const sealed = sealer.seal(utf8(key.export({ format: 'pem', type: 'pkcs8' }) as string), sealContext);
    const [leaf] = certificates;
    const stored = await database.write(async (writer) => {
      const now = clock.now();
      const changed = await writer.run(
        `INSERT INTO mdm_push_certificate (id, topic, chain, sealed_key, not_after, imported_at) VALUES (1, ?, ?, ?, ?, ?)
          ON CONFLICT (id) DO UPDATE SET chain = excluded.chain, sealed_key = excluded.sealed_key,
          not_after = excluded.not_after, imported_at = excluded.imported_at, alert = NULL, alert_at = NULL
          WHERE mdm_push_certificate.topic = excluded.topic`,
        topic,
        chain,
        sealed,
        leaf?.notAfter ?? 0,
        now,
      );
      if (changed === 1) {
        const type = 'management.push-certificate.imported';
        appendAudit(writer, now, [{ type, outcome: 'changed', actor, detail: { topic } }]);
      }
      return changed === 1;
    });
    this.#known = undefined;
    const record = await this.show();
    return stored && record ? { kind: 'imported', record } : { kind: 'refused', code: 'topic_changed' };
  }

  /** The certificate in use. */
  async show(): Promise<PushCertificateRecord | undefined> {
    const row = await this.#row();
    if (!row) return undefined;
    const alert = row.alert === null ? undefined : { reason: row.alert, at: row.alert_at ?? 0 };
    return { topic: row.topic, notAfter: row.not_after, importedAt: row.imported_at, alert };
  }

  /** What pushes are sent with; undefined while there is no certificate. */
  async identity(): Promise<PushIdentity | undefined> {
    return (await this.#fresh()).identity;
  }

  /** The topic, for enrollment profiles. */
  async topic(): Promise<string | undefined> {
    return (await this.#fresh()).identity?.topic;
  }

  /** Notes that Apple refuses pushes for a reason that concerns every Mac. */
  async raiseAlert(reason: string): Promise<void> {
    const { database, clock } = this.#ports;
    if ((await this.#fresh()).hasAlert) return;
    await database.write(async (writer) => {
      const now = clock.now();
      const text = 'UPDATE mdm_push_certificate SET alert = ?, alert_at = ? WHERE id = 1 AND alert IS NULL';
      if ((await writer.run(text, reason, now)) === 0) return;
      appendAudit(writer, now, [{ type: 'management.push.alert', outcome: 'refused', code: reason }]);
    });
    this.#known = undefined;
  }

  /** Notes that Apple takes pushes. */
  async clearAlert(): Promise<void> {
    if (!(await this.#fresh()).hasAlert) return;
    const text = 'UPDATE mdm_push_certificate SET alert = NULL, alert_at = NULL WHERE id = 1';
    await this.#ports.database.write((writer) => writer.run(text));
    this.#known = undefined;
  }

  /** Seals the key under the newest master key. Returns how many keys were sealed again. */
  async reseal(): Promise<number> {
    const { database, sealer } = this.#ports;
    const row = await this.#row();
    if (!row || sealer.isCurrent(row.sealed_key)) return 0;
    const sealed = sealer.seal(sealer.open(row.sealed_key, sealContext), sealContext);
    const text = 'UPDATE mdm_push_certificate SET sealed_key = ? WHERE id = 1 AND sealed_key = ?';
    return database.write((writer) => writer.run(text, sealed, row.sealed_key));
  }

  async #fresh() {
    const { sealer, clock } = this.#ports;
    if (this.#known && clock.now() - this.#known.readAt < freshFor) return this.#known;
    const readAt = clock.now();
    const row = await this.#row();
    const identity = row && {
      topic: row.topic,
      certificateChainPem: row.chain,
      keyPem: fromUtf8(sealer.open(row.sealed_key, sealContext)) ?? '',
    };
    this.#known = { identity, hasAlert: (row?.alert ?? null) !== null, readAt };
    return this.#known;
  }

  #row(): Promise<Row | undefined> {
    return this.#ports.database.get<Row>(
      'SELECT topic, chain, sealed_key, not_after, imported_at, alert, alert_at FROM mdm_push_certificate WHERE id = 1',
    );
  }
}

type Checked =
  | {
      readonly kind: 'good';
      readonly certificates: readonly Certificate[];
      readonly key: KeyObject;
      readonly topic: string;
    }
  | { readonly kind: 'refused'; readonly code: PushCertificateRefusal };

function checkUpload({ certificatePem, keyPem, passphrase }: PushCertificateUpload, now: number): Checked {
  const refused = (code: PushCertificateRefusal): Checked => ({ kind: 'refused', code });
  const certificates = readCertificates(certificatePem);
  const [leaf] = certificates;
  if (!leaf) return refused('certificate_unreadable');
  const key = readKey(keyPem, passphrase);
  if (!key) return refused('key_unreadable');
  if (!equals(leaf.publicKey.spki, createPublicKey(key).export({ format: 'der', type: 'spki' }))) {
    return refused('key_mismatch');
  }
  if (leaf.notAfter < now) return refused('certificate_expired');
  const topic = leaf.subject.relativeNames.flat().find(({ type }) => type === userId)?.value;
  if (topic === undefined || topic === '') return refused('topic_missing');
  return { kind: 'good', certificates, key, topic };
}

function readCertificates(pem: string): readonly Certificate[] {
  try {
    return parseCertificatesPem(pem);
  } catch (error) {
    if (error instanceof PemError || error instanceof DerError || error instanceof X509Error) return [];
    throw error;
  }
}

function readKey(pem: string, passphrase: string | undefined): KeyObject | undefined {
  try {
    return createPrivateKey({ key: pem, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    return undefined;
  }
}
