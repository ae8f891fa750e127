/** What the browser gives to the app, so that nothing else takes time or randomness by itself. */

/** Time and randomness. */
export interface Surroundings {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly freshBytes: (length: number) => Uint8Array<ArrayBuffer>;
}

/** Those of the browser. */
export const browserSurroundings: Surroundings = {
  now: () => Date.now(),
  freshBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};
