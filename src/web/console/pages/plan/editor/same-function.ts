/** A function that stays the same although what it does follows the latest render: rows are then drawn anew only for their own values. */
import { useCallback, useLayoutEffect, useRef } from 'react';

/** The function. To be called from events only. */
export function useSameFunction<Arguments extends readonly unknown[]>(
  latest: (...given: Arguments) => void,
): (...given: Arguments) => void {
  const kept = useRef(latest);
  useLayoutEffect(() => {
    kept.current = latest;
  });
  return useCallback((...given: Arguments) => kept.current(...given), []);
}
