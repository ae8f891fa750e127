/** The server nonce, fetched before every signed message. Source: Apple, "Obtaining a server nonce". */
import { parseJsonObject } from '#protocol/encoding/json.ts';
import { encodeNonceRequest, parseNonceResponse } from '#protocol/platform-sso/nonce.ts';
import type { MacParts } from '../mac-parts.ts';
import { check, exchange, systemHeaders } from '../transport.ts';
import { PlatformSsoError } from './failure.ts';
import { answerFacts, isSuccess } from './refusal.ts';

/** Where and how to ask. */
export interface NonceQuestion {
  readonly url: string;
  readonly keyPath: string;
  readonly values: readonly (readonly [string, string])[];
  /** `client-request-id`, the same as of the message that will use the nonce. */
  readonly requestId: string;
}

/** Asks. @throws {PlatformSsoError} `nonce-missing`, `refused-by-identity-provider`, and those of the transport */
export async function fetchServerNonce(mac: MacParts, question: NonceQuestion): Promise<string> {
  const headers = {
    'Content-type': 'application/x-www-form-urlencoded',
    Accept: 'application/json',
    'client-request-id': question.requestId,
    ...systemHeaders(mac),
  };
  const body = encodeNonceRequest(question.values);
  const answer = await exchange(mac, { purpose: 'nonce', method: 'POST', url: question.url, headers, body });
  if (!isSuccess(answer.status)) {
    const sentence = `The nonce endpoint answers with status ${answer.status}.`;
    throw new PlatformSsoError('refused-by-identity-provider', sentence, answerFacts(answer));
  }
  const json = parseJsonObject(answer.text);
  const nonce = json && parseNonceResponse(json, question.keyPath);
  const wrong = `The nonce response has no text at "${question.keyPath}".`;
  check(answer.record, nonce !== undefined, `There is a nonce at "${question.keyPath}".`, 'nonce-missing', wrong);
  return nonce ?? '';
}
