import type { Reader } from '#server/store/database.ts';

/**
 * How far the times of neighbouring events may be out of order, in events: nodes have clocks of their own, and an event is
 * written a moment after it was decided.
 */
export const disorder = 2000;

/**
 * The number of the first event of a time or later, found by halving: numbers grow with time, but for {@link disorder}. One
 * more than the last event when there is none.
 */
export async function sequenceAt(reader: Reader, time: number): Promise<number> {
  const newest = await reader.get<Point>('SELECT sequence, time FROM audit_event ORDER BY sequence DESC LIMIT 1');
  if (newest === undefined || newest.time < time) return (newest?.sequence ?? 0) + 1;
  let low = 1;
  let high = newest.sequence;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const text = 'SELECT sequence, time FROM audit_event WHERE sequence >= ? ORDER BY sequence LIMIT 1';
    const point = await reader.get<Point>(text, middle);
    if (point === undefined || point.time >= time) high = middle;
    else low = point.sequence + 1;
  }
  return low;
}

interface Point {
  readonly sequence: number;
  readonly time: number;
}
