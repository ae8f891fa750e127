/**
 * Payloads for single sign-on that Macs have from elsewhere, as ProfileList tells: a second one for Platform SSO on a Mac is
 * what Microsoft numbers 10002. The list names types of payloads and nothing that is in them.
 */
import type { CommandResult } from '#protocol/mdm/commands/catalogue.ts';
import type { Reader, Writer } from '#server/store/database.ts';

const ofInterest = 'com.apple.extensiblesso';
const own = 'org.porchlight.';

/** Notes those of a Mac, in place of what it told before. */
export async function readProfiles(
  writer: Writer,
  enrollmentId: string,
  result: CommandResult | undefined,
): Promise<void> {
  if (result?.kind !== 'known' || result.RequestType !== 'ProfileList') return;
  await writer.run('DELETE FROM setup_foreign_payload WHERE enrollment_id = ?', enrollmentId);
  const foreign = result.result.ProfileList.filter(
    ({ PayloadIdentifier: identifier, PayloadContent: payloads = [] }) =>
      !identifier.startsWith(own) && payloads.some(({ PayloadType: type }) => type === ofInterest),
  );
  for (const profile of new Set(foreign.map(({ PayloadIdentifier: identifier }) => identifier))) {
    const statement = 'INSERT INTO setup_foreign_payload (enrollment_id, profile) VALUES (?, ?)';
    await writer.run(statement, enrollmentId, profile);
  }
}

/** The profiles with such payloads, of all Macs. */
export async function foreignPayloads(reader: Reader): Promise<readonly string[]> {
  const statement = 'SELECT DISTINCT profile FROM setup_foreign_payload ORDER BY profile LIMIT 100';
  return (await reader.all<{ profile: string }>(statement)).map(({ profile }) => profile);
}

/** A Mac that left, or begins anew, has none. */
export async function forgetProfiles(writer: Writer, enrollmentId: string): Promise<void> {
  await writer.run('DELETE FROM setup_foreign_payload WHERE enrollment_id = ?', enrollmentId);
}
