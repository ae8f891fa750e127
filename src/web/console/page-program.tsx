/**
 * The program of a page, fetched when the page is first shown or before. React shows what it waits for at most three times a
 * second (`FALLBACK_THROTTLE_MS` of its reconciler), so a page whose program is there already must not wait for a moment.
 */
import { type ComponentType, lazy, useState } from 'react';

/** A page to show, and to fetch ahead. */
export interface PageProgram {
  readonly Component: ComponentType;
  /** Fetches it, once. Rejects where it cannot be had; the next call tries again. */
  readonly prepare: () => Promise<void>;
}

/** The program that `load` imports. */
export function pageProgram(load: () => Promise<{ readonly default: ComponentType }>): PageProgram {
  let here: ComponentType | undefined;
  let coming: Promise<void> | undefined;
  const prepare = () =>
    (coming ??= load().then(
      (module) => void (here = module.default),
      (error: unknown) => {
        coming = undefined;
        throw error;
      },
    ));
  const Later = lazy(load);
  const Component = () => {
    // As it was when the page came up: a page is not drawn anew because its program has arrived elsewhere.
    const [Shown] = useState(() => here ?? Later);
    return <Shown />;
  };
  return { Component, prepare };
}
