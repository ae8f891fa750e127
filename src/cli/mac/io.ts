/** The person's terminal as the commands see it: data to stdout, words to stderr, questions without echo. */
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';

/** What a command needs of the process it runs in. */
export interface CliIo {
  /** Data. */
  out(text: string): void;
  /** Words for the person. */
  err(text: string): void;
  /** Whether colours may be used in words for the person. */
  readonly colour: boolean;
  /** Asks and waits for a line; without echo when it is a secret. Undefined when nobody can answer. */
  ask(prompt: string, kind: 'secret' | 'plain'): Promise<string | undefined>;
  /** Everything on stdin. */
  stdin(): Promise<string>;
  exit(code: number): void;
}

/** The real process. */
export function processIo(): CliIo {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    colour: process.stderr.isTTY && process.stderr.hasColors(),
    async ask(prompt, kind) {
      if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
      return kind === 'secret' ? askSecret(prompt) : askPlain(prompt);
    },
    stdin: () => text(process.stdin),
    exit: (code) => {
      // Said once more at the end: the program that called the command sets a code of its own when it returns.
      process.once('exit', () => (process.exitCode = code));
    },
  };
}

async function askPlain(prompt: string): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(prompt);
  } catch {
    return undefined;
  } finally {
    lines.close();
  }
}

const controlC = '\u0003';
const controlD = '\u0004';

/** Reads a line key by key with the terminal's echo off. Ctrl-C and Ctrl-D give the question up. */
function askSecret(prompt: string): Promise<string | undefined> {
  const { stdin, stderr } = process;
  stderr.write(prompt);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  return new Promise((resolve) => {
    let typed = '';
    const finish = (answer: string | undefined) => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      resolve(answer);
    };
    const onData = (data: string | Buffer) => {
      for (const key of data.toString()) {
        if (key === '\r' || key === '\n') return finish(typed);
        if (key === controlC || key === controlD) return finish(undefined);
        if (key === '\u007F' || key === '\b') typed = typed.slice(0, -1);
        else typed += key;
      }
    };
    stdin.on('data', onData);
  });
}
