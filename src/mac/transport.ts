/**
 * One HTTPS request of the Mac, written down. Answers are followed elsewhere only where the sender says so, and for Platform
 * SSO the TLS root must count as built in. Source: Apple, "Authentication process" (App Transport Security, built-in trust store).
 */
import type { HttpMethod, Purpose, SentMessage } from './evidence.ts';
import type { ExchangeRecord } from './evidence-log.ts';
import type { MacParts } from './mac-parts.ts';
import { PlatformSsoError } from './platform-sso-agent/failure.ts';
import { readable } from './readable-body.ts';
import type { MacResponse } from './ports.ts';
import type { QuirkRun } from './quirks/quirk-box.ts';

/** What is to be sent, taken apart as far as the Mac knows. */
export interface Sending {
  readonly purpose: Purpose;
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Whether a redirect is an answer as good as any; without it, it fails as Platform SSO wants. */
  readonly mayRedirect?: boolean;
  /** Whether roots that were installed later count too, as they do for management; not so for Platform SSO. */
  readonly anyRoot?: boolean;
  readonly message?: SentMessage['message'];
  readonly assertion?: SentMessage['assertion'];
  readonly quirks?: QuirkRun;
}

/** An answer. Its status is a redirect only where the sender allows that. */
export interface Answer {
  readonly record: ExchangeRecord;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly bytes: Uint8Array;
}

/**
 * Sends and receives.
 * @throws {PlatformSsoError} `offline`, `unreachable`, `answer-lost`, `root-not-built-in`, `redirected`
 */
export async function exchange(mac: MacParts, sending: Sending): Promise<Answer> {
  const record = begin(mac, sending);
  try {
    const response = await deliver(mac, sending);
    if (!sending.anyRoot) checkRoot(mac, record, response);
    const bytes = await response.bytes();
    const text = await response.text();
    if (sending.quirks?.losesAnswer) throw new PlatformSsoError('answer-lost', 'The answer was lost on its way.');
    const { status, headers } = response;
    const body = readable(bytes, text);
    record.received = { status, headers, body, decrypted: undefined, idToken: undefined };
    if (!sending.mayRedirect) checkStatus(record, status);
    return { record, status, headers, text, bytes };
  } catch (error) {
    if (error instanceof PlatformSsoError) record.error = error.message;
    throw error;
  } finally {
    mac.log.ended(record);
  }
}

/** Notes a check and fails with a code when it does not hold. @throws {PlatformSsoError} */
export function check(
  record: ExchangeRecord,
  holds: boolean,
  sentence: string,
  code: PlatformSsoError['code'],
  wrong: string,
): void {
  record.checks.push({ sentence, holds });
  if (!holds) throw new PlatformSsoError(code, wrong, { status: record.received?.status });
}

/** `User-Agent` and the like, as CFNetwork sends them. No `Accept-Encoding`: that is for an adapter that can decode. */
export function systemHeaders(mac: MacParts, agent = 'AppSSOAgent'): Readonly<Record<string, string>> {
  const { cfNetwork, darwin } = mac.traits();
  return { 'User-Agent': `${agent}/1 CFNetwork/${cfNetwork} Darwin/${darwin}`, 'Accept-Language': 'en-GB,en;q=0.9' };
}

function begin(mac: MacParts, sending: Sending): ExchangeRecord {
  const { purpose, method, url, headers, body = '', message, assertion, quirks } = sending;
  const text = typeof body === 'string' ? body : readable(body, undefined);
  const sent = { method, url, headers, body: text, message, assertion };
  return mac.log.begin({ time: mac.wireNow(), purpose, sent, quirks: quirks?.names ?? [] });
}

async function deliver(mac: MacParts, { url, method, headers, body }: Sending): Promise<MacResponse> {
  if (!mac.state.network.online) throw new PlatformSsoError('offline', 'This Mac has no network.');
  try {
    return await mac.ports.fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    if (codeOf(error) === 'certificate_untrusted') throw new PlatformSsoError('root-not-built-in', detail);
    throw new PlatformSsoError('unreachable', detail);
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function checkRoot(mac: MacParts, record: ExchangeRecord, { rootFingerprint }: MacResponse): void {
  const trusted = mac.state.builtInRoots;
  if (trusted === undefined || rootFingerprint === undefined) return;
  check(
    record,
    trusted.includes(rootFingerprint),
    'The TLS certificate chains to a root that is built in.',
    'root-not-built-in',
    'The TLS certificate chains to a root that is not built in; roots that were installed later do not count.',
  );
}

function checkStatus(record: ExchangeRecord, status: number): void {
  check(
    record,
    status < 300 || status > 399,
    'The answer is no redirect.',
    'redirected',
    `The identity provider redirects (${status}); Platform SSO endpoints must answer directly.`,
  );
}
