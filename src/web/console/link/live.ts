/**
 * The stream of events of the server (HTML, "Server-sent events"): topics that have changed. It comes back by itself; while it
 * is away the shell says so, and when it is back everything on the screen is fetched again.
 */
import { useSyncExternalStore } from 'react';
import { type ConsoleTopic, consoleEvents } from '#api/console.ts';
import { ApiError } from '#api/error.ts';
import { client } from './client.ts';
import { refreshEverything, refreshTopics } from './queries.ts';
import { endedCodes, setSessionState } from './session-state.ts';

/** `away`: the server does not answer. */
export type LinkState = 'connecting' | 'live' | 'away';

/** Milliseconds until the next attempt. */
const pause = 1500;

let state: LinkState = 'connecting';
let source: EventSource | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** Opens the stream; does nothing when it is open. */
export function connectLive(): void {
  if (source !== undefined) return;
  clearTimeout(timer);
  const opened = new EventSource(consoleEvents);
  source = opened;
  opened.addEventListener('hello', () => {
    if (state === 'away') refreshEverything();
    setState('live');
  });
  opened.addEventListener('topics', ({ data }: MessageEvent<string>) =>
    refreshTopics(JSON.parse(data) as readonly ConsoleTopic[]),
  );
  opened.addEventListener('ended', () => {
    disconnectLive();
    setSessionState('over');
  });
  opened.onerror = () => {
    disconnectLive();
    void findOut();
  };
}

/** Closes it. */
export function disconnectLive(): void {
  source?.close();
  source = undefined;
  clearTimeout(timer);
}

/** Why the stream broke: the session is over, or the server is away, or it was nothing. */
async function findOut(): Promise<void> {
  try {
    await client.showSession();
    // The server is there and knows us: the stream alone had broken.
    timer = setTimeout(connectLive, state === 'live' ? 0 : pause);
  } catch (error) {
    if (error instanceof ApiError && endedCodes.has(error.code)) {
      setSessionState('over');
      return;
    }
    setState('away');
    timer = setTimeout(() => void findOut(), pause);
  }
}

function setState(next: LinkState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

/** The state, for components. */
export function useLinkState(): LinkState {
  return useSyncExternalStore(subscribe, () => state);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
