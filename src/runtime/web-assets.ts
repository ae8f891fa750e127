/** Files of the built web apps, read into memory, as they are few and small; and answers over HTTP that give them out. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file as it is given out. */
export interface WebAsset {
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
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** The files of one app by their paths below it. Empty when the app is not built. */
export function readWebAssets(folder: string, app: string): ReadonlyMap<string, WebAsset> {
  const root = join(folder, app);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) return new Map();
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  const known = names.filter((name) => extname(name) in types);
  return new Map(known.map((name) => [name, readAsset(join(root, name), name)]));
}

function readAsset(path: string, name: string): WebAsset {
  return webAssetOf(name, readFileSync(path));
}

/** A file with this content under this name. */
export function webAssetOf(name: string, bytes: Buffer): WebAsset {
  const compressed = gzipSync(bytes, { level: 9 });
  return {
    type: types[extname(name)] ?? 'application/octet-stream',
    bytes,
    compressed: compressed.length < bytes.length * 0.9 ? compressed : undefined,
    tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    isImmutable: name.startsWith('assets/'),
  };
}

/** An answer that gives a file out. */
export interface AssetAnswer {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

/** What has its digest in its name never changes; of the rest, a browser asks each time whether it did (RFC 9111). */
export function answerWithAsset(
  asked: { readonly 'if-none-match'?: string | undefined; readonly 'accept-encoding'?: string | string[] | undefined },
  asset: WebAsset,
): AssetAnswer {
  const caching = asset.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache';
  const headers = { 'cache-control': caching, etag: asset.tag, vary: 'accept-encoding' };
  const known = asked['if-none-match']?.split(/\s*,\s*/) ?? [];
  if (known.some((tag) => tag.replace(/^W\//, '') === asset.tag)) return { status: 304, headers, body: undefined };
  const typed = { ...headers, 'content-type': asset.type };
  const isCompressed = asset.compressed && /\bgzip\b/.test(String(asked['accept-encoding'] ?? ''));
  if (!isCompressed) return { status: 200, headers: typed, body: asset.bytes };
  return { status: 200, headers: { ...typed, 'content-encoding': 'gzip' }, body: asset.compressed };
}
