import { createHash } from 'node:crypto';
import type { Database, Writer } from '../database.ts';
import { StoreError } from '../store-error.ts';
import { migrations as everyMigration } from './index.ts';
import type { Migration } from './migration.ts';

interface AppliedMigration {
  readonly id: string;
  readonly title: string;
  readonly checksum: string;
}

/**
 * Brings the schema up to this program, whole or not at all. Called at every start, before anything else; nodes that
 * start together take turns, and the later ones find nothing left to do.
 *
 * @returns the ids of the migrations that were applied now.
 * @throws StoreError `migration_unknown` (a newer Porchlight has been here), `migration_changed` (a migration was applied
 *   from another text), `migration_out_of_order` (the list has a hole or is not ascending)
 */
export function migrate(database: Database, known: readonly Migration[] = everyMigration): Promise<readonly string[]> {
  assertOrdered(known);
  return database.exclusive(async (writer) => {
    await writer.run(
      `CREATE TABLE IF NOT EXISTS schema_migration (
        id TEXT NOT NULL PRIMARY KEY,
        title TEXT NOT NULL,
        checksum TEXT NOT NULL
      )`,
    );
    const applied = await writer.all<AppliedMigration>('SELECT id, title, checksum FROM schema_migration ORDER BY id');
    const missing = migrationsToApply(known, applied);
    for (const migration of missing) await apply(writer, migration);
    return missing.map((migration) => migration.id);
  });
}

function migrationsToApply(known: readonly Migration[], applied: readonly AppliedMigration[]): readonly Migration[] {
  for (const [index, row] of applied.entries()) {
    const migration = known[index];
    if (migration === undefined || migration.id !== row.id) throw unknownMigration(row);
    if (checksum(migration) !== row.checksum) throw changedMigration(row);
  }
  return known.slice(applied.length);
}

async function apply(writer: Writer, migration: Migration): Promise<void> {
  for (const statement of migration.statements) await writer.run(statement);
  const { id, title } = migration;
  const row = 'INSERT INTO schema_migration (id, title, checksum) VALUES (?, ?, ?)';
  await writer.run(row, id, title, checksum(migration));
}

/** SHA-256, in hexadecimal, over the statements; U+0000 parts them, which no statement holds. */
function checksum(migration: Migration): string {
  return createHash('sha256').update(migration.statements.join('\0')).digest('hex');
}

function assertOrdered(known: readonly Migration[]): void {
  for (const [index, migration] of known.entries()) {
    const expected = String(index + 1).padStart(4, '0');
    if (migration.id === expected) continue;
    const sentence = `Migration ${migration.id} "${migration.title}" stands where ${expected} is due.`;
    throw new StoreError('migration_out_of_order', sentence);
  }
}

function unknownMigration(row: AppliedMigration): StoreError {
  return new StoreError(
    'migration_unknown',
    `The database has migration ${row.id} "${row.title}", which this version of Porchlight does not know. ` +
      'Start the version that made it or a newer one, or restore a backup made before that upgrade.',
  );
}

function changedMigration(row: AppliedMigration): StoreError {
  return new StoreError(
    'migration_changed',
    `Migration ${row.id} "${row.title}" was applied to the database with other statements than this version of ` +
      'Porchlight has. Install an unmodified release, or restore a backup that such a release made.',
  );
}
