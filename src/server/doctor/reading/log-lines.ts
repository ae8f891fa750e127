/**
 * Lines of `log show` and `log stream` in any of their styles (default, compact, ndjson), and those of a virtual Mac. Only
 * what is said of a line is taken from it; rules look for words in lines themselves.
 */
import type { TextLine } from './lines.ts';

/** A line of the log. */
export interface LogEntry {
  readonly line: TextLine;
  /** Milliseconds since 1970. */
  readonly time: number | undefined;
  readonly subsystem: string | undefined;
}

const stamp = /^\s*(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?\s?(Z|[+-]\d{2}:?\d{2})?/;
const place = /\[(com\.[\w.-]{2,80}):[^\]]{0,80}\]/;
const json = /^\s*\{.*"eventMessage"\s*:/;

/** The lines that a log has. */
export function logEntries(lines: readonly TextLine[]): readonly LogEntry[] {
  return lines.flatMap((line) => {
    if (json.test(line.text)) return [ofJson(line)];
    const at = stamp.exec(line.text);
    return at === null ? [] : [{ line, time: timeOf(at), subsystem: place.exec(line.text)?.[1] }];
  });
}

function timeOf([, day, clock, fraction = '', zone = 'Z']: RegExpExecArray): number | undefined {
  const offset = zone === 'Z' ? 'Z' : zone.replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2');
  const at = Date.parse(`${day}T${clock}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`);
  return Number.isNaN(at) ? undefined : at;
}

function ofJson(line: TextLine): LogEntry {
  const text = (name: string) => new RegExp(`"${name}"\\s*:\\s*"([^"]{1,80})"`).exec(line.text)?.[1];
  const at = stamp.exec(text('timestamp') ?? '');
  return { line, time: at === null ? undefined : timeOf(at), subsystem: text('subsystem') };
}
