/** The envelope of a command. Server to Mac, as the answer to a report. Apple, "Command". */
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { encodeDictionary, parseDictionary } from '../message.ts';
import { dictionary, identifier, readShape } from '../shape.ts';
import { type MdmCommand, requestTypeOf } from './define-command.ts';

/** A command on its way. */
export interface CommandEnvelope {
  /** Names this delivery in the report; any string, ours are UUIDs. */
  readonly CommandUUID: string;
  readonly Command: MdmCommand;
}

/** The XML bytes that a Mac is sent. */
export function encodeCommand({ CommandUUID, Command }: CommandEnvelope): Uint8Array {
  return encodeDictionary({ Command, CommandUUID });
}

/**
 * The command in a body; undefined for zero bytes, which end the connection.
 * @throws {MdmError} `malformed_plist`, `not_a_dictionary`, `missing_key`, `malformed_key`
 */
export function parseCommand(body: Uint8Array): CommandEnvelope | undefined {
  if (body.length === 0) return undefined;
  const read = readShape(parseDictionary(body), { CommandUUID: identifier, Command: dictionary });
  return { CommandUUID: read.CommandUUID, Command: asCommand(read.Command) };
}

/** A dictionary as a command. @throws {MdmError} when it has no RequestType */
export function asCommand(command: PlistDictionary): MdmCommand {
  return { ...command, RequestType: requestTypeOf(command) };
}
