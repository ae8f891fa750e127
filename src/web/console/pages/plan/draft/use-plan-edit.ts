/** The plan in force together with the edit of it, and what is done to both. */
import { useMemo } from 'react';
import { ApiError } from '#api/error.ts';
import type { SavedPlanDocument } from '#api/sign-in-plan.ts';
import { useDraft } from '../../../drafts/draft-store.ts';
import { useOperation, useWho } from '../../../parts/use-operation.ts';
import { planDrafts } from './plan-drafts.ts';
import { changedKeys, isSame, type PlanObject, withMember } from './plan-object.ts';
import type { PlanKey } from '#api/plan-words/plan-words.ts';

/** What the pages of the plan work with. */
export interface PlanEdit {
  /** The plan in force; undefined while there is none. */
  readonly saved: SavedPlanDocument | undefined;
  readonly isPending: boolean;
  readonly problem: unknown;
  readonly retry: () => void;
  /** What is shown: the edit, else the plan in force. */
  readonly plan: PlanObject | undefined;
  /** The version that the edit was made from; that in force where nothing is edited. */
  readonly basedOn: number;
  readonly base: PlanObject | undefined;
  /** Keys that the edit changes. */
  readonly changed: readonly PlanKey[];
  readonly isChanged: boolean;
  readonly editedAt: number | undefined;
  /** Somebody else has saved a version since the edit was begun. */
  readonly isBehind: boolean;
  readonly set: (member: string, value: unknown) => void;
  /** Takes a whole plan for the edit: from JSON, an earlier version, the wizard, or a merge. */
  readonly replace: (plan: PlanObject, on?: { readonly version: number; readonly base: PlanObject }) => void;
  readonly discard: () => void;
}

/** The edit. Without one, the plan in force is shown and follows what others save. */
export function usePlanEdit(): PlanEdit {
  const { user } = useWho();
  const store = planDrafts(user.id);
  const draft = useDraft(store);
  const found = useOperation('getSignInPlan', undefined, { live: ['plan'] });
  const isAbsent = found.error instanceof ApiError && found.error.code === 'plan_not_found';
  const saved = isAbsent ? undefined : found.data;
  const inForce = saved?.plan as PlanObject | undefined;
  const plan = draft?.thing ?? inForce;
  const base = draft === undefined ? inForce : draft.base;
  const changed = useMemo(() => (plan === undefined ? [] : changedKeys(base, plan)), [base, plan]);
  const begin = (thing: PlanObject) => {
    const basedOn = draft?.basedOn ?? saved?.version ?? 0;
    // What is as it was is no edit.
    if (base !== undefined && isSame(thing, base)) store.drop();
    else store.put({ basedOn, base, thing });
  };
  return {
    saved,
    isPending: found.isPending,
    problem: isAbsent || found.data !== undefined ? undefined : found.error,
    retry: () => void found.refetch(),
    plan,
    base,
    basedOn: draft?.basedOn ?? saved?.version ?? 0,
    changed,
    isChanged: draft !== undefined,
    editedAt: draft?.editedAt,
    isBehind: draft !== undefined && (saved?.version ?? 0) !== draft.basedOn,
    set: (member, value) => {
      if (plan !== undefined) begin(withMember(plan, member, value));
    },
    replace: (thing, on) => {
      if (on === undefined) begin(thing);
      else if (isSame(thing, on.base)) store.drop();
      else store.put({ basedOn: on.version, base: on.base, thing });
    },
    discard: () => store.drop(),
  };
}
