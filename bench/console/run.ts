/** The console with very many Macs: what the server takes for its questions, and what a person waits for. */
import { ensureWebApps } from '../../bin/web-apps.js';
import type { BenchOptions } from '../options.ts';
import { table } from '../table.ts';
import { timeInteractions } from './browser.ts';
import { type Timed, timeQuestions } from './requests.ts';
import { openConsoleStage } from './stage.ts';

/** The whole, for one store. */
export interface ConsoleResults {
  readonly engine: string;
  readonly macs: number;
  readonly fillSeconds: number;
  readonly questions: readonly Timed[];
  /** With the first store only: what is behind the interface makes no other difference. */
  readonly interactions: readonly Timed[];
}

/** Further options. */
export interface ConsoleOptions extends BenchOptions {
  readonly tell: (text: string) => void;
}

/** Runs it on each store in turn. */
export async function runConsole({ quick, engines, tell }: ConsoleOptions): Promise<readonly ConsoleResults[]> {
  const macs = quick ? 10_000 : 100_000;
  ensureWebApps();
  const found: ConsoleResults[] = [];
  for (const engine of engines) {
    tell(`filling a store on ${engine} with ${macs} Macs in every stage`);
    const stage = await openConsoleStage(engine, macs);
    tell('questions of the console');
    const questions = await timeQuestions(stage.api, macs, quick ? 40 : 100);
    const wantsBrowser = found.length === 0;
    if (wantsBrowser) tell('a person at the console');
    const interactions = wantsBrowser ? await timeInteractions(stage.url, quick ? 10 : 20) : [];
    found.push({ engine, macs, fillSeconds: stage.fillSeconds, questions, interactions });
    await stage.close();
  }
  return found;
}

/** Tables of it. */
export function consoleTables(results: readonly ConsoleResults[]): string {
  return results
    .flatMap(({ engine, macs, questions, interactions }) => [
      table([`console, ${macs} Macs, ${engine}`, 'p50 ms', 'p95 ms'], questions.map(row)),
      interactions.length === 0
        ? ''
        : table(['in Chromium, until the rows stand still', 'p50 ms', 'p95 ms'], interactions.map(row)),
    ])
    .filter((part) => part !== '')
    .join('\n');
}

function row({ name, p50, p95 }: Timed): string[] {
  return [name, p50.toFixed(1), p95.toFixed(1)];
}
