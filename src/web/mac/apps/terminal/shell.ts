/**
 * The shell in Terminal: shows a prompt, edits a line, has the Mac run it, and reads secrets without echo. What a command
 * prints comes from the Mac; control characters in it are shown rather than obeyed, as names in it may be hostile.
 */
import { completions } from './command-names.ts';
import { afterKey, insert, type Line, newLine, remembering, textOf } from './line-editor.ts';

/** What a shell needs. */
export interface ShellPorts {
  /** Writes to the screen. */
  readonly write: (text: string) => void;
  readonly columns: () => number;
  readonly clear: () => void;
  /** Has the Mac run a line; what it printed. */
  readonly run: (line: string) => Promise<string>;
  readonly answer: (prompt: string, text: string | undefined) => void;
  readonly close: () => void;
  readonly remember: (history: readonly string[]) => void;
}

/** A command that waits for a line without echo. */
export interface SecretPrompt {
  readonly id: string;
  readonly text: string;
}

const builtIn = new Set(['clear', 'exit', 'history']);

/** One shell. */
export class Shell {
  readonly #ports: ShellPorts;
  readonly #prompt: string;
  #line: Line;
  #state: 'editing' | 'running' = 'editing';
  #secret: { readonly prompt: SecretPrompt; text: string } | undefined;
  /** Rows above the cursor that the line takes. */
  #row = 0;
  #waiting: string[] = [];
  /** A command of this shell runs. A prompt may also be of one that ran when the page was loaded again. */
  #isBusy = false;

  constructor(prompt: string, history: readonly string[], ports: ShellPorts) {
    this.#prompt = prompt;
    this.#ports = ports;
    this.#line = newLine(history);
  }

  /** Shows the first prompt. */
  start(): void {
    this.#newPrompt();
  }

  /** Whether there is nothing on the line, so that Tab may lead elsewhere. */
  get isEmpty(): boolean {
    return this.#state === 'editing' && this.#line.characters.length === 0;
  }

  /** What came from the keyboard or was pasted. */
  type(data: string): void {
    for (const key of keysOf(data)) this.#key(key);
  }

  /** Writes the line anew, as after a change of the width. */
  redraw(): void {
    if (this.#state === 'editing') this.#draw();
  }

  /** A command asks for a secret. */
  ask(prompt: SecretPrompt): void {
    if (this.#secret?.prompt.id === prompt.id) return;
    this.#state = 'running';
    this.#secret = { prompt, text: '' };
    this.#ports.write(`\r\u001b[J${shown(prompt.text)}`);
  }

  /** The command that asked has ended without an answer. */
  stopAsking(): void {
    if (!this.#secret) return;
    this.#secret = undefined;
    this.#ports.write('\r\n');
    if (!this.#isBusy) this.#newPrompt();
  }

  #key(key: string): void {
    if (this.#secret) this.#secretKey(this.#secret, key);
    else if (this.#state === 'editing') this.#editKey(key);
    else if (key === '\u0003') this.#ports.write('^C');
    else this.#waiting.push(key);
  }

  #secretKey(secret: { readonly prompt: SecretPrompt; text: string }, key: string): void {
    if (key === '\r' || key === '\u0003') {
      this.#secret = undefined;
      this.#ports.write('\r\n');
      this.#ports.answer(secret.prompt.id, key === '\r' ? secret.text : undefined);
      if (!this.#isBusy) this.#newPrompt();
    } else if (key === '\u007f') secret.text = Array.from(secret.text).slice(0, -1).join('');
    else if (key === '\u0015') secret.text = '';
    else if (key >= ' ') secret.text += key;
  }

  #editKey(key: string): void {
    if (key === '\r') void this.#enter();
    else if (key === '\u0003') {
      this.#toEnd();
      this.#ports.write('^C\r\n');
      this.#newPrompt();
    } else if (key === '\u000c') {
      this.#ports.clear();
      this.#row = 0;
      this.#draw();
    } else if (key === '\t') this.#complete();
    else this.#change(afterKey(this.#line, key));
  }

  #change(line: Line | undefined): void {
    if (!line) return;
    this.#line = line;
    this.#draw();
  }

  #complete(): void {
    const before = this.#line.characters.slice(0, this.#line.cursor).join('');
    const found = completions(before);
    const begun = before.split(' ').at(-1) ?? '';
    const [only] = found;
    if (found.length === 1 && only !== undefined) this.#change(insert(this.#line, `${only.slice(begun.length)} `));
    else if (found.length > 1) {
      const common = commonStart(found).slice(begun.length);
      if (common !== '') return this.#change(insert(this.#line, common));
      this.#toEnd();
      this.#ports.write(`\r\n${found.join('  ')}\r\n`);
      this.#row = 0;
      this.#draw();
    }
  }

  async #enter(): Promise<void> {
    const text = textOf(this.#line);
    this.#toEnd();
    this.#ports.write('\r\n');
    const history = remembering(this.#line, text);
    this.#line = newLine(history);
    this.#ports.remember(history);
    const word = text.trim();
    this.#state = 'running';
    if (builtIn.has(word)) this.#runBuiltIn(word, history);
    else if (word !== '') await this.#run(text);
    this.#secret = undefined;
    this.#newPrompt();
    const [...waiting] = this.#waiting;
    this.#waiting = [];
    for (const key of waiting) this.#key(key);
  }

  async #run(line: string): Promise<void> {
    this.#isBusy = true;
    this.#print(await this.#ports.run(line));
    this.#isBusy = false;
  }

  #runBuiltIn(word: string, history: readonly string[]): void {
    if (word === 'clear') this.#ports.clear();
    if (word === 'exit') this.#ports.close();
    if (word === 'history') {
      this.#print(history.map((line, at) => `${String(at + 1).padStart(5)}  ${line}\n`).join(''));
    }
  }

  #print(output: string): void {
    if (output === '') return;
    const text = shown(output).replaceAll('\n', '\r\n');
    this.#ports.write(text.endsWith('\n') ? text : `${text}\r\n`);
  }

  #newPrompt(): void {
    this.#state = 'editing';
    this.#line = newLine(this.#line.history);
    this.#row = 0;
    this.#draw();
  }

  /** Prompt and line from the first of their rows, the cursor where it belongs. */
  #draw(): void {
    const columns = this.#ports.columns();
    const before = Array.from(this.#prompt).length + this.#line.cursor;
    const length = Array.from(this.#prompt).length + this.#line.characters.length;
    const up = this.#row > 0 ? `\u001b[${this.#row}A` : '';
    // A row that is full leaves the cursor at its end; a line feed takes it to where the next character goes.
    const full = length % columns === 0 ? '\r\n' : '';
    const last = Math.floor(length / columns);
    this.#row = Math.floor(before / columns);
    const back = last > this.#row ? `\u001b[${last - this.#row}A` : '';
    const right = before % columns > 0 ? `\u001b[${before % columns}C` : '';
    this.#ports.write(`${up}\r\u001b[J${this.#prompt}${textOf(this.#line)}${full}${back}\r${right}`);
  }

  #toEnd(): void {
    this.#line = { ...this.#line, cursor: this.#line.characters.length };
    this.#draw();
  }
}

/** Keys in what a terminal sends at once. */
function keysOf(data: string): readonly string[] {
  const one = data.replaceAll('\r\n', '\r').replaceAll('\n', '\r');
  // eslint-disable-next-line no-control-regex
  return one.match(/\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z]|.)?|[\u0000-\u001f\u007f]|[^\u0000-\u001f\u007f]+/gu) ?? [];
}

function commonStart(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let length = first.length;
  while (!others.every((name) => name.startsWith(first.slice(0, length)))) length -= 1;
  return first.slice(0, length);
}

/** Control characters but line ends and tabs, as the signs that stand for them (U+2400 and following). */
function shown(text: string): string {
  return Array.from(text.replaceAll('\r\n', '\n'), (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    if (letter === '\n' || letter === '\t') return letter;
    if (code < 32) return String.fromCodePoint(0x24_00 + code);
    return code >= 127 && code < 160 ? '\u2421' : letter;
  }).join('');
}
