/** Macs that said that they can sign in before enrollment: they may not come back without having done so. */
import type { Reader, Writer } from '#server/store/database.ts';

/** Notes that a Mac said so. */
export async function putOffer(writer: Writer, serialNumber: string, now: number): Promise<void> {
  await writer.run(
    `INSERT INTO enrollment_offer (serial_number, offered_at) VALUES (?, ?)
      ON CONFLICT (serial_number) DO UPDATE SET offered_at = excluded.offered_at`,
    serialNumber,
    now,
  );
}

/** Whether a Mac said so since it last enrolled. */
export async function hasOffered(reader: Reader, serialNumber: string): Promise<boolean> {
  const text = 'SELECT offered_at FROM enrollment_offer WHERE serial_number = ?';
  return (await reader.get(text, serialNumber)) !== undefined;
}

/** Forgets it: the Mac has signed in. */
export async function removeOffer(writer: Writer, serialNumber: string): Promise<void> {
  await writer.run('DELETE FROM enrollment_offer WHERE serial_number = ?', serialNumber);
}
