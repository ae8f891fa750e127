/** How changes of the directory are written: with their audit event, or not at all. */
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import { appendAudit, type AuditEvent } from '#server/audit/audit.ts';
import type { Database, Unit, Writer } from '#server/store/database.ts';
import { StoreError } from '#server/store/store-error.ts';

/** What the directory needs from outside wherever it changes something. */
export interface ChangePorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

/** What happened, for the audit chain. */
export type ChangeEvent = Omit<AuditEvent, 'outcome'>;

/** Puts a change into the audit chain as part of the unit that makes it. */
export function recordChange(writer: Writer, at: number, event: ChangeEvent): void {
  appendAudit(writer, at, [{ ...event, outcome: 'changed' }]);
}

/**
 * Runs a unit that looks whether something is free and then takes it. When another node took it in between, a uniqueness
 * rule of the schema fails the unit, and a second run sees what there is now.
 */
export async function writeUnique<T>(database: Database, unit: Unit<T>): Promise<T> {
  try {
    return await database.write(unit);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'constraint_violated') return database.write(unit);
    throw error;
  }
}
