import { enrollmentKeys } from '../enrollment-ids.ts';
import { MdmError } from '../mdm-error.ts';
import { type MessageCodec, messageCodec } from '../message.ts';
import { boolean, data, identifier, oneOf, optional } from '../shape.ts';

/**
 * The Mac gives what is needed to push to it; from now on the enrollment can be used. Sent again whenever it likes. Mac to
 * server, both channels; answered with an empty 200. Apple, "TokenUpdate". A missing AwaitingConfiguration is false; a
 * missing UnlockToken is not a cleared one.
 */
const codec = messageCodec({
  MessageType: oneOf('TokenUpdate'),
  Topic: identifier,
  ...enrollmentKeys,
  /** The push token: 32 bytes. */
  Token: data,
  /** The string that a push must carry. */
  PushMagic: identifier,
  AwaitingConfiguration: optional(boolean),
  /** iOS only. */
  UnlockToken: optional(data),
  /** User channel: the user is not the one at the console. */
  NotOnConsole: optional(boolean),
});

/** A TokenUpdate message. */
export type TokenUpdate = ReturnType<typeof codec.parse>;

/** What is forgiven to clients that are no Macs. */
export interface TokenTolerance {
  /** Push tokens of any length from 1: the mdmb client sends 9 bytes. */
  readonly anyTokenLength?: boolean;
}

// Apple's tokens have 32 bytes today, and its documentation warns against counting on that.
const shortestToken = 32;
const longestToken = 128;

/** Reads and writes it. A token shorter than 32 bytes is `malformed_key`, unless that is forgiven. */
export const tokenUpdate: MessageCodec<TokenUpdate> & {
  parse(dictionary: Parameters<typeof codec.parse>[0], tolerance?: TokenTolerance): TokenUpdate;
} = {
  parse(dictionary, tolerance: TokenTolerance = {}) {
    const message = codec.parse(dictionary);
    const least = tolerance.anyTokenLength ? 1 : shortestToken;
    if (message.Token.length < least || message.Token.length > longestToken) {
      throw new MdmError('malformed_key', 'Token is not a push token');
    }
    return message;
  },
  encode: (message) => codec.encode(message),
};
