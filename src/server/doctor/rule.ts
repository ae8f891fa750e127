/** A cause that the doctor knows: what it is, what to do, and how it shows. */
import type { DoctorCause, DoctorEvidence, DoctorFinding } from '#api/doctor.ts';
import type { EventFact, Findings } from './findings.ts';
import { masked } from './reading/mask.ts';
import type { TextLine } from './reading/lines.ts';

/** How it showed. */
export interface Sight {
  readonly confidence: DoctorFinding['confidence'];
  readonly evidence: readonly DoctorEvidence[];
}

/** A cause with the way to see it. `look` answers undefined where there is nothing to see. */
export interface Rule extends DoctorCause {
  /** Codes that explain the same better: where one of them is seen, this one is not told. */
  readonly yieldsTo: readonly string[];
  /** It is told only where nothing at its stage or before was seen for certain or is likely. */
  readonly isLastResort: boolean;
  readonly look: (findings: Findings) => Sight | undefined;
}

/** What a rule is written as: what is seldom said may be left out. */
export interface RuleText {
  readonly code: string;
  readonly stage: DoctorCause['stage'];
  readonly title: string;
  readonly cause: string;
  readonly needs: DoctorCause['needs'];
  /** A step with something to type has it after ` $ `. */
  readonly admin: readonly string[];
  readonly user?: readonly string[];
  readonly docs?: string;
  readonly yieldsTo?: readonly string[];
  readonly isLastResort?: boolean;
  readonly look: Rule['look'];
}

/** A rule of its text. */
export function rule({
  admin,
  user = [],
  docs = 'operations/when-something-is-wrong.md',
  yieldsTo = [],
  isLastResort = false,
  ...rest
}: RuleText): Rule {
  return { ...rest, docs, yieldsTo, isLastResort, userSteps: [...user], adminSteps: admin.map(stepOf) };
}

/** A step: its sentence and, after ` $ `, what to type. */
export function stepOf(line: string): { text: string; command: string | null } {
  const [text = '', command] = line.split(' $ ');
  return { text, command: command ?? null };
}

/** It showed for certain. */
export function certain(...evidence: readonly DoctorEvidence[]): Sight | undefined {
  return seen('certain', evidence);
}

/** It showed, and something else could look the same. */
export function likely(...evidence: readonly DoctorEvidence[]): Sight | undefined {
  return seen('likely', evidence);
}

/** It may be. */
export function possible(...evidence: readonly DoctorEvidence[]): Sight | undefined {
  return seen('possible', evidence);
}

/** Nothing is seen without evidence. */
export function seen(confidence: Sight['confidence'], evidence: readonly DoctorEvidence[]): Sight | undefined {
  return evidence.length === 0 ? undefined : { confidence, evidence };
}

/** Most pieces of evidence that one rule shows. */
const mostEvidence = 4;

/** Lines of the pasted text as evidence. */
export function quoted(lines: readonly TextLine[]): DoctorEvidence[] {
  return lines.slice(0, mostEvidence).map(({ number, text }) => ({
    source: 'text',
    line: number,
    event: null,
    quote: masked(text.trim()),
  }));
}

/** Lines of the pasted text that fit. */
export function linesLike({ text }: Findings, pattern: RegExp): DoctorEvidence[] {
  return quoted(text?.lines.filter((line) => pattern.test(line.text)) ?? []);
}

const wentWell =
  /\bresponse, status 2\d\d\b|\b(?:login|registration|refresh) (?:succeeded|successful)\b|Verifying id_token/i;

/** Failures in a log as they are likely a cause; where a later line says that it went well, they only may be one. */
export function unlessMended(findings: Findings, lines: readonly DoctorEvidence[]): Sight | undefined {
  const last = Math.max(...lines.map(({ line }) => line ?? 0));
  const isMended = findings.text?.lines.some(({ number, text }) => number > last && wentWell.test(text)) === true;
  return seen(isMended ? 'possible' : 'likely', lines);
}

/** What the server knows, as evidence. */
export function known(source: 'mac' | 'plan' | 'live', quote: string): DoctorEvidence {
  return { source, line: null, event: null, quote: masked(quote) };
}

/** How long a refusal counts, in milliseconds. */
const refusalLife = 14 * 86_400_000;

/**
 * Refusals with one of the codes that nothing has mended since: no later event of the same person, or of the Mac, was
 * allowed after them. The newest first.
 */
export function refusalsOf({ events, now }: Findings, codes: readonly string[], mendedBy: RegExp): EventFact[] {
  const found = events.filter(
    ({ code, outcome, time }) =>
      outcome === 'refused' && code !== undefined && codes.includes(code) && now - time < refusalLife,
  );
  return found.filter(
    (refusal) =>
      !events.some(
        ({ sequence, outcome, type, userId }) =>
          sequence > refusal.sequence &&
          outcome !== 'refused' &&
          mendedBy.test(type) &&
          (refusal.userId === undefined || userId === undefined || userId === refusal.userId),
      ),
  );
}

/** Events as evidence. */
export function ofEvents(events: readonly EventFact[]): DoctorEvidence[] {
  return events.slice(0, mostEvidence).map(({ sequence, type, code, reason, purpose }) => {
    const beside = [purpose === undefined ? undefined : `for ${purpose}`, reason].filter((word) => word !== undefined);
    const words = beside.length === 0 ? '' : ` (${beside.join('; ')})`;
    return { source: 'audit', line: null, event: sequence, quote: masked(`${type}${code ? ` ${code}` : ''}${words}`) };
  });
}

/** What refusals show: those that name no Mac may be about another one. */
export function byRefusals(
  found: readonly EventFact[],
  confidence: Sight['confidence'] = 'certain',
): Sight | undefined {
  const own = found.filter(({ isOfSomebody }) => !isOfSomebody);
  return own.length > 0 ? seen(confidence, ofEvents(own)) : seen('possible', ofEvents(found));
}
