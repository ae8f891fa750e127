import { enrollmentKeys } from '../enrollment-ids.ts';
import { messageCodec } from '../message.ts';
import { data, identifier, oneOf, optional } from '../shape.ts';

/**
 * The envelope of declarative management: a request to one of its endpoints (`../declarative/endpoint.ts`), with JSON in
 * Data. Mac to server, both channels; answered with JSON, or 404 for what is unknown. Apple, "DeclarativeManagement".
 */
export const declarativeManagementMessage = messageCodec({
  MessageType: oneOf('DeclarativeManagement'),
  ...enrollmentKeys,
  Endpoint: identifier,
  Data: optional(data),
});

/** A DeclarativeManagement message. */
export type DeclarativeManagementMessage = ReturnType<typeof declarativeManagementMessage.parse>;
