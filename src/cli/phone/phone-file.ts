/**
 * Where a phone of scripts keeps its accounts: one file, readable by its owner alone, since the keys are in it. What other
 * phones have a PIN for, here the account of the computer does.
 */
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '#runtime/clock.ts';
import type { PhoneStorage, StoredAccount } from '#phone/phone.ts';
import { CliRefusal } from '../refusal.ts';

/** Milliseconds between two tries for the lock, how many there are, and after which age a lock is left over. */
const pause = 25;
const mostTries = 400;
const leftOverAfter = 60_000;

/** A phone's file. `name` tells phones of one home apart. */
export function phoneFile(home: string, name: string, clock: Clock): PhoneStorage {
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw new CliRefusal('phone_name_malformed', `"${name}" is no name of a phone`, 'letters, digits, "-" and "_"', 2);
  }
  const path = join(home, 'phones', `${name}.json`);
  const accounts = async () => {
    const text = await readIfThere(path);
    return text === undefined ? [] : (JSON.parse(text) as { readonly accounts: readonly StoredAccount[] }).accounts;
  };
  const change = async (make: (accounts: readonly StoredAccount[]) => readonly StoredAccount[]) => {
    await writeWhole(path, `${JSON.stringify({ accounts: make(await accounts()) }, null, 2)}\n`);
  };
  return {
    accounts,
    put: (account) =>
      change((all) => {
        const isNew = !all.some((one) => one.authenticatorId === account.authenticatorId);
        return isNew
          ? [...all, account]
          : all.map((one) => (one.authenticatorId === account.authenticatorId ? account : one));
      }),
    remove: (id) => change((all) => all.filter((one) => one.authenticatorId !== id)),
    exclusively: (work) => locked(`${path}.lock`, clock, work),
  };
}

async function locked<T>(path: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  for (let tries = 0; !(await create(path)); tries += 1) {
    const since = (await stat(path).catch(() => undefined))?.mtimeMs;
    if (since !== undefined && clock.now() - since > leftOverAfter) await rm(path, { force: true });
    if (tries > mostTries) {
      throw new CliRefusal('phone_in_use', 'another command uses this phone', 'wait until it is done, and try again');
    }
    await setTimeout(pause);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function create(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** A counter that went back after a loss of power would lock the phone: durable before it is used. */
async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
