/** The administrator that setup makes on a Mac: a password of its own for each Mac, sealed, and shown only when asked for. */
import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { toBase64url } from '#protocol/encoding/base64.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { encodePasswordHash, passwordHashSizes } from '#protocol/mdm/commands/password-hash.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Sealer } from '#server/keys/sealer.ts';
import type { Writer } from '#server/store/database.ts';
import type { SetupPorts } from './setup-ports.ts';

const derive = promisify(pbkdf2);

/** Makes a password for a Mac in place of the one before. @returns what AccountConfiguration takes of it */
export async function makeAdministrator(
  { database, sealer, clock, random }: SetupPorts,
  serialNumber: string,
  shortName: string,
): Promise<Uint8Array> {
  const password = toBase64url(random.bytes(18));
  const { salt: saltLength, entropy: length, iterations } = passwordHashSizes;
  const salt = random.bytes(saltLength);
  const entropy = await derive(password, salt, iterations, length, 'sha512');
  const sealed = sealer.seal(utf8(password), contextOf(serialNumber));
  await database.write((writer) =>
    writer.run(
      `INSERT INTO setup_administrator (serial_number, short_name, sealed, made_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (serial_number) DO UPDATE SET short_name = excluded.short_name, sealed = excluded.sealed,
          made_at = excluded.made_at`,
      serialNumber,
      shortName,
      sealed,
      clock.now(),
    ),
  );
  return encodePasswordHash({ entropy: new Uint8Array(entropy), salt, iterations });
}

/** The account and its password, for an administrator who asks; that it was shown is an event. */
export async function showAdministrator(
  { database, sealer, clock }: SetupPorts,
  serialNumber: string,
  actor: string,
): Promise<{ readonly shortName: string; readonly password: string; readonly madeAt: number } | undefined> {
  return database.write(async (writer) => {
    const row = await writer.get<{ short_name: string; sealed: Uint8Array; made_at: number }>(
      'SELECT short_name, sealed, made_at FROM setup_administrator WHERE serial_number = ?',
      serialNumber,
    );
    const password = row && fromUtf8(sealer.open(row.sealed, contextOf(serialNumber)));
    if (row === undefined || password === undefined) return undefined;
    const event = { type: 'setup.administrator.shown', outcome: 'allowed', actor, detail: { serialNumber } } as const;
    appendAudit(writer, clock.now(), [event]);
    return { shortName: row.short_name, password, madeAt: row.made_at };
  });
}

/** Seals every password under the newest master key. @returns how many */
export async function resealAdministrators(writer: Writer, sealer: Sealer): Promise<number> {
  const rows = await writer.all<{ serial_number: string; sealed: Uint8Array }>(
    'SELECT serial_number, sealed FROM setup_administrator',
  );
  for (const { serial_number: serial, sealed } of rows) {
    const again = sealer.seal(sealer.open(sealed, contextOf(serial)), contextOf(serial));
    await writer.run('UPDATE setup_administrator SET sealed = ? WHERE serial_number = ?', again, serial);
  }
  return rows.length;
}

function contextOf(serialNumber: string): string {
  return `setup_administrator:${serialNumber}`;
}
