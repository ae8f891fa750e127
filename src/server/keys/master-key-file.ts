/** The master key's file: made on first run, readable by its owner only, every version kept until nothing needs it. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { fromBase64, toBase64 } from '#protocol/encoding/base64.ts';
import { isJsonObject, parseJsonObject } from '#protocol/encoding/json.ts';
import type { Random } from '#runtime/random.ts';
import type { MasterKey } from './sealer.ts';

/** A master key file that cannot be used. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
  readonly code: 'master_key_malformed' | 'master_key_exposed' | 'master_key_missing';

  constructor(code: MasterKeyError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Reads the file, or makes it when it is missing and may be made. @throws {MasterKeyError} */
export function openMasterKeyFile(path: string, random: Random, mayCreate: boolean): MasterKey {
  if (existsSync(path)) return readMasterKeyFile(path);
  if (!mayCreate) {
    throw new MasterKeyError(
      'master_key_missing',
      `There is no master key at ${path}, but the store holds sealed secrets. Put the key back.`,
    );
  }
  const masterKey = { current: 1, versions: new Map([[1, random.bytes(32)]]) };
  writeMasterKeyFile(path, masterKey);
  return masterKey;
}

/** Adds a version and makes it the current one. Older versions stay, to open what is sealed under them. */
export function addMasterKeyVersion(path: string, masterKey: MasterKey, random: Random): MasterKey {
  const current = Math.max(...masterKey.versions.keys()) + 1;
  const next = { current, versions: new Map([...masterKey.versions, [current, random.bytes(32)] as const]) };
  writeMasterKeyFile(path, next);
  return next;
}

/** Why a file could not be read now; undefined where it can. For who wants to know before the next start. */
export function masterKeyProblem(path: string): MasterKeyError['code'] | undefined {
  if (!existsSync(path)) return 'master_key_missing';
  try {
    readMasterKeyFile(path);
    return undefined;
  } catch (error) {
    return error instanceof MasterKeyError ? error.code : 'master_key_malformed';
  }
}

/** Reads a file. @throws {MasterKeyError} `master_key_exposed` when others can read it, `master_key_malformed` */
export function readMasterKeyFile(path: string): MasterKey {
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new MasterKeyError('master_key_exposed', `${path} can be read by others. Run: chmod 600 ${path}`);
  }
  const json = parseJsonObject(readFileSync(path, 'utf8'));
  const keys = json?.['keys'];
  const current = json?.['current'];
  const versions = new Map<number, Uint8Array>();
  for (const [version, text] of isJsonObject(keys) ? Object.entries(keys) : []) {
    const key = typeof text === 'string' ? fromBase64(text) : undefined;
    if (key?.length === 32) versions.set(Number(version), key);
  }
  if (typeof current !== 'number' || !versions.has(current)) {
    throw new MasterKeyError(
      'master_key_malformed',
      `${path} is not a master key file: {"current":1,"keys":{"1":"<32 bytes in base64>"}}.`,
    );
  }
  return { current, versions };
}

// Written aside, made durable and renamed: a crash leaves the old file or the new one, never half of one.
function writeMasterKeyFile(path: string, { current, versions }: MasterKey): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const keys = Object.fromEntries([...versions].map(([version, key]) => [version, toBase64(key)]));
  const file = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(file, `${JSON.stringify({ current, keys }, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}
