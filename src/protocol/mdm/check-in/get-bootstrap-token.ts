import { enrollmentKeys } from '../enrollment-ids.ts';
import { messageCodec, parseDictionary } from '../message.ts';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { boolean, data, oneOf, optional, readShape } from '../shape.ts';

/** The Mac asks for its bootstrap token. Mac to server, device channel. Apple, "GetBootstrapToken". */
export const getBootstrapToken = messageCodec({
  MessageType: oneOf('GetBootstrapToken'),
  ...enrollmentKeys,
  AwaitingConfiguration: optional(boolean),
});

/** A GetBootstrapToken message. */
export type GetBootstrapToken = ReturnType<typeof getBootstrapToken.parse>;

/** The answer: the token, or a dictionary without it when none is stored. */
export function buildBootstrapTokenAnswer(token: Uint8Array | undefined): PlistDictionary {
  return token === undefined ? {} : { BootstrapToken: token };
}

/** The token in an answer; undefined in one without, and in an empty body. @throws {MdmError} */
export function parseBootstrapTokenAnswer(body: Uint8Array): Uint8Array | undefined {
  if (body.length === 0) return undefined;
  return readShape(parseDictionary(body), { BootstrapToken: optional(data) }).BootstrapToken;
}
