import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJsonObject } from '#protocol/encoding/json.ts';

/** The version of this installation, as its package says. */
export function installedVersion(): string {
  const path = join(import.meta.dirname, '../../package.json');
  const { version } = parseJsonObject(readFileSync(path, 'utf8')) ?? {};
  return typeof version === 'string' ? version : 'unknown';
}
