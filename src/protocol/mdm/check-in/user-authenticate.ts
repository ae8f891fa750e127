import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { enrollmentKeys } from '../enrollment-ids.ts';
import { messageCodec, parseDictionary } from '../message.ts';
import { oneOf, optional, readShape, text } from '../shape.ts';

/**
 * A network or mobile user asks to be managed. First without DigestResponse, then, where the server gave a challenge, with
 * it. Mac to server, user channel; answered with a challenge, or with 410 for "this user is not managed". Apple,
 * "UserAuthenticate". Local users of today's macOS skip it.
 */
export const userAuthenticate = messageCodec({
  MessageType: oneOf('UserAuthenticate'),
  ...enrollmentKeys,
  DigestResponse: optional(text),
});

/** A UserAuthenticate message. */
export type UserAuthenticate = ReturnType<typeof userAuthenticate.parse>;

/** The first answer. An empty challenge accepts the user without asking for anything. */
export function buildDigestChallenge(challenge = ''): PlistDictionary {
  return { DigestChallenge: challenge };
}

/** The challenge of an answer. @throws {MdmError} */
export function parseDigestChallenge(body: Uint8Array): string {
  return readShape(parseDictionary(body), { DigestChallenge: text }).DigestChallenge;
}
