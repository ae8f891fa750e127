import { useEffect, useState } from 'preact/hooks';
import type { Surroundings } from '../surroundings.ts';

/** The time, drawn anew each second. */
export function useNow({ now }: Surroundings): number {
  const [time, setTime] = useState(now());
  useEffect(() => {
    const timer = setInterval(() => setTime(now()), 1000);
    return () => clearInterval(timer);
  }, [now]);
  return time;
}
