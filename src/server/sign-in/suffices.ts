/** Whether a session is enough: nothing would be asked of whoever has it. */
import { freshAttempt } from './attempt.ts';
import type { SignInContext } from './context.ts';
import { standingOf } from './dispatcher.ts';
import { Refusal } from './refusal.ts';
import type { KnownSession } from './visit.ts';

/** Decides. Who is refused would see a page too. */
export async function suffices(context: SignInContext, known: KnownSession): Promise<boolean> {
  const { userId, proofs, purpose, wantedAcr } = known;
  const nobody = { id: '', target: '', title: '', reason: '', userName: '', address: '', formTargets: [], url: '' };
  try {
    const visit = { ...nobody, purpose, wantedAcr, known: { userId, proofs } };
    return (await standingOf(context, visit, freshAttempt)).kind === 'done';
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
