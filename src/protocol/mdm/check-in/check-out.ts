import { enrollmentKeys } from '../enrollment-ids.ts';
import { messageCodec } from '../message.ts';
import { identifier, oneOf, optional } from '../shape.ts';

/**
 * The Mac left management. Sent once, without a second try, and only where the enrollment profile has
 * CheckOutWhenRemoved. Mac to server, both channels; the answer is ignored. Apple, "CheckOut".
 */
export const checkOut = messageCodec({
  MessageType: oneOf('CheckOut'),
  Topic: optional(identifier),
  ...enrollmentKeys,
});

/** A CheckOut message. */
export type CheckOut = ReturnType<typeof checkOut.parse>;
