/** Lists for people: aligned columns, wide enough for what is in them. */

/** Rows under headings, two spaces between columns. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

/** Names and values, one a line. */
export function facts(pairs: readonly (readonly [name: string, value: string | number | boolean | null])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${shown(value)}\n`).join('');
}

function shown(value: string | number | boolean | null): string {
  if (value === null) return '-';
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

/** A moment to the second, in UTC; a dash for never. */
export function moment(time: string | null): string {
  return time === null ? '-' : `${time.slice(0, 19).replace('T', ' ')}Z`;
}
