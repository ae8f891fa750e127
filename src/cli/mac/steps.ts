/** An act told step by step: one line for each message, with what was sent and what was checked. */
import type { Exchange, SentMessage } from '#mac/evidence.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';

/** How lines are dressed. */
export interface StepStyle {
  readonly colour: boolean;
}

/** One line, without a line end: a mark, the purpose, what was sent where, the answer, the checks. */
export function stepLine(exchange: Exchange, { colour }: StepStyle): string {
  const failed = exchange.checks.find(({ holds }) => !holds);
  const well = exchange.error === undefined && failed === undefined && isGood(exchange);
  const mark = well ? paint('ok', 32, colour) : unwelcome(exchange, colour);
  const answer = exchange.received ? String(exchange.received.status) : 'no answer';
  const quirks = exchange.quirks.length > 0 ? ` [misbehaving: ${exchange.quirks.join(', ')}]` : '';
  const checked = requiredFirst(exchange) ?? (well ? checkedText(exchange) : problemText(exchange));
  const sent = `${exchange.sent.method} ${new URL(exchange.sent.url).pathname}`;
  const content = contentText(exchange.sent) + managementText(exchange);
  return `${mark} ${exchange.purpose.padEnd(20)} ${sent}${content}${quirks} -> ${answer}; ${checked}`;
}

/** Pages lead on from one to the next, and a Mac may be told what comes before its enrollment; else such a status is a fault. */
function isGood(exchange: Exchange): boolean {
  const { purpose, received } = exchange;
  const status = received?.status ?? 0;
  if (purpose === 'machine information' && requiredFirst(exchange) !== undefined) return true;
  return status < 300 || (status < 400 && (purpose === 'web sign-in' || purpose === 'browser'));
}

/** `com.apple.psso.required` and the like. */
function requiredFirst({ received }: Exchange): string | undefined {
  const code = received?.status === 403 ? parseJsonObject(received.body)?.['code'] : undefined;
  return typeof code === 'string' && code.endsWith('.required') ? code : undefined;
}

/** What stands in a message, in a few words without a secret; empty where there is nothing to tell. */
export function aboutOf(exchange: Exchange): string {
  const text = (contentText(exchange.sent) + managementText(exchange)).trim();
  return text
    .replace(/^\(/, '')
    .replace(/\)$/, '')
    .replaceAll(/\) ?\(/g, ', ');
}

/** What a message of device management says, and what the answer asks for next; never what is inside. */
function managementText({ purpose, sent, received }: Exchange): string {
  if (purpose !== 'check-in' && purpose !== 'command' && purpose !== 'declarations') return '';
  const said = ['MessageType', 'Status', 'Endpoint'].flatMap((key) => textOfKey(sent.body, key));
  const asked = textOfKey(received?.body ?? '', 'RequestType').map((command) => `next ${command}`);
  return ` (${[...said, ...asked].join(', ')})`;
}

function textOfKey(xml: string, key: string): string[] {
  const found = new RegExp(`<key>${key}</key>\\s*<string>([\\w./-]*)</string>`).exec(xml)?.[1];
  return found === undefined ? [] : [found];
}

/** A wrong password is an answer as good as any; everything else that is not well is a fault. */
function unwelcome({ received }: Exchange, colour: boolean): string {
  return received?.status === 401 ? paint('--', 33, colour) : paint('no', 31, colour);
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

/** Why a step did not go well: in the server's words where it refused, else the check that did not hold. */
function problemText({ received, error, checks }: Exchange): string {
  const body = received && received.status >= 400 ? parseJsonObject(received.body) : undefined;
  const [code, sentence] = [body?.['code'] ?? body?.['error'], body?.['error_description']];
  if (typeof sentence === 'string') return `refused: ${sentence}${typeof code === 'string' ? ` (${code})` : ''}`;
  return `not so: ${checks.find(({ holds }) => !holds)?.sentence ?? error ?? 'the status is a success'}`;
}

/** What a check looked at, in a word. Checks that every answer passes are not told one by one. */
const topics: readonly (readonly [RegExp, string | undefined])[] = [
  [/redirect|status is a success|JSON object/, undefined],
  [/compact JWE|ECDH-ES/, 'JWE'],
  [/\bapu\b|ephemeral key/, 'apu'],
  [/decrypts/, 'decryption'],
  [/apv/, 'apv'],
  [/names a key|JWKS has the key|signed with/, 'signing key'],
  [/signature/, 'signature'],
  [/nonce/i, 'nonce'],
  [/issuer/, 'issuer'],
  [/audience|authorized party/, 'audience'],
  [/issued|expired|valid already|times/i, 'times'],
  [/id_token, a refresh token/, 'tokens'],
  [/"sub"/, 'subject'],
  [/certificate/, 'certificate'],
  [/32 bytes in standard base64/, 'shared secret'],
];

function checkedText({ checks }: Exchange): string {
  const words = checks.flatMap(({ sentence }) => {
    const topic = topics.find(([pattern]) => pattern.test(sentence));
    if (topic === undefined) return [inWords(sentence)];
    return topic[1] === undefined ? [] : [topic[1]];
  });
  return words.length === 0 ? 'accepted' : `checked ${[...new Set(words)].join(', ')}`;
}

/** A check's sentence as part of a longer one. */
function inWords(sentence: string): string {
  return sentence.replace(/\.$/, '').replace(/^[A-Z][a-z]* /, (word) => word.toLowerCase());
}
