/**
 * The desk: all Macs of one data home, in `<home>/macs/<name>/`. Owns names, finding by name or serial number, and the rule
 * that one Mac is used by one command at a time. Does not know what a Mac does.
 */
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '#runtime/random.ts';
import { MacHomeError } from './home-error.ts';
import { type OpenMac, openMacFolder, readSavedMac, stampOfMac, writeMacFolder } from './mac-folder.ts';
import { lockMac } from './mac-lock.ts';
import type { SavedMac } from './saved-mac.ts';
import { removeLeftovers, syncFolder } from './whole-file.ts';

/** A Mac in the list. */
export type DeskEntry =
  | { readonly kind: 'mac'; readonly name: string; readonly saved: SavedMac }
  | { readonly kind: 'damaged'; readonly name: string; readonly problem: string };

/** The Macs of one data home. */
export interface Desk {
  /** By name, in alphabetical order; a damaged one is listed as such. */
  list(): Promise<readonly DeskEntry[]>;
  /**
   * Makes a Mac. The work makes its first state from the UID key.
   * @throws {MacHomeError} `mac_name_malformed`, `mac_exists`
   */
  create(name: string, uidKey: Uint8Array, saved: Omit<SavedMac, 'format' | 'name'>): Promise<void>;
  /**
   * Works with one Mac, by name or serial number, while no other command can.
   * @throws {MacHomeError} `mac_not_found`, `serial_number_ambiguous`, `mac_in_use`, `mac_damaged`
   */
  use<Result>(nameOrSerial: string, work: (mac: OpenMac) => Promise<Result>): Promise<Result>;
  /**
   * What is saved of one Mac at this moment, by name, whoever works with it meanwhile.
   * @throws {MacHomeError} `mac_not_found`, `mac_damaged`
   */
  look(name: string): Promise<SavedGlance>;
  /** For each Mac by its name a text that is another one after every change of what is saved. */
  stamps(): Promise<ReadonlyMap<string, string>>;
  /** Deletes a Mac with its keys, damaged or not. @throws {MacHomeError} `mac_not_found`, `mac_in_use` */
  delete(nameOrSerial: string): Promise<void>;
}

/** A Mac that is only looked at. */
export type SavedGlance = Pick<OpenMac, 'name' | 'saved' | 'uidKey'>;

/** The form of a name: it is a folder's name and a word on the command line. */
export const macNamePattern = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/** How long a command waits for another one, and where names of folders that are being deleted come from. */
export interface DeskOptions {
  readonly directory: string;
  readonly random: Random;
  /** Milliseconds; ten seconds unless said. */
  readonly patience?: number;
}

const defaultPatience = 10_000;
const discarded = '.deleted-';

/** The desk in a directory such as `<home>/macs`, which need not exist yet. */
export function openDesk({ directory, random, patience = defaultPatience }: DeskOptions): Desk {
  const folderOf = (name: string) => join(directory, name);
  const locked = async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    const release = await lockMac(join(directory, `${name}.lock`), name, patience);
    try {
      return await work();
    } finally {
      release();
    }
  };
  return {
    list: () => listDesk(directory),
    async create(name, uidKey, saved) {
      if (!macNamePattern.test(name)) throw malformedName(name);
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await removeDiscarded(directory);
      await locked(name, async () => {
        if (await isThere(folderOf(name))) throw new MacHomeError('mac_exists', `There is a Mac "${name}" already.`);
        await writeMacFolder(folderOf(name), { format: 1, name, ...saved }, uidKey);
        await syncFolder(directory);
      });
    },
    async use(nameOrSerial, work) {
      const name = await findName(directory, nameOrSerial);
      return locked(name, async () => {
        await removeLeftovers(folderOf(name));
        const saved = await readSavedMac(folderOf(name));
        if (!saved) throw notFound(nameOrSerial);
        return work(await openMacFolder(folderOf(name), saved));
      });
    },
    async look(name) {
      const saved = macNamePattern.test(name) ? await readSavedMac(folderOf(name)) : undefined;
      if (!saved) throw notFound(name);
      return openMacFolder(folderOf(name), saved);
    },
    async stamps() {
      const names = await macNames(directory);
      const stamps = await Promise.all(names.map(async (name) => [name, await stampOfMac(folderOf(name))] as const));
      return new Map(stamps.flatMap(([name, stamp]) => (stamp === undefined ? [] : [[name, stamp] as const])));
    },
    async delete(nameOrSerial) {
      const name = await findName(directory, nameOrSerial);
      await locked(name, async () => {
        const suffix = Buffer.from(random.bytes(6)).toString('hex');
        await rename(folderOf(name), join(directory, `${discarded}${suffix}`));
        await removeDiscarded(directory);
      });
    },
  };
}

async function listDesk(directory: string): Promise<readonly DeskEntry[]> {
  const names = await macNames(directory);
  const entries = await Promise.all(names.map((name) => readEntry(directory, name)));
  return entries.filter((entry) => entry !== undefined);
}

async function readEntry(directory: string, name: string): Promise<DeskEntry | undefined> {
  try {
    const saved = await readSavedMac(join(directory, name));
    return saved && { kind: 'mac', name, saved };
  } catch (error) {
    if (error instanceof MacHomeError) return { kind: 'damaged', name, problem: error.message };
    throw error;
  }
}

async function macNames(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory() && macNamePattern.test(entry.name))
    .map(({ name }) => name)
    .sort();
}

async function findName(directory: string, nameOrSerial: string): Promise<string> {
  const names = await macNames(directory);
  if (names.includes(nameOrSerial)) return nameOrSerial;
  const serial = nameOrSerial.toUpperCase();
  const found = (await listDesk(directory)).filter(
    (entry) => entry.kind === 'mac' && entry.saved.state.hardware.serialNumber === serial,
  );
  if (found.length > 1) {
    const list = found.map(({ name }) => name).join(', ');
    throw new MacHomeError('serial_number_ambiguous', `Several Macs have the serial number ${serial}: ${list}.`);
  }
  const [only] = found;
  if (!only) throw notFound(nameOrSerial);
  return only.name;
}

/** Also finishes deletions that a dying process began: the keys of a deleted Mac must not stay. */
async function removeDiscarded(directory: string): Promise<void> {
  const names = await readdir(directory);
  const away = names.filter((name) => name.startsWith(discarded));
  await Promise.all(away.map((name) => rm(join(directory, name), { recursive: true, force: true })));
}

async function isThere(folder: string): Promise<boolean> {
  // A folder without a state was never finished: the next Mac of that name takes its place.
  try {
    return (await readSavedMac(folder)) !== undefined;
  } catch (error) {
    if (error instanceof MacHomeError) return true;
    throw error;
  }
}

function notFound(nameOrSerial: string): MacHomeError {
  return new MacHomeError('mac_not_found', `There is no Mac "${nameOrSerial}" here.`);
}

function malformedName(name: string): MacHomeError {
  return new MacHomeError(
    'mac_name_malformed',
    `"${name}" cannot name a Mac: use up to 63 lower-case letters, digits, ".", "_" or "-", beginning with a letter or digit.`,
  );
}
