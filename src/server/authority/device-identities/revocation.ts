/** Identities that no longer count, and the list that says so. */
import { fromHex } from '#protocol/encoding/bytes.ts';
import { keyIdentifier } from '#protocol/x509/extensions/key-identifier.ts';
import { issueRevocationList, type RevocationReason } from '#protocol/x509/revocation-list.ts';
import type { Clock } from '#runtime/clock.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Database } from '#server/store/database.ts';
import type { DeviceAuthority } from './authority-keys.ts';
import type { RevokeOutcome } from './device-identities.ts';
import { type IdentityFacts, listRevoked } from './identity-store.ts';

const day = 86_400_000;
/** How long a list may be used. */
const listLife = 7 * day;
/** How long a list that was made is given out again, in milliseconds. */
const freshFor = 3000;

/** Which identities: all of a Mac, or one certificate. */
export type RevocationTarget = { readonly serialNumber: string } | { readonly certificateSerial: string };

/** Revokes and tells. */
export class IdentityRevocation {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #authority: DeviceAuthority;
  #list: { readonly der: Uint8Array; readonly at: number } | undefined;

  constructor(database: Database, clock: Clock, authority: DeviceAuthority) {
    this.#database = database;
    this.#clock = clock;
    this.#authority = authority;
  }

  /** Revokes with an event for each certificate. What was revoked before keeps its time and reason. */
  async revoke(target: RevocationTarget, reason: RevocationReason, actor: string): Promise<RevokeOutcome> {
    const at = this.#clock.now();
    const outcome = await this.#database.write(async (writer): Promise<RevokeOutcome> => {
      const [text, value] = statementOf(target);
      const revoked = await writer.all<Pick<IdentityFacts, 'serial' | 'serial_number'>>(text, at, reason, value);
      for (const { serial, serial_number: serialNumber } of revoked) {
        appendAudit(writer, at, [
          {
            type: 'authority.identity.revoked',
            outcome: 'changed',
            code: reason,
            actor,
            detail: { certificate: serial, serialNumber },
          },
        ]);
      }
      if (revoked.length > 0) return { kind: 'done' };
      return { kind: (await writer.get(existing(target), value)) === undefined ? 'not-found' : 'already' };
    });
    this.#list = undefined;
    return outcome;
  }

  /** The list, DER. Its number is the second it was made in: it rises on every node alike. */
  async revocationList(): Promise<Uint8Array> {
    const now = this.#clock.now();
    if (this.#list && now - this.#list.at < freshFor) return this.#list.der;
    const rows = await listRevoked(this.#database, now - day);
    const { certificate, signer } = this.#authority;
    const content = {
      issuer: certificate.subject,
      issuerKeyIdentifier: keyIdentifier(certificate.publicKey, nodeCrypto),
      number: Math.floor(now / 1000),
      thisUpdate: now,
      nextUpdate: now + listLife,
      revoked: rows.map((row) => ({
        serial: fromHex(row.serial),
        at: row.revoked_at ?? now,
        reason: row.revocation_reason ?? 'unspecified',
      })),
    };
    const der = issueRevocationList(content, signer);
    this.#list = { der, at: now };
    return der;
  }
}

function statementOf(target: RevocationTarget): readonly [text: string, value: string] {
  const change = 'UPDATE device_identity SET revoked_at = ?, revocation_reason = ? WHERE revoked_at IS NULL AND';
  return 'serialNumber' in target
    ? [`${change} serial_number = ? RETURNING serial, serial_number`, target.serialNumber]
    : [`${change} serial = ? RETURNING serial, serial_number`, target.certificateSerial];
}

function existing(target: RevocationTarget): string {
  return 'serialNumber' in target
    ? 'SELECT serial FROM device_identity WHERE serial_number = ? LIMIT 1'
    : 'SELECT serial FROM device_identity WHERE serial = ?';
}
