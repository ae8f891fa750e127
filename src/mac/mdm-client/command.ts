/** What executing a command comes to. Source: Apple, "Commands and queries", "ErrorChainItem". */
import type { PlistDictionary, PlistWritable } from '#protocol/encoding/plist/plist.ts';
import type { MacParts } from '../mac-parts.ts';
import type { Channel } from './channel.ts';
import type { ManagementState } from './management-state.ts';

/** The report of a command, without the keys that say whose it is. */
export type CommandResult =
  | { readonly status: 'Acknowledged'; readonly keys?: ResultKeys }
  | { readonly status: 'NotNow' }
  | { readonly status: 'Error' | 'CommandFormatError'; readonly errors: readonly CommandFault[] };

/** Keys of a report. */
export type ResultKeys = Readonly<Record<string, PlistWritable>>;

/** One link of `ErrorChain`. */
export interface CommandFault {
  readonly domain: string;
  readonly code: number;
  readonly description: string;
}

/** What a command is executed with. */
export interface CommandScene {
  readonly mac: MacParts;
  readonly management: ManagementState;
  readonly channel: Channel;
  /** The dictionary `Command`. */
  readonly command: PlistDictionary;
}

/** Executes one type of request. */
export interface CommandExecutor {
  readonly requestType: string;
  /** Bits of `AccessRights` that the enrollment must have; 0: none. */
  readonly rights: number;
  /** Which channels it comes on. */
  readonly channels: 'device' | 'both';
  run(scene: CommandScene): CommandResult | Promise<CommandResult>;
}

/** Done, with result keys where there are some. */
export function acknowledged(keys?: ResultKeys): CommandResult {
  return keys === undefined ? { status: 'Acknowledged' } : { status: 'Acknowledged', keys };
}

/** Not done. */
export function failed(domain: string, code: number, description: string): CommandResult {
  return { status: 'Error', errors: [{ domain, code, description }] };
}

/** The command itself is no good. */
export function malformed(description: string): CommandResult {
  return { status: 'CommandFormatError', errors: [{ domain: mdmDomain, code: 12_010, description }] };
}

/** Where most faults of `mdmclient` belong. */
export const mdmDomain = 'MCMDMErrorDomain';

/** The chain as it is reported. */
export function errorChain(errors: readonly CommandFault[]): readonly PlistDictionary[] {
  return errors.map(({ domain, code, description }) => ({
    ErrorCode: code,
    ErrorDomain: domain,
    LocalizedDescription: description,
    USEnglishDescription: description,
  }));
}
