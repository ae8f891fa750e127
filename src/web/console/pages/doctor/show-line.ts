/** Leads to a line of a text field: it is selected and scrolled to the middle. */
export function showLine(field: HTMLTextAreaElement | null, line: number): void {
  if (field === null) return;
  const lines = field.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((length, one) => length + one.length + 1, 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  field.scrollTop = Math.max(0, (field.scrollHeight / lines.length) * (line - 1) - field.clientHeight / 2);
  field.scrollIntoView({ block: 'center' });
}
