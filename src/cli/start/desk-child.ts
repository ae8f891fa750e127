/**
 * The desk beside the server of `npm start`: a process of its own, as the server neither knows nor links what plays Macs. It is
 * started again when it dies, and given up when it dies over and over.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '#runtime/free-port.ts';

/** What is started. */
export interface DeskWish {
  readonly home: string;
  readonly issuer: string;
  /** The one that is wanted; another is taken where it is in use and was not asked for. */
  readonly port: number;
  readonly isPortFixed: boolean;
  readonly say: (text: string) => void;
  /** Starts the program with these words; tests bring their own. */
  readonly run?: (words: readonly string[]) => ChildProcess;
}

/** The desk while it is played. */
export interface DeskChild {
  readonly url: string;
  stop(): Promise<void>;
}

/** Deaths within this time of a start count in a row. */
const soon = 30_000;
const mostDeaths = 4;
const pause = 1000;
const patience = 20_000;

const program = join(import.meta.dirname, '../main.ts');

/** Starts it. Undefined, with a sentence said, where it does not start. */
export async function startDeskChild(wish: DeskWish): Promise<DeskChild | undefined> {
  const supervised = new SupervisedDesk(wish);
  let url = await supervised.start(wish.port);
  if (url === undefined && !wish.isPortFixed) url = await supervised.start(await freePort());
  if (url === undefined) {
    wish.say(
      `porchlight: the desk did not start\nhint: ${supervised.lastWords || 'run "npx porchlight desk" to see why'}`,
    );
    return undefined;
  }
  return { url, stop: () => supervised.stop() };
}

function runDesk(words: readonly string[]): ChildProcess {
  const flags = ['--max-semi-space-size=4', '--disable-warning=ExperimentalWarning'];
  return spawn(process.execPath, [...flags, program, 'desk', ...words], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
}

class SupervisedDesk {
  readonly #wish: DeskWish;
  #child: ChildProcess | undefined;
  #isStopping = false;
  #deaths = 0;
  #port = 0;
  lastWords = '';

  constructor(wish: DeskWish) {
    this.#wish = wish;
  }

  /** @returns where it listens; undefined when it ends before it does */
  async start(port: number): Promise<string | undefined> {
    this.#port = port;
    this.lastWords = '';
    const { home, issuer, run = runDesk, say } = this.#wish;
    const child = run(['--home', home, '--issuer', issuer, '--port', String(port)]);
    this.#child = child;
    const started = performance.now();
    const url = await new Promise<string | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), patience);
      child.stderr?.on('data', (data: Buffer) => {
        const text = data.toString();
        const found = /^desk: (http:\S+)$/m.exec(text)?.[1];
        if (found === undefined) this.lastWords = text.trim();
        if (found === undefined && this.#child === child) say(text.trimEnd());
        if (found !== undefined) resolve(found);
      });
      child.on('error', () => resolve(undefined));
      child.on('close', () => {
        clearTimeout(timer);
        resolve(undefined);
      });
    });
    if (url === undefined) {
      child.kill();
      return undefined;
    }
    child.on('close', () => this.#died(performance.now() - started));
    return url;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
      child.on('close', () => {
        clearTimeout(timer);
        resolve();
      });
      child.kill('SIGTERM');
    });
  }

  #died(lived: number): void {
    if (this.#isStopping) return;
    const { say } = this.#wish;
    this.#deaths = lived < soon ? this.#deaths + 1 : 1;
    if (this.#deaths >= mostDeaths) {
      say('porchlight: the desk has stopped several times in a row and is left alone now; the server goes on');
      say('hint: "npx porchlight desk" starts it again and says what is wrong');
      return;
    }
    say('porchlight: the desk has stopped and is started again');
    setTimeout(() => void this.#again(), pause);
  }

  async #again(): Promise<void> {
    if (this.#isStopping) return;
    const started = performance.now();
    if ((await this.start(this.#port)) === undefined) this.#died(performance.now() - started);
  }
}
