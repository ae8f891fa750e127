/** Files of the web apps, read into memory: they are few and small. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file as it is given out. */
export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
  /** The same by gzip, where that is smaller by much. */
  readonly compressed: Buffer | undefined;
  /** A strong entity tag (RFC 9110, section 8.8.3), quotes included. */
  readonly tag: string;
  /** Whether another content would have another name. */
  readonly isImmutable: boolean;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** The files of one app by their paths below it. Empty when the app is not built. */
export function readAssets(folder: string, app: string): ReadonlyMap<string, Asset> {
  const root = join(folder, app);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) return new Map();
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  const known = names.filter((name) => extname(name) in types);
  return new Map(known.map((name) => [name, readAsset(join(root, name), name)]));
}

function readAsset(path: string, name: string): Asset {
  const bytes = readFileSync(path);
  const compressed = gzipSync(bytes, { level: 9 });
  return {
    type: types[extname(name)] ?? 'application/octet-stream',
    bytes,
    compressed: compressed.length < bytes.length * 0.9 ? compressed : undefined,
    tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    isImmutable: name.startsWith('assets/'),
  };
}
