/** What the organisation has put on this Mac so far, as "Awaiting final configuration" can tell somebody who waits. */
import type { MacParts } from '../mac-parts.ts';

/** Names of managed profiles and applications. */
export function installingNames({ state }: MacParts): readonly string[] {
  if (!state.management) return [];
  const profiles = state.profiles.filter(({ managed }) => managed).map(({ displayName }) => displayName);
  const applications = (state.applications ?? []).map(({ name }) => name);
  return [...new Set([...profiles, ...applications])];
}
