/** Packages in the database: any node can serve what any node took in. A file is kept in pieces. */
import { type AuditEvent, appendAudit } from '#server/audit/audit.ts';
import type { Database, Reader, Writer } from '#server/store/database.ts';
import type { HostedPackage, PackageFacts } from './hosted-package.ts';

/** Bytes of every piece but the last. */
export const pieceLength = 512 * 1024;

interface Row {
  readonly id: string;
  readonly facts: string;
  readonly imported_at: number;
  readonly imported_by: string;
}

const columns = 'id, facts, imported_at, imported_by';

/** Begins a package that nobody sees yet. */
export async function beginPackage(database: Database, wish: HostedPackage): Promise<void> {
  const { id, importedAt, importedBy, ...facts } = wish;
  const statement =
    'INSERT INTO application_package (id, state, facts, sha256, imported_at, imported_by) VALUES (?, ?, ?, ?, ?, ?)';
  const text = JSON.stringify(facts);
  await database.write((writer) => writer.run(statement, id, 'arriving', text, facts.sha256, importedAt, importedBy));
}

/** Writes its bytes, a piece a unit, so that other work gets its turn in between. */
export async function writePieces(database: Database, id: string, bytes: Uint8Array): Promise<void> {
  const statement = 'INSERT INTO application_piece (package_id, position, content) VALUES (?, ?, ?)';
  for (let position = 0; position * pieceLength < bytes.length; position += 1) {
    const content = bytes.slice(position * pieceLength, (position + 1) * pieceLength);
    await database.write((writer) => writer.run(statement, id, position, content));
  }
}

/** Shows it, unless the same file is here already: then that one is given, and this one goes. */
export function completePackage(
  database: Database,
  wish: HostedPackage,
  event: (id: string) => AuditEvent,
): Promise<{ readonly hosted: HostedPackage; readonly isNew: boolean }> {
  return database.write(async (writer) => {
    const before = await writer.get<Row>(
      `SELECT ${columns} FROM application_package WHERE sha256 = ? AND state = ?`,
      wish.sha256,
      'ready',
    );
    if (before !== undefined) {
      await deletePackage(writer, wish.id);
      return { hosted: packageOf(before), isNew: false };
    }
    await writer.run('UPDATE application_package SET state = ? WHERE id = ?', 'ready', wish.id);
    appendAudit(writer, wish.importedAt, [event(wish.id)]);
    return { hosted: wish, isNew: true };
  });
}

/** Every package, the newest first. */
export async function listPackages(reader: Reader): Promise<readonly HostedPackage[]> {
  const statement = `SELECT ${columns} FROM application_package WHERE state = ? ORDER BY imported_at DESC, id`;
  return (await reader.all<Row>(statement, 'ready')).map(packageOf);
}

/** One package. */
export async function findPackage(reader: Reader, id: string): Promise<HostedPackage | undefined> {
  const statement = `SELECT ${columns} FROM application_package WHERE id = ? AND state = ?`;
  const row = await reader.get<Row>(statement, id, 'ready');
  return row && packageOf(row);
}

/** Takes a package with its pieces and links away. @returns whether it was there */
export async function deletePackage(writer: Writer, id: string): Promise<boolean> {
  await writer.run('DELETE FROM application_link WHERE package_id = ?', id);
  await writer.run('DELETE FROM application_piece WHERE package_id = ?', id);
  return (await writer.run('DELETE FROM application_package WHERE id = ?', id)) > 0;
}

/** Takes away what began before a moment and never became whole. */
export async function deleteAbandoned(writer: Writer, before: number): Promise<void> {
  const statement = 'SELECT id FROM application_package WHERE state = ? AND imported_at < ?';
  for (const { id } of await writer.all<{ id: string }>(statement, 'arriving', before)) await deletePackage(writer, id);
}

/** Bytes from one place to another, the last one included, piece by piece. */
export async function* readBytes(reader: Reader, id: string, first: number, last: number): AsyncGenerator<Uint8Array> {
  const statement = 'SELECT content FROM application_piece WHERE package_id = ? AND position = ?';
  for (let position = Math.floor(first / pieceLength); position * pieceLength <= last; position += 1) {
    const row = await reader.get<{ content: Uint8Array }>(statement, id, position);
    if (row === undefined) throw new PackageGoneError();
    const start = position * pieceLength;
    yield row.content.subarray(Math.max(0, first - start), Math.min(row.content.length, last - start + 1));
  }
}

/** A package that was removed while a Mac loaded it. */
export class PackageGoneError extends Error {
  override readonly name = 'PackageGoneError';
  readonly code = 'application_removed';

  constructor() {
    super('The package was removed while it was being sent.');
  }
}

function packageOf({ id, facts, imported_at, imported_by }: Row): HostedPackage {
  return { id, importedAt: imported_at, importedBy: imported_by, ...(JSON.parse(facts) as PackageFacts) };
}
