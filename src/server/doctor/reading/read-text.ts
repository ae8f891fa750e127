/** A pasted text, read: what kinds of output are in it, and what each says. Any text at all can be given. */
import { linesOf, mostLines, type TextLine } from './lines.ts';
import { type LogEntry, logEntries } from './log-lines.ts';
import { type OtherTool, otherTools, statedMacos } from './other-tools.ts';
import { type PlatformState, readPlatformState } from './platform-state.ts';
import { type SsoPayload, ssoPayloads } from './sso-payloads.ts';

/** The text. */
export interface ReadText {
  readonly lines: readonly TextLine[];
  readonly state: PlatformState | undefined;
  readonly log: readonly LogEntry[];
  readonly tools: readonly OtherTool[];
  /** Of configuration profiles in it. */
  readonly payloads: readonly SsoPayload[];
  /** What it says of the Mac's system. */
  readonly macos: { readonly version: string | undefined; readonly build: string | undefined };
}

/** Reads it. */
export function readText(text: string): ReadText {
  const lines = linesOf(text);
  const log = logEntries(lines);
  const inLog = new Set(log.map(({ line }) => line.number));
  const rest = lines.filter(({ number }) => !inLog.has(number));
  const payloads = ssoPayloads(lines);
  return { lines, state: readPlatformState(rest), log, tools: otherTools(rest), payloads, macos: statedMacos(lines) };
}

/** What was recognised, in words. */
export function describeText({ lines, state, log, tools }: ReadText): readonly string[] {
  const blocks = state
    ? (['device', 'login', 'user'] as const).flatMap((name) => {
        const kind = state[name]?.kind;
        return kind === undefined ? [] : [`${name} ${words[kind]}`];
      })
    : [];
  const tokens = state?.tokens === undefined ? [] : [`tokens ${words[state.tokens.kind]}`];
  return [
    ...(state ? [`"app-sso platform -s": ${[...blocks, ...tokens].join(', ')}`] : []),
    ...(log.length > 0 ? [`${log.length} ${log.length === 1 ? 'line' : 'lines'} of a log`] : []),
    ...tools.map(({ name }) => `"${name}"`),
    ...(lines.length >= mostLines ? [`only the first ${mostLines} lines`] : []),
    ...(state || log.length > 0 || tools.length > 0 ? [] : ['a text that is none of the Mac’s known outputs']),
  ];
}

const words = { present: 'there', null: '(null)', cut: 'cut off' } as const;
