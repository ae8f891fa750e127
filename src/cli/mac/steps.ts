/** An act told step by step: one line for each message, with what was sent and what was checked. */
import type { Exchange, SentMessage } from '#mac/evidence.ts';

/** How lines are dressed. */
export interface StepStyle {
  readonly colour: boolean;
}

/** One line, without a line end: a mark, the purpose, what was sent where, the answer, the checks. */
export function stepLine(exchange: Exchange, { colour }: StepStyle): string {
  const failed = exchange.checks.find(({ holds }) => !holds);
  const well = exchange.error === undefined && failed === undefined && (exchange.received?.status ?? 0) < 300;
  const mark = well ? paint('ok', 32, colour) : paint('no', 31, colour);
  const answer = exchange.received ? String(exchange.received.status) : 'no answer';
  const quirks = exchange.quirks.length > 0 ? ` [misbehaving: ${exchange.quirks.join(', ')}]` : '';
  const problem = failed?.sentence ?? exchange.error;
  const checked = well || problem === undefined ? checkedText(exchange) : `not so: ${problem}`;
  const sent = `${exchange.sent.method} ${new URL(exchange.sent.url).pathname}`;
  const content = contentText(exchange.sent);
  return `${mark} ${exchange.purpose.padEnd(20)} ${sent}${content}${quirks} -> ${answer}; ${checked}`;
}

/** The lines of an act, each with a line end. */
export function stepLines(evidence: readonly Exchange[], style: StepStyle): string {
  return evidence.map((exchange) => `${stepLine(exchange, style)}\n`).join('');
}

/** Wraps a text in a terminal's colour, where colours are wanted. */
export function paint(text: string, code: 31 | 32 | 33 | 1 | 2, colour: boolean): string {
  return colour ? `\u001B[${code}m${text}\u001B[0m` : text;
}

/** What stands in the message, in a few words; never a secret. */
function contentText({ message, assertion }: SentMessage): string {
  if (!message) return '';
  const { header, claims = {} } = message;
  const words = [
    header['alg'],
    claims['username'] ?? claims['serial_number'],
    claims['method'],
    claims['request_type'] ?? shortGrant(claims['grant_type']),
    assertion === undefined
      ? undefined
      : `assertion ${typeof assertion.header['alg'] === 'string' ? assertion.header['alg'] : ''}`,
  ].filter((word) => typeof word === 'string');
  return ` (${words.join(', ')})`;
}

function shortGrant(grant: unknown): unknown {
  return typeof grant === 'string' ? grant.replace(/^urn:ietf:params:oauth:grant-type:/, '') : grant;
}

function checkedText({ checks }: Exchange): string {
  if (checks.length === 0) return 'nothing to check';
  return `checked ${checks.map(({ sentence }) => inWords(sentence)).join(', ')}`;
}

/** A check's sentence as part of a longer one. */
function inWords(sentence: string): string {
  const text = sentence.replace(/\.$/, '');
  return text.replace(/^(?:The|A|An|It) /, (word) => word.toLowerCase());
}
