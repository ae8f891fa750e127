/**
 * Files that are either as they were or as they should be, whatever happens in between: written beside under another
 * name, made durable, then renamed. Only the owner may read them.
 */
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const temporary = '.tmp';

/** Replaces the file. After the promise resolves, the content survives a loss of power. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const beside = join(dirname(path), `${basename(path)}.${randomUUID()}${temporary}`);
  try {
    await withFile(beside, 'wx', async (file) => {
      await file.writeFile(content);
      await file.sync();
    });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** The text of a file, or undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Removes what a process that died between writing and renaming left behind. Only under the folder's lock. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder);
  await Promise.all(names.filter((name) => name.endsWith(temporary)).map((name) => rm(join(folder, name))));
}

/** Makes a rename or a new name in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  await withFile(folder, 'r', (file) => file.sync());
}

async function withFile(path: string, flags: string, work: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await work(file);
  } finally {
    await file.close();
  }
}
