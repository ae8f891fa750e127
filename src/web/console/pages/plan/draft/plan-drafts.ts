/** The edit of the sign-in plan that one person has begun in this browser. */
import { type DraftStore, draftStore } from '../../../drafts/draft-store.ts';
import { isPlanObject, type PlanObject } from './plan-object.ts';

/** The store of a person's edit. */
export function planDrafts(userId: string): DraftStore<PlanObject> {
  return draftStore(`sign-in-plan-${userId}`, isPlanObject);
}
