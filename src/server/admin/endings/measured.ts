/**
 * The moments at which something ended. Nothing is estimated: a moment is the server's clock right after a change was durable,
 * and what is left is read anew from the store. What every request is checked against ends with that change on every node,
 * since no node remembers it; what is removed is gone a little later.
 */
import type { Ended, Ending, EndingPreview, EndingResult } from '#api/endings.ts';
import { timeOf, timeOrNeverOf } from '#api/members.ts';
import type { Clock } from '#runtime/clock.ts';

/** How something is ended, in the order in which it is done. */
export interface EndingSteps<Outcome extends { readonly kind: 'done' | 'already' | 'not-found' }> {
  /** What there is that would end. */
  readonly read: () => Promise<readonly Ending[]>;
  /** The change that every request is checked against. */
  readonly refuse: () => Promise<Outcome>;
  /** Removes what is not kept. Done also when nothing had to change: an earlier call may have stopped half-way. */
  readonly remove?: () => Promise<unknown>;
}

/** A reading as the contract tells it. */
export async function preview(clock: Clock, read: () => Promise<readonly Ending[]>): Promise<EndingPreview> {
  const endings = [...(await read())];
  return { endings, readAt: timeOf(clock.now()) };
}

/** Ends something, and says when what ended. */
export async function endMeasured<Outcome extends { readonly kind: 'done' | 'already' | 'not-found' }>(
  clock: Clock,
  { read, refuse, remove }: EndingSteps<Outcome>,
): Promise<{ readonly kind: 'not-found' } | { readonly kind: 'ended'; readonly result: EndingResult }> {
  const before = await read();
  const { kind } = await refuse();
  if (kind === 'not-found') return { kind };
  const refusedFrom = kind === 'done' ? clock.now() : undefined;
  await remove?.();
  const removedAt = clock.now();
  const after = new Map((await read()).map((one) => [one.kind, one.count]));
  const ended = before.map((one) => endedOf(one, { refusedFrom, removedAt, left: after.get(one.kind) ?? 0 }));
  return { kind: 'ended', result: { outcome: kind, ended, confirmedAt: timeOf(clock.now()) } };
}

function endedOf(
  ending: Ending,
  {
    refusedFrom,
    removedAt,
    left,
  }: { readonly refusedFrom: number | undefined; readonly removedAt: number; readonly left: number },
): Ended {
  return {
    ...ending,
    refusedFrom: timeOrNeverOf(refusedFrom),
    removedAt: timeOrNeverOf(ending.how === 'removed' ? removedAt : undefined),
    left,
  };
}
