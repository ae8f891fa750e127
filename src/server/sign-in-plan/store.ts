/** Plans at rest: every version is kept, the newest is in force. No secret is in a plan. */
import { type SignInPlan, signInPlan } from '#api/sign-in-plan.ts';
import type { Reader, Writer } from '#server/store/database.ts';

/** A plan as it was saved. Times are milliseconds since 1970. */
export interface SavedPlan {
  /** A UUID, the same for all versions. */
  readonly id: string;
  readonly version: number;
  readonly plan: SignInPlan;
  readonly savedAt: number;
  readonly savedBy: string;
  /** How many Macs its saving disturbed. */
  readonly affected: number;
}

/** A stored plan that this program cannot read. */
export class PlanStoreError extends Error {
  override readonly name = 'PlanStoreError';
  readonly code = 'plan_unreadable';
}

interface Row {
  readonly version: number;
  readonly plan_id: string;
  readonly body: string;
  readonly affected: number;
  readonly saved_by: string;
  readonly saved_at: number;
}

/** The plan in force. @throws {PlanStoreError} `plan_unreadable` */
export async function currentPlan(reader: Reader): Promise<SavedPlan | undefined> {
  const row = await reader.get<Row>(
    'SELECT version, plan_id, body, affected, saved_by, saved_at FROM sign_in_plan ORDER BY version DESC LIMIT 1',
  );
  return row && planOf(row);
}

/** A version, also one that is not in force any more. @throws {PlanStoreError} `plan_unreadable` */
export async function planVersion(reader: Reader, version: number): Promise<SavedPlan | undefined> {
  const row = await reader.get<Row>(
    'SELECT version, plan_id, body, affected, saved_by, saved_at FROM sign_in_plan WHERE version = ?',
    version,
  );
  return row && planOf(row);
}

/** Who saved what when, the newest first; at most a hundred. */
export async function planVersions(reader: Reader): Promise<readonly Omit<SavedPlan, 'plan'>[]> {
  const rows = await reader.all<Omit<Row, 'body'>>(
    'SELECT version, plan_id, affected, saved_by, saved_at FROM sign_in_plan ORDER BY version DESC LIMIT 100',
  );
  return rows.map((row) => ({
    id: row.plan_id,
    version: row.version,
    savedAt: row.saved_at,
    savedBy: row.saved_by,
    affected: row.affected,
  }));
}

/** Adds a version. @returns false when somebody else has taken its number */
export async function insertPlan(writer: Writer, saved: SavedPlan): Promise<boolean> {
  const rows = await writer.run(
    `INSERT INTO sign_in_plan (version, plan_id, body, affected, saved_by, saved_at) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (version) DO NOTHING`,
    saved.version,
    saved.id,
    JSON.stringify(saved.plan),
    saved.affected,
    saved.savedBy,
    saved.savedAt,
  );
  return rows === 1;
}

// What a version before knew is filled in with what it would have been then: the defaults.
function planOf(row: Row): SavedPlan {
  const parsed = signInPlan.safeParse(JSON.parse(row.body));
  if (!parsed.success) throw new PlanStoreError(`Version ${row.version} of the sign-in plan cannot be read.`);
  return {
    id: row.plan_id,
    version: row.version,
    plan: parsed.data,
    savedAt: row.saved_at,
    savedBy: row.saved_by,
    affected: row.affected,
  };
}
