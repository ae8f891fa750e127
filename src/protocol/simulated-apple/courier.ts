/**
 * The courier of simulated Apple: how a virtual Mac gets a push token and its notifications, which real Macs do by a protocol
 * that Apple keeps to itself. `POST /courier/tokens`, `GET /courier/notifications?token=...&wait=...`. Ours alone.
 */
import { readJsonBody, textAt, optionalTextAt } from '../ade/json-members.ts';

/** Where a token is asked for, with `{"topic": ...}`; answered with `{"token": ...}` in hexadecimal. */
export const courierTokensPath = '/courier/tokens';

/** Where the notification for a token is taken. `wait`: seconds that the courier may keep the answer back, up to 30. */
export function courierNotificationsPath(token: string, wait = 0): string {
  return `/courier/notifications?token=${token}&wait=${wait}`;
}

/** Writes the request for a token. */
export function encodeTokenRequest(topic: string): string {
  return JSON.stringify({ topic });
}

/** The topic of a request. @throws {AdeMessageError} `ade_message_malformed`, `ade_member_missing`, `ade_member_malformed` */
export function parseTokenRequest(body: string): string {
  return textAt(readJsonBody(body), 'topic');
}

/** Writes the answer with a token. */
export function encodeTokenResponse(token: string): string {
  return JSON.stringify({ token });
}

/** The token of an answer, hexadecimal. @throws {AdeMessageError} as {@link parseTokenRequest} */
export function parseTokenResponse(body: string): string {
  return textAt(readJsonBody(body), 'token');
}

/** Writes the answer to a poll; undefined: nothing came. */
export function encodeNotification(payload: string | undefined): string {
  return JSON.stringify({ payload: payload ?? null });
}

/** The payload that came, such as `{"mdm":"..."}`, or undefined. @throws {AdeMessageError} as {@link parseTokenRequest} */
export function parseNotification(body: string): string | undefined {
  return optionalTextAt(readJsonBody(body), 'payload');
}
