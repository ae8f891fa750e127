/** The Mac's own time on its screen: that of the last view, and the seconds since. */
import { useEffect, useState } from 'preact/hooks';
import type { MacView } from '#api/desk/view.ts';

const second = 1000;

/** Milliseconds since 1970 as the Mac knows them; draws anew when a minute is over. */
export function useMacTime({ now }: MacView): number {
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    setElapsed(0);
    const ticking = setInterval(() => setElapsed((before) => before + second), second);
    return () => clearInterval(ticking);
  }, [now]);
  return now + elapsed;
}

const clock = new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-US', { weekday: 'long', month: 'long', day: 'numeric' });
const bar = new Intl.DateTimeFormat('en-US', { weekday: 'short', month: 'short', day: 'numeric' });
const whole = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short' });

/** `9:41`, as the lock screen shows it. */
export function clockWords(time: number): string {
  return clock.format(time).replace(/\s?[AP]M$/, '');
}

/** `Monday, June 9`. */
export function dayWords(time: number): string {
  return day.format(time);
}

/** `Mon Jun 9  9:41 AM`, as the menu bar shows it. */
export function barWords(time: number): string {
  return `${bar.format(time).replace(',', '')}\u2002${clock.format(time)}`;
}

/** Date and time of day. */
export function momentWords(time: number): string {
  return whole.format(time);
}
