/**
 * Whether somebody is there: the server ends a session that nobody has touched for an hour, and what a page fetches by itself
 * must not keep it alive.
 */
import { now } from '../surroundings.ts';

const patience = 300_000;
let touchedAt = now();

for (const event of ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const) {
  addEventListener(event, () => (touchedAt = now()), { passive: true, capture: true });
}

/** What requests say of it. */
export function presence(): 'active' | 'idle' {
  return touchedAt + patience > now() ? 'active' : 'idle';
}
