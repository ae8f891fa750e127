/** One Mac as it stands on disk: its state, and how its network reaches the identity provider. */
import { type JsonObject, isJsonObject, parseJsonObject } from '#protocol/encoding/json.ts';
import type { MacState } from '../mac-state.ts';
import { macosVersions } from '../macos/versions.ts';
import { MacHomeError } from './home-error.ts';

/** How the Mac reaches its identity provider. */
export interface Connection {
  /** The issuer, such as `https://localhost:8443`; undefined when only a login configuration file is known. */
  readonly issuer: string | undefined;
  /** A PEM file of roots to trust besides those that come with Node, such as that of a server on this machine. */
  readonly trustedRoots: string | undefined;
}

/** The file's content. */
export interface SavedMac {
  readonly format: 1;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly connection: Connection;
  readonly state: MacState;
}

/** The text of the file. */
export function encodeSavedMac(saved: SavedMac): string {
  return `${JSON.stringify(saved, undefined, 1)}\n`;
}

/**
 * Reads the file. The state's outline is looked at here; the virtual Mac reads its inside.
 * @throws {MacHomeError} `mac_damaged`, naming the file
 */
export function parseSavedMac(text: string, path: string): SavedMac {
  const json = parseJsonObject(text);
  if (!json) throw damaged(path, 'it is not whole JSON');
  const problem = outlineProblem(json);
  if (problem !== undefined) throw damaged(path, problem);
  return json as unknown as SavedMac;
}

/** The error for a Mac whose files cannot be used. */
export function damaged(path: string, problem: string): MacHomeError {
  return new MacHomeError(
    'mac_damaged',
    `The file ${path} is damaged: ${problem}. Restore it from a backup, or delete the Mac and make it again.`,
  );
}

function outlineProblem(json: JsonObject): string | undefined {
  if (json['format'] !== 1) return 'its format is not 1';
  if (typeof json['name'] !== 'string' || typeof json['createdAt'] !== 'number') return 'its name or date is missing';
  if (!isJsonObject(json['connection'])) return 'its connection is missing';
  const state = json['state'];
  if (!isJsonObject(state) || state['format'] !== 1) return 'its state is missing';
  const missing = stateMembers.find((member) => state[member] === undefined);
  if (missing !== undefined) return `the member "${missing}" of its state is missing`;
  const hardware = state['hardware'];
  if (!isJsonObject(hardware) || typeof hardware['serialNumber'] !== 'string') return 'its serial number is missing';
  if (!(macosVersions as readonly unknown[]).includes(state['macos'])) return 'its macOS version is not known';
  return undefined;
}

const stateMembers = [
  'accounts',
  'clock',
  'extensions',
  'fileVault',
  'loginKeychains',
  'network',
  'notifications',
  'platformSso',
  'profiles',
  'quirks',
  'secureEnclave',
  'session',
  'smartCards',
] as const;
