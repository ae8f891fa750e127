/** Aligned tables in Markdown. */

/** A table. The first column is of words, the others of figures. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0), 3),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return `${[line(headings), rule, ...rows.map(line)].join('\n')}\n`;
}

/** Rate, times and failures of a measurement. */
export function figures({
  rate,
  p50,
  p99,
  failures,
}: {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
}): string[] {
  return [rate.toFixed(0), p50.toFixed(1), p99.toFixed(1), String(failures)];
}
