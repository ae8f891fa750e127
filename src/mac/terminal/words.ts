/**
 * Splits a command line into words as a shell does: blanks, single and double quotes, backslash. One simple command:
 * pipes, redirections, variables and lists are told apart from words so that they can be refused by name.
 */

/** The outcome. */
export type CommandLine =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'unmatched'; readonly quote: string }
  | { readonly kind: 'unsupported'; readonly token: string };

/** The words of a line; none for an empty line or a comment. */
export function splitWords(line: string): CommandLine {
  const words: string[] = [];
  let position = 0;
  while (position < line.length) {
    if (/\s/.test(line.charAt(position))) {
      position += 1;
      continue;
    }
    if (line.charAt(position) === '#') break;
    const word = readWord(line, position);
    if (word.kind !== 'word') return word;
    words.push(word.text);
    position = word.end;
  }
  return { kind: 'words', words };
}

type Word = { readonly kind: 'word'; readonly text: string; readonly end: number };

function readWord(line: string, start: number): Word | Exclude<CommandLine, { kind: 'words' }> {
  let text = '';
  let position = start;
  while (position < line.length && !/\s/.test(line.charAt(position))) {
    const character = line.charAt(position);
    if (character === "'" || character === '"') {
      const quoted = readQuoted(line, position, character);
      if (quoted.kind !== 'word') return quoted;
      text += quoted.text;
      position = quoted.end;
    } else if (character === '\\') {
      text += line.charAt(position + 1);
      position += 2;
    } else if ('|&;<>()`$*?'.includes(character)) {
      return { kind: 'unsupported', token: character };
    } else {
      text += character;
      position += 1;
    }
  }
  return { kind: 'word', text, end: position };
}

function readQuoted(line: string, start: number, quote: string): Word | Exclude<CommandLine, { kind: 'words' }> {
  let text = '';
  for (let position = start + 1; position < line.length; position += 1) {
    const character = line.charAt(position);
    if (character === quote) return { kind: 'word', text, end: position + 1 };
    if (quote === '"' && (character === '$' || character === '`')) return { kind: 'unsupported', token: character };
    if (quote === '"' && character === '\\' && '"\\$`'.includes(line.charAt(position + 1) || ' ')) {
      position += 1;
      text += line.charAt(position);
    } else {
      text += character;
    }
  }
  return { kind: 'unmatched', quote };
}
