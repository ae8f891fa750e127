/**
 * The log that an act leaves on a Mac, from its evidence: requests, answers and checks in the words of the category
 * `PODiagnostics` of `com.apple.AppSSO`, without anything secret.
 */
import type { Exchange, Purpose } from '../evidence.ts';
import type { LogLine } from './terminal-mac.ts';

/** One line for the request, one for the answer, and one for each check that failed. */
export function logLines(evidence: readonly Exchange[]): readonly LogLine[] {
  return evidence.flatMap((exchange) => {
    const source = sources[exchange.purpose] ?? agent;
    const { process, subsystem, category } = source;
    return messagesOf(exchange).map((message) => ({ time: exchange.time, process, subsystem, category, message }));
  });
}

const agent = { process: 'AppSSOAgent', subsystem: 'com.apple.AppSSO', category: 'PODiagnostics' };
const extension = { process: 'SSOExtension', subsystem: 'com.apple.AppSSO', category: 'SSOExtension' };

const sources: Partial<Record<Purpose, Omit<LogLine, 'time' | 'message'>>> = {
  'associated domains': { process: 'swcd', subsystem: 'com.apple.swc', category: 'swcd' },
  'registration sign-in': extension,
  'device registration': extension,
  'user registration': extension,
  browser: { process: 'Safari', subsystem: 'com.apple.Safari', category: 'Loading' },
};

function messagesOf({ purpose, sent, received, error, checks, quirks }: Exchange): readonly string[] {
  const id = sent.headers['client-request-id'];
  return [
    `Sending ${asRequest(purpose)}${id === undefined ? '' : `: ${id}`} to ${withoutQuery(sent.url)}`,
    ...quirks.map((name) => `Misbehaving on request: ${name}`),
    received
      ? `Received ${purpose} response, status ${received.status}`
      : `No ${purpose} response: ${error ?? 'unknown'}`,
    ...checks.filter(({ holds }) => !holds).map(({ sentence }) => `Check failed: ${sentence}`),
  ];
}

function asRequest(purpose: Purpose): string {
  return purpose.endsWith('request') ? purpose : `${purpose} request`;
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '');
}
