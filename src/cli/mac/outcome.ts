/** What an act came to, for the person or as JSON, with the exit code that says it to a script. */
import type { ActResult, Exchange } from '#mac/evidence.ts';
import type { PlatformSsoFailure } from '#mac/platform-sso-agent/failure.ts';
import { paint, stepLines } from './steps.ts';
import type { Surroundings } from './surroundings.ts';

/** How an outcome ends a command. */
export interface Verdict {
  readonly well: boolean;
  readonly sentence: string;
  readonly hint?: string | undefined;
}

/** Prints what happened. JSON goes to stdout and has everything; the steps and the verdict are words. */
export function tell<Outcome>(
  { io }: Surroundings,
  result: ActResult<Outcome>,
  verdict: Verdict,
  json: boolean | undefined,
): number {
  if (json === true) {
    io.out(`${JSON.stringify({ outcome: result.outcome, evidence: result.evidence }, undefined, 2)}\n`);
  } else {
    io.err(stepLines(result.evidence, io));
  }
  const well = verdict.well;
  if (well) io.err(`${paint(verdict.sentence, 32, io.colour)}\n`);
  else io.err(`porchlight: ${verdict.sentence}\n`);
  if (verdict.hint !== undefined) io.err(`hint: ${verdict.hint}\n`);
  return well ? 0 : 1;
}

/** The sentence of a failure, with what the server said. */
export function failureSentence({ sentence, serverSentence, serverCode }: PlatformSsoFailure): string {
  const said = serverSentence === undefined ? '' : ` The server says: ${serverSentence}`;
  const code = serverCode === undefined || sentence.includes(serverCode) ? '' : ` (${serverCode})`;
  return `${sentence}${said}${code}`;
}

/** Joins what several acts of one command left. */
export function joined<Outcome>(outcome: Outcome, evidence: readonly Exchange[]): ActResult<Outcome> {
  return { outcome, evidence };
}
