/** Requests to a server and what comes back: signed by the key of an account, in the order of its counter. */
import type { z } from 'zod';
import { phoneErrorBody } from '#api/authenticator.ts';
import { type PhoneRefusalCode, phoneRefusals } from '#api/authenticator-refusals.ts';
import { requestText, signatureScheme, signingInputOf, type TextToSign } from '#api/authenticator-signatures.ts';
import { toBase64url } from '#protocol/encoding/base64.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { PhoneError } from './phone-error.ts';
import type { PhoneKey, PhonePorts, StoredAccount } from './phone-ports.ts';

/** What to send. */
export interface PhoneMessage {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with query. */
  readonly path: string;
  readonly body?: object;
}

/** A compact JWS over a text (RFC 7515 section 7.1). */
export async function signedBy(ports: PhonePorts, key: PhoneKey, text: TextToSign): Promise<string> {
  const input = signingInputOf(text);
  return `${input}.${toBase64url(await ports.crypto.sign(key, utf8(input)))}`;
}

/**
 * Sends a message without a signature.
 * @throws {PhoneError} for a refusal, and for what is no answer of our server
 */
export async function send<Schema extends z.ZodType>(
  { fetch }: PhonePorts,
  issuer: string,
  message: PhoneMessage & { readonly authorization?: string },
  schema: Schema,
): Promise<z.output<Schema>> {
  const { method, path, body, authorization } = message;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers: Record<string, string> = { accept: 'application/json' };
  if (text !== undefined) headers['content-type'] = 'application/json';
  if (authorization !== undefined) headers['authorization'] = authorization;
  const answer = await fetch(`${issuer}${path}`, { method, headers, ...(text === undefined ? {} : { body: text }) });
  const received = jsonOf(await answer.text());
  if (answer.status >= 400) throw refusalOf(answer.status, received);
  const parsed = schema.safeParse(received);
  if (!parsed.success) throw new PhoneError('answer_not_understood', 'The answer of the server is not understood.');
  return parsed.data;
}

/**
 * Sends a message signed by an account. One window of the phone at a time, from the counter to the answer. A phone whose
 * clock is wrong learns what the server's says, and tries once more.
 */
export async function sendSigned<Schema extends z.ZodType>(
  ports: PhonePorts,
  authenticatorId: string,
  message: PhoneMessage,
  schema: Schema,
): Promise<z.output<Schema>> {
  return ports.storage.exclusively(async () => {
    try {
      return await sendOnce(ports, authenticatorId, message, schema);
    } catch (error) {
      if (!(error instanceof PhoneError) || error.serverTime === undefined) throw error;
      const account = await accountOf(ports, authenticatorId);
      await ports.storage.put({ ...account, clockOffset: error.serverTime - ports.clock.now() });
      return sendOnce(ports, authenticatorId, message, schema);
    }
  });
}

async function sendOnce<Schema extends z.ZodType>(
  ports: PhonePorts,
  authenticatorId: string,
  message: PhoneMessage,
  schema: Schema,
): Promise<z.output<Schema>> {
  const { crypto, storage, random } = ports;
  const account = await accountOf(ports, authenticatorId);
  const counter = account.counter + 1;
  // Kept before it is used: a phone that dies in between has left a number out, and repeats none.
  await storage.put({ ...account, counter });
  const body = message.body === undefined ? '' : JSON.stringify(message.body);
  const text = requestText({
    issuer: account.issuer,
    authenticatorId,
    method: message.method,
    path: message.path,
    bodyHash: toBase64url(await crypto.sha256(utf8(body))),
    at: timeOn(ports, account),
    nonce: toBase64url(random.bytes(16)),
    counter,
  });
  const authorization = `${signatureScheme} ${await signedBy(ports, account.key, text)}`;
  return send(ports, account.issuer, { ...message, authorization }, schema);
}

/** The server's time, as far as this phone knows, in whole milliseconds. */
export function timeOn({ clock }: PhonePorts, { clockOffset }: StoredAccount): number {
  return Math.trunc(clock.now() + clockOffset);
}

/** An account of this phone. @throws {PhoneError} `account_unknown` */
export async function accountOf({ storage }: PhonePorts, authenticatorId: string): Promise<StoredAccount> {
  const account = (await storage.accounts()).find((one) => one.authenticatorId === authenticatorId);
  if (account === undefined) throw new PhoneError('account_unknown', 'This phone has no such account.');
  return account;
}

function refusalOf(status: number, body: unknown): PhoneError {
  const { success, data } = phoneErrorBody.safeParse(body);
  if (!success || !(data.code in phoneRefusals)) {
    const sentence = success ? data.error_description : `The server answered with status ${status}.`;
    return new PhoneError('server_failed', sentence);
  }
  const serverTime = data.code === 'signature_outdated' && data.now !== undefined ? Date.parse(data.now) : undefined;
  const more = { triesLeft: data.triesLeft, serverTime };
  return new PhoneError(data.code as PhoneRefusalCode, data.error_description, more);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
