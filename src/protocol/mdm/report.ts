/**
 * What a Mac says when it connects: that it is idle, or what became of a command. Mac to server; answered with the next
 * command, or with zero bytes. Apple, "Response from a device". Result keys of a command lie beside these.
 */
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { type EnrollmentKeys, enrollmentKeys } from './enrollment-ids.ts';
import { MdmError } from './mdm-error.ts';
import {
  boolean,
  identifier,
  integer,
  listOf,
  optional,
  readShape,
  record,
  type Shaped,
  text,
  unknownKeys,
  writeShape,
} from './shape.ts';

const errorShape = {
  ErrorCode: integer,
  ErrorDomain: text,
  LocalizedDescription: optional(text),
  USEnglishDescription: optional(text),
};

/** One link of the chain, the outermost first. */
export type ErrorChainItem = Shaped<typeof errorShape>;

/** Every status a Mac reports. */
export const reportStatuses = ['Idle', 'Acknowledged', 'Error', 'CommandFormatError', 'NotNow'] as const;
/** One of them. */
export type ReportStatus = (typeof reportStatuses)[number];

const shape = {
  Status: identifier,
  CommandUUID: optional(identifier),
  ...enrollmentKeys,
  ErrorChain: optional(listOf(record(errorShape))),
  /** User channel: the user is not the one at the console. */
  NotOnConsole: optional(boolean),
  /** User channel: the login window waits for an empty answer. */
  NeedSyncResponse: optional(boolean),
  /** User channel: the connection is part of Setup Assistant. */
  UserConfiguration: optional(boolean),
  RequestType: optional(text),
};

type Envelope = Omit<Shaped<typeof shape>, 'Status' | 'CommandUUID' | 'ErrorChain'> & EnrollmentKeys;

/** A report; switch on `Status`. */
export type Report =
  | (Envelope & { readonly Status: 'Idle' })
  | (Envelope & {
      readonly Status: Exclude<ReportStatus, 'Idle'>;
      readonly CommandUUID: string;
      /** Empty for a status without one. */
      readonly ErrorChain: readonly ErrorChainItem[];
      /** The keys that belong to the command's result. */
      readonly result: PlistDictionary;
    });

/** @throws {MdmError} `missing_key`, `malformed_key`, `unknown_status` */
export function parseReport(from: PlistDictionary): Report {
  const { Status: status, CommandUUID, ErrorChain, ...envelope } = readShape(from, lenient(from));
  const known = reportStatuses.find((name) => name === status);
  if (known === undefined) throw new MdmError('unknown_status', 'Status is not one that this server knows');
  if (known === 'Idle') return { ...envelope, Status: 'Idle' };
  if (CommandUUID === undefined) throw new MdmError('missing_key', 'CommandUUID is missing');
  const result = unknownKeys(from, shape);
  return { ...envelope, Status: known, CommandUUID, ErrorChain: ErrorChain ?? [], result };
}

/**
 * A chain that cannot be read is an empty chain: a Mac sends its report again until the server has taken it, so only what
 * the queue needs may be refused.
 */
function lenient(from: PlistDictionary): typeof shape {
  try {
    readShape(from, { ErrorChain: shape.ErrorChain });
    return shape;
  } catch {
    return { ...shape, ErrorChain: { isOptional: true, read: () => [] } };
  }
}

/** The dictionary of a report. */
export function encodeReport(report: Report): PlistDictionary {
  if (report.Status === 'Idle') return writeShape(report, shape);
  const { result, ErrorChain, ...envelope } = report;
  return { ...writeShape({ ...envelope, ...(ErrorChain.length > 0 ? { ErrorChain } : {}) }, shape), ...result };
}
