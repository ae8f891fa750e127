import type { Curtain } from './stage.ts';

/** A curtain that falls when it is told to, the last first. */
export interface SuiteCurtain extends Curtain {
  fall(): Promise<void>;
}

/** For what all tests of a suite share. */
export function suiteCurtain(): SuiteCurtain {
  const closers: (() => Promise<void>)[] = [];
  return {
    after: (close) => void closers.push(close),
    async fall() {
      for (const close of closers.toReversed()) await close();
    },
  };
}
