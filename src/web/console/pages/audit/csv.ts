/** Events as lines of CSV (RFC 4180). */
import type { AuditEventItem } from '#api/audit.ts';

const names = [
  'sequence',
  'time',
  'type',
  'outcome',
  'code',
  'actor',
  'userId',
  'deviceId',
  'address',
  'requestId',
] as const;

/** The first line. */
export const csvHead = `${[...names, 'detail', 'hash'].join(',')}\r\n`;

/** An event as a line. */
export function csvLine(event: AuditEventItem): string {
  const cells = [...names.map((name) => event[name]), JSON.stringify(event.detail), event.hash];
  return `${cells.map((cell) => cellOf(cell === null ? '' : String(cell))).join(',')}\r\n`;
}

/** Spreadsheets take what begins with these for a formula: an apostrophe before it makes it text. */
const formula = /^[=+\-@\t\r]/;

function cellOf(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
