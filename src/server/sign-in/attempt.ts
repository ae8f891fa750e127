/** A sign-in under way: the state that the dispatcher decides over. It is in the store, since web views lose cookies. */
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Reader, Writer } from '#server/store/database.ts';
import type { StepName } from './step-name.ts';
import type { Proof } from './visit.ts';

/** How long a sign-in may take, in milliseconds. */
const attemptLife = 3_600_000;
/** How long a proof waits for the next one, in milliseconds. */
const proofPatience = 300_000;

/** The state. */
export interface Attempt {
  /** Undefined: nobody has proved anything yet. */
  readonly userId: string | undefined;
  readonly proofs: readonly Proof[];
  /** The account that they picked, by name, of those that this browser remembers; empty for another one. */
  readonly picked: string | undefined;
  /** What the person chose to be asked for; undefined: what the policy likes best. */
  readonly chosen: StepName | undefined;
  /** The number that is on the screen. */
  readonly request: { readonly id: string; readonly number: string; readonly expiresAt: number } | undefined;
  /** The password is right, and must be changed before anything else. */
  readonly mustChange: boolean;
}

/** The state as it was read; `revision` 0 is not in the store yet. */
export interface StoredAttempt {
  readonly attempt: Attempt;
  readonly revision: number;
}

/** Nothing has happened. */
export const freshAttempt: Attempt = {
  userId: undefined,
  picked: undefined,
  proofs: [],
  chosen: undefined,
  request: undefined,
  mustChange: false,
};

/** Reads the state of a sign-in; a fresh one where there is none, or where it took too long. */
export async function findAttempt(reader: Reader, id: string, now: number): Promise<StoredAttempt> {
  const row = await reader.get<{ state: string; revision: number; expires_at: number }>(
    'SELECT state, revision, expires_at FROM sign_in_attempt WHERE hash = ?',
    hashOf(id),
  );
  if (!row) return { attempt: freshAttempt, revision: 0 };
  const { state, revision, expires_at: expiresAt } = row;
  const attempt = expiresAt <= now ? freshAttempt : withoutOldProofs(readState(state), now);
  return { attempt, revision };
}

/** Writes the next state; false when somebody else was faster. */
export async function putAttempt(
  writer: Writer,
  id: string,
  { attempt, revision }: StoredAttempt,
  now: number,
): Promise<boolean> {
  const state = JSON.stringify(attempt);
  if (revision === 0) {
    const text = `INSERT INTO sign_in_attempt (hash, state, revision, expires_at) VALUES (?, ?, 1, ?)
      ON CONFLICT (hash) DO NOTHING`;
    return (await writer.run(text, hashOf(id), state, now + attemptLife)) === 1;
  }
  const text = `UPDATE sign_in_attempt SET state = ?, revision = ?, expires_at = ? WHERE hash = ? AND revision = ?`;
  return (await writer.run(text, state, revision + 1, now + attemptLife, hashOf(id), revision)) === 1;
}

/** Takes a state away: it can end once. False when somebody else was faster. */
export async function removeAttempt(writer: Writer, id: string, revision: number): Promise<boolean> {
  if (revision === 0) return true;
  return (await writer.run('DELETE FROM sign_in_attempt WHERE hash = ? AND revision = ?', hashOf(id), revision)) === 1;
}

/** Forgets what ended before a moment. */
export async function removeEndedAttempts(writer: Writer, before: number): Promise<void> {
  await writer.run('DELETE FROM sign_in_attempt WHERE expires_at <= ?', before);
}

function readState(text: string): Attempt {
  return { ...freshAttempt, ...(parseJsonObject(text) as Partial<Attempt> | undefined) };
}

/** Who takes too long between two factors begins again. */
function withoutOldProofs(attempt: Attempt, now: number): Attempt {
  const isOld = attempt.proofs.some(({ at }) => at + proofPatience <= now);
  return isOld ? freshAttempt : attempt;
}

function hashOf(id: string): Uint8Array {
  return nodeCrypto.sha256(utf8(id));
}
