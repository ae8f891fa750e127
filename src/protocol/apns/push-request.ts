/**
 * A push for MDM: a bell that makes the Mac connect. Server to Apple Push Notification service, over HTTP/2 with the push
 * certificate as client certificate. Apple, "Sending notification requests to APNs" and "Sending MDM push notifications".
 */
import { toHex } from '#protocol/encoding/bytes.ts';
import { isJsonObject, parseJsonObject } from '#protocol/encoding/json.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';

/** One push. */
export interface PushRequest {
  /** The Mac's push token, from TokenUpdate. */
  readonly token: Uint8Array;
  readonly pushMagic: string;
  /** The subject UID of the push certificate. */
  readonly topic: string;
  /** Seconds since 1970 until which APNs keeps the push for a Mac that is away. */
  readonly expiration: number;
}

const path = /^\/3\/device\/((?:[0-9a-f]{2}){1,128})$/;

/** Where a push goes. */
export function pushPath(token: Uint8Array): string {
  return `/3/device/${toHex(token)}`;
}

/** The token, in lower-case hexadecimal, of a path; undefined for another path. */
export function tokenOfPath(requestPath: string): string | undefined {
  return path.exec(requestPath.toLowerCase())?.[1];
}

/** The headers of a push, pseudo-headers of HTTP/2 included. */
export function pushHeaders({ token, topic, expiration }: PushRequest): Readonly<Record<string, string>> {
  return {
    ':method': 'POST',
    ':path': pushPath(token),
    'apns-topic': topic,
    'apns-push-type': 'mdm',
    'apns-priority': '10',
    'apns-expiration': String(expiration),
  };
}

/** The body of a push: nothing but the magic. */
export function encodePushBody(pushMagic: string): Uint8Array {
  return utf8(JSON.stringify({ mdm: pushMagic }));
}

/** The magic in a body; undefined for another body. */
export function parsePushBody(body: Uint8Array): string | undefined {
  const text = fromUtf8(body);
  const object = text === undefined ? undefined : parseJsonObject(text);
  const magic = isJsonObject(object ?? null) ? object?.['mdm'] : undefined;
  return typeof magic === 'string' && magic !== '' ? magic : undefined;
}
