import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AdminAccess } from './access.ts';

/** Where the token is, from the data home. */
export function localTokenPath(home: string): string {
  return join(home, 'server', 'admin-token');
}

/**
 * Sees to it that the file `<home>/server/admin-token` holds a token of this server, readable by the owner alone (0600):
 * whoever may read the server's files may administer it. Called at each start; a token that is still good is kept, else
 * a new one takes its place and the earlier ones of this home end.
 *
 * @returns whether a new token was made
 */
export async function ensureLocalToken(access: AdminAccess, home: string): Promise<'kept' | 'written'> {
  const path = localTokenPath(home);
  const present = await readIfThere(path);
  if (present !== undefined && (await access.recognise(present)).kind === 'accepted') {
    await chmod(path, 0o600);
    return 'kept';
  }
  const name = `file ${path}`;
  await access.revokeLocal(name, 'system');
  const { token } = await access.issue({ name, role: 'admin', origin: 'local' }, 'system');
  await writePrivately(path, `${token}\n`);
  return 'written';
}

/** Written beside and renamed, so that the file is never half there and never readable by others. */
async function writePrivately(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.new`;
  await writeFile(beside, text, { mode: 0o600 });
  await chmod(beside, 0o600);
  await rename(beside, path);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
