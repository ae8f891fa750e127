/** What the browser gives to the desk, so that nothing else takes time by itself. */

/** Time, and what is loaded. */
export interface Surroundings {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly fetch: typeof fetch;
  readonly openEvents: (address: string) => EventSource;
}

/** Those of the browser. */
export const browserSurroundings: Surroundings = {
  now: () => Date.now(),
  fetch: (address, request) => fetch(address, request),
  openEvents: (address) => new EventSource(address),
};
