/** Who sits in front of the Mac. */
import type { MacParts } from '../mac-parts.ts';

/** The person at the desktop or behind the lock screen, or undefined. */
export function personOf({ state }: Pick<MacParts, 'state'>): string | undefined {
  return state.session.kind === 'desktop' || state.session.kind === 'locked' ? state.session.user : undefined;
}
