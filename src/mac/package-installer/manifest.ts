/**
 * The manifest of a package as this Mac reads it. Hashes are of chunks of a size, lower-case hexadecimal; SHA-256 counts where
 * both kinds are there. Source: Apple, ManifestURL (`items`, `assets`, `metadata`).
 */
import { fromHex } from '#protocol/encoding/bytes.ts';
import { type JsonObject, isJsonObject } from '#protocol/encoding/json.ts';

/** What is to be downloaded, and how to know it. */
export interface PackageAsset {
  readonly url: string;
  readonly algorithm: 'sha256' | 'md5';
  /** Bytes in each chunk but the last. */
  readonly chunkSize: number;
  readonly hashes: readonly Uint8Array[];
}

/** The package's asset, or undefined for a manifest that cannot be used. */
export function packageAsset(manifest: JsonObject): PackageAsset | undefined {
  const [item] = dictionaries(manifest['items']);
  const asset = dictionaries(item?.['assets']).find(({ kind }) => kind === 'software-package');
  const url = asset?.['url'];
  if (!asset || typeof url !== 'string' || !url.startsWith('https://')) return undefined;
  const hashed = hashesOf(asset, 'sha256') ?? hashesOf(asset, 'md5');
  return hashed && { url, ...hashed };
}

function hashesOf(asset: JsonObject, algorithm: 'sha256' | 'md5'): Omit<PackageAsset, 'url'> | undefined {
  const [size, list] = [asset[`${algorithm}-size`], asset[`${algorithm}s`]];
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) return undefined;
  if (!Array.isArray(list) || list.length === 0) return undefined;
  if (!list.every((text): text is string => typeof text === 'string' && /^(?:[0-9a-f]{2})+$/i.test(text)))
    return undefined;
  return { algorithm, chunkSize: size, hashes: list.map((text) => fromHex(text.toLowerCase())) };
}

function dictionaries(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
