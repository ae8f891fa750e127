/** Who signed in when a Mac enrolled last: whose account its setup prepares. */
import type { Reader, Writer } from '#server/store/database.ts';

/** Notes who signed in. */
export async function putPerson(writer: Writer, serialNumber: string, userId: string, now: number): Promise<void> {
  await writer.run(
    `INSERT INTO enrollment_person (serial_number, user_id, signed_in_at) VALUES (?, ?, ?)
      ON CONFLICT (serial_number) DO UPDATE SET user_id = excluded.user_id, signed_in_at = excluded.signed_in_at`,
    serialNumber,
    userId,
    now,
  );
}

/** Whose Mac it is; undefined when nobody signed in. */
export async function findPerson(reader: Reader, serialNumber: string): Promise<string | undefined> {
  const text = 'SELECT user_id FROM enrollment_person WHERE serial_number = ?';
  return (await reader.get<{ user_id: string }>(text, serialNumber))?.user_id;
}

/** Forgets who signed in: the Mac enrolled anew without a sign-in. */
export async function removePerson(writer: Writer, serialNumber: string): Promise<void> {
  await writer.run('DELETE FROM enrollment_person WHERE serial_number = ?', serialNumber);
}
