/** A line as it is typed, with its history: what a shell's line editor does, without a screen. */

/** The line. Characters are code points, so that none is cut in two. */
export interface Line {
  readonly characters: readonly string[];
  /** Before which character the cursor stands. */
  readonly cursor: number;
  /** What was typed before, the newest last. */
  readonly history: readonly string[];
  /** Place in the history that is looked at; its length: the line that is new. */
  readonly place: number;
  /** The new line, while the history is looked at. */
  readonly draft: string;
}

/** An empty line. */
export function newLine(history: readonly string[]): Line {
  return { characters: [], cursor: 0, history, place: history.length, draft: '' };
}

/** The text of a line. */
export function textOf({ characters }: Line): string {
  return characters.join('');
}

/** Keys by what a terminal sends for them. Source: xterm control sequences; readline's key bindings. */
const keys: Readonly<Record<string, (line: Line) => Line>> = {
  '\u007f': (line) => without(line, line.cursor - 1, line.cursor),
  '\u001b[3~': (line) => without(line, line.cursor, line.cursor + 1),
  '\u001b[D': (line) => at(line, line.cursor - 1),
  '\u001b[C': (line) => at(line, line.cursor + 1),
  '\u0002': (line) => at(line, line.cursor - 1),
  '\u0006': (line) => at(line, line.cursor + 1),
  '\u001b[H': (line) => at(line, 0),
  '\u001b[F': (line) => at(line, line.characters.length),
  '\u0001': (line) => at(line, 0),
  '\u0005': (line) => at(line, line.characters.length),
  '\u0015': (line) => without(line, 0, line.characters.length),
  '\u000b': (line) => without(line, line.cursor, line.characters.length),
  '\u0017': (line) => without(line, wordBefore(line), line.cursor),
  '\u001b[A': (line) => fromHistory(line, line.place - 1),
  '\u001b[B': (line) => fromHistory(line, line.place + 1),
  '\u0010': (line) => fromHistory(line, line.place - 1),
  '\u000e': (line) => fromHistory(line, line.place + 1),
};

/** The line after a key; undefined for a key that it does not know. Anything that can be printed is written. */
export function afterKey(line: Line, key: string): Line | undefined {
  const known = keys[key] ?? keys[key.replace('\u001bO', '\u001b[')];
  if (known) return known(line);
  return isPrintable(key) ? insert(line, key) : undefined;
}

/** The line with a text at the cursor. */
export function insert(line: Line, text: string): Line {
  const added = Array.from(text);
  const { characters, cursor } = line;
  const all = [...characters.slice(0, cursor), ...added, ...characters.slice(cursor)];
  return { ...line, characters: all, cursor: cursor + added.length };
}

/** The line in the history: blank ones and repeated ones are not kept. */
export function remembering({ history }: Line, text: string): readonly string[] {
  return text.trim() === '' || history.at(-1) === text ? history : [...history, text].slice(-200);
}

function isPrintable(text: string): boolean {
  return text !== '' && Array.from(text).every((letter) => letter >= ' ' && letter !== '\u007f');
}

function at(line: Line, cursor: number): Line {
  return { ...line, cursor: Math.max(0, Math.min(line.characters.length, cursor)) };
}

function without(line: Line, from: number, to: number): Line {
  const start = Math.max(0, from);
  return { ...line, characters: line.characters.toSpliced(start, to - start), cursor: Math.min(line.cursor, start) };
}

function wordBefore({ characters, cursor }: Line): number {
  let start = cursor;
  while (start > 0 && characters[start - 1] === ' ') start -= 1;
  while (start > 0 && characters[start - 1] !== ' ') start -= 1;
  return start;
}

function fromHistory(line: Line, place: number): Line {
  if (place < 0 || place > line.history.length) return line;
  const draft = line.place === line.history.length ? textOf(line) : line.draft;
  const characters = Array.from(line.history[place] ?? draft);
  return { ...line, characters, cursor: characters.length, place, draft };
}
