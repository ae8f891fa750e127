/** A moment, as people say it, with the exact time behind. */
import { Tooltip } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { now } from '../surroundings.ts';
import css from './moment.module.css';

const tick = 15_000;
let time = now();
const listeners = new Set<() => void>();
setInterval(() => {
  time = now();
  for (const listener of listeners) listener();
}, tick);

/** Shows a moment; `never` in words where there is none. */
export function Moment({
  at,
  never = 'Never',
  exact = false,
}: {
  readonly at: string | null | undefined;
  readonly never?: string;
  readonly exact?: boolean;
}) {
  const present = useSyncExternalStore(subscribe, () => time);
  if (at === null || at === undefined) return <span className={css['never']}>{never}</span>;
  const moment = new Date(at);
  const full = fullOf(moment);
  return (
    <Tooltip label={exact ? relativeOf(moment.getTime(), present) : full} position="top-start">
      <time dateTime={at} className={css['moment']}>
        {exact ? full : relativeOf(moment.getTime(), present)}
      </time>
    </Tooltip>
  );
}

/** A moment in words, from a present: `5 minutes ago`, `in 3 days`, or the day. */
export function relativeOf(moment: number, present: number): string {
  const seconds = Math.round((moment - present) / 1000);
  const size = Math.abs(seconds);
  if (size < 45) return 'just now';
  const [unit, length] =
    size < 3600 ? (['minute', 60] as const) : size < 86_400 ? (['hour', 3600] as const) : (['day', 86_400] as const);
  if (size >= 86_400 * 60) return dayFormat.format(moment);
  return relativeFormat.format(Math.round(seconds / length) || Math.sign(seconds), unit);
}

/** A moment whole, in the time of this computer. */
export function fullOf(moment: Date | number): string {
  return fullFormat.format(moment);
}

const relativeFormat = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const fullFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
