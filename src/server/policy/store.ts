/** Policies at rest: every version is kept, the newest is in force. No secret is in a policy. */
import { type SignInPolicy, signInPolicy } from '#api/policy.ts';
import type { Reader, Writer } from '#server/store/database.ts';

/** A policy as it was saved. Times are milliseconds since 1970. */
export interface SavedPolicy {
  readonly version: number;
  readonly policy: SignInPolicy;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** A stored policy that this program cannot read: nobody is let in by guessing what it said. */
export class PolicyStoreError extends Error {
  override readonly name = 'PolicyStoreError';
  readonly code = 'policy_unreadable';
}

interface Row {
  readonly version: number;
  readonly body: string;
  readonly saved_by: string;
  readonly saved_at: number;
}

/** The policy in force; undefined while none was ever saved. @throws {PolicyStoreError} `policy_unreadable` */
export async function currentPolicy(reader: Reader): Promise<SavedPolicy | undefined> {
  const row = await reader.get<Row>(
    'SELECT version, body, saved_by, saved_at FROM sign_in_policy ORDER BY version DESC LIMIT 1',
  );
  return row && policyOf(row);
}

/** Who saved what when, the newest first; at most a hundred. @throws {PolicyStoreError} `policy_unreadable` */
export async function policyVersions(reader: Reader): Promise<readonly SavedPolicy[]> {
  const rows = await reader.all<Row>(
    'SELECT version, body, saved_by, saved_at FROM sign_in_policy ORDER BY version DESC LIMIT 100',
  );
  return rows.map((row) => policyOf(row));
}

/** Adds a version. @returns false when somebody else has taken its number */
export async function insertPolicy(writer: Writer, saved: SavedPolicy): Promise<boolean> {
  const rows = await writer.run(
    `INSERT INTO sign_in_policy (version, body, saved_by, saved_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (version) DO NOTHING`,
    saved.version,
    JSON.stringify(saved.policy),
    saved.savedBy,
    saved.savedAt,
  );
  return rows === 1;
}

// What a version before knew is filled in with what it would have been then: the defaults.
function policyOf(row: Row): SavedPolicy {
  const parsed = signInPolicy.safeParse(JSON.parse(row.body));
  if (!parsed.success) throw new PolicyStoreError(`Version ${row.version} of the sign-in policy cannot be read.`);
  return { version: row.version, policy: parsed.data, savedAt: row.saved_at, savedBy: row.saved_by };
}
