import { messageCodec } from '../message.ts';
import { enrollmentKeys } from '../enrollment-ids.ts';
import { data, identifier, oneOf, optional, text } from '../shape.ts';

/**
 * The Mac begins an enrollment, or begins it again: what the server knew of its queue, tokens and bootstrap token is over.
 * Mac to server, device channel; answered with an empty 200. Apple, "Authenticate". Apple requires Model and DeviceName;
 * other clients leave out all but the ids and the topic, so only these are required here.
 */
export const authenticate = messageCodec({
  MessageType: oneOf('Authenticate'),
  /** The topic of the push certificate. */
  Topic: identifier,
  ...enrollmentKeys,
  DeviceName: optional(text),
  Model: optional(text),
  ModelName: optional(text),
  ProductName: optional(text),
  SerialNumber: optional(text),
  OSVersion: optional(text),
  BuildVersion: optional(text),
  /** Sent by real Macs, meaning undocumented. */
  Challenge: optional(data),
});

/** An Authenticate message. */
export type Authenticate = ReturnType<typeof authenticate.parse>;
