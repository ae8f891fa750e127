import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { enrollmentKeys } from '../enrollment-ids.ts';
import { messageCodec, parseDictionary } from '../message.ts';
import { data, dictionary, identifier, oneOf, optional, readShape } from '../shape.ts';

/**
 * The Mac asks for a token of an Apple service (macOS 14), such as `com.apple.maid`. Mac to server, on either
 * channel; an unknown type is answered with 400. Apple, "GetToken". Platform SSO has no type of its own.
 */
export const getToken = messageCodec({
  MessageType: oneOf('GetToken'),
  ...enrollmentKeys,
  TokenServiceType: identifier,
  TokenParameters: optional(dictionary),
});

/** A GetToken message. */
export type GetToken = ReturnType<typeof getToken.parse>;

/** The answer. */
export function buildTokenAnswer(token: Uint8Array): PlistDictionary {
  return { TokenData: token };
}

/** The token of an answer. @throws {MdmError} */
export function parseTokenAnswer(body: Uint8Array): Uint8Array {
  return readShape(parseDictionary(body), { TokenData: data }).TokenData;
}
