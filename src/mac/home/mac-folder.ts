/**
 * The folder of one Mac: `mac.json` (its state), `uid-key` (the key fused into its Secure Enclave, which seals the
 * secrets in the state), `log.jsonl` (what its log would show). All are for their owner only.
 */
import { appendFile, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fromBase64, toBase64 } from '#protocol/encoding/base64.ts';
import type { MacState } from '../mac-state.ts';
import type { LogLine } from '../terminal/terminal-mac.ts';
import { type SavedMac, damaged, encodeSavedMac, parseSavedMac } from './saved-mac.ts';
import { readIfThere, writeWhole } from './whole-file.ts';

/** The UID key's length in bytes. */
export const uidKeyLength = 32;
const keptLogBytes = 1_000_000;

/** A Mac that is open; its lock is held until the work with it ends. */
export interface OpenMac {
  readonly name: string;
  readonly saved: SavedMac;
  readonly uidKey: Uint8Array;
  /** Makes the state durable. */
  save(state: MacState): Promise<void>;
  log(): Promise<readonly LogLine[]>;
  appendLog(lines: readonly LogLine[]): Promise<void>;
}

/** Writes a new Mac's folder; the state last, so that a Mac without it was never made. */
export async function writeMacFolder(folder: string, saved: SavedMac, uidKey: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeWhole(join(folder, 'uid-key'), `${toBase64(uidKey)}\n`);
  await writeWhole(join(folder, 'mac.json'), encodeSavedMac(saved));
}

/** What is saved, or undefined when there is no Mac in the folder. @throws {MacHomeError} `mac_damaged` */
export async function readSavedMac(folder: string): Promise<SavedMac | undefined> {
  const path = join(folder, 'mac.json');
  const text = await readIfThere(path);
  return text === undefined ? undefined : parseSavedMac(text, path);
}

/** Another text after every change of the state, which is written as a new file each time; undefined without one. */
export async function stampOfMac(folder: string): Promise<string | undefined> {
  try {
    const { ino, mtimeNs, size } = await stat(join(folder, 'mac.json'), { bigint: true });
    return `${ino}.${mtimeNs}.${size}`;
  } catch {
    return undefined;
  }
}

/** Opens the folder's Mac. @throws {MacHomeError} `mac_damaged` */
export async function openMacFolder(folder: string, saved: SavedMac): Promise<OpenMac> {
  const logPath = join(folder, 'log.jsonl');
  return {
    name: saved.name,
    saved,
    uidKey: await readUidKey(join(folder, 'uid-key')),
    save: (state) => writeWhole(join(folder, 'mac.json'), encodeSavedMac({ ...saved, state })),
    log: async () => parseLog((await readIfThere(logPath)) ?? ''),
    async appendLog(lines) {
      if (lines.length === 0) return;
      await appendFile(logPath, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 });
      await shortenLog(logPath);
    },
  };
}

async function readUidKey(path: string): Promise<Uint8Array> {
  const text = await readIfThere(path);
  if (text === undefined) throw damaged(path, 'it is missing, and nothing of this Mac can be unsealed without it');
  const key = fromBase64(text.trim());
  if (key?.length !== uidKeyLength) throw damaged(path, `it is not base64 of ${uidKeyLength} bytes`);
  return key;
}

/** A line that a dying process left half written is passed over: the log is for reading, nothing is decided by it. */
function parseLog(text: string): readonly LogLine[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as LogLine];
    } catch {
      return [];
    }
  });
}

async function shortenLog(path: string): Promise<void> {
  const { size } = await stat(path);
  if (size <= keptLogBytes) return;
  const text = await readFile(path, 'utf8');
  const tail = text.slice(-keptLogBytes / 2);
  await writeWhole(path, tail.slice(tail.indexOf('\n') + 1));
}
