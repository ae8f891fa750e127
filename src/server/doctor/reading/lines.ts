/** A pasted text as lines: what mail programs, chats and terminals did to it is undone, and its line numbers stay. */

/** A line with its number, the first being 1. */
export interface TextLine {
  readonly number: number;
  readonly text: string;
}

/** Lines beyond these are not looked at, nor characters of a line. */
export const mostLines = 40_000;
const mostInLine = 4_000;

// Colours of a terminal (ECMA-48), and other controls but the tab.
// oxlint-disable-next-line no-control-regex
const escapes = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The lines of a text. Nothing in it can make this throw. */
export function linesOf(text: string): readonly TextLine[] {
  return text
    .split(/\r\n|\n|\r/, mostLines)
    .map((line, index) => ({ number: index + 1, text: plain(line.slice(0, mostInLine)) }));
}

function plain(line: string): string {
  return line
    .replace(escapes, '')
    .replace(controls, '')
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/^(?:\s{0,3}[>|]\s?){1,5}/, '');
}
