import { enrollmentKeys } from '../enrollment-ids.ts';
import { messageCodec } from '../message.ts';
import { boolean, data, oneOf, optional } from '../shape.ts';

/**
 * The Mac gives the token that lets it make secure-token users later, once a first such user exists (macOS 10.15). An
 * absent or empty token takes the stored one back. Mac to server, device channel; answered with an empty 200. Apple,
 * "SetBootstrapToken". The token is a secret.
 */
export const setBootstrapToken = messageCodec({
  MessageType: oneOf('SetBootstrapToken'),
  ...enrollmentKeys,
  BootstrapToken: optional(data),
  AwaitingConfiguration: optional(boolean),
});

/** A SetBootstrapToken message. */
export type SetBootstrapToken = ReturnType<typeof setBootstrapToken.parse>;
