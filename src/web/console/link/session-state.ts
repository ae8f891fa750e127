/** Whether the session of this window still lasts, for everything that asks the server. */
import { useSyncExternalStore } from 'react';

/** `over`: whoever asks is refused until somebody signs in again. */
export type SessionState = 'lasting' | 'over';

let state: SessionState = 'lasting';
const listeners = new Set<() => void>();

/** Told by whoever has learnt it. */
export function setSessionState(next: SessionState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

/** The state, for components. */
export function useSessionState(): SessionState {
  return useSyncExternalStore(subscribe, () => state);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Codes of the server that mean it. */
export const endedCodes: ReadonlySet<string> = new Set(['console_session_missing', 'console_session_ended']);
