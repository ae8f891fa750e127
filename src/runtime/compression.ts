import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import type { Compression } from '#protocol/product-archive/ports.ts';

/** zlib and gzip by `node:zlib`, bounded. */
export const nodeCompression: Compression = {
  inflate: (bytes, most) => bounded(() => inflateSync(bytes, { maxOutputLength: most })),
  deflate: (bytes) => deflateSync(bytes),
  gunzip: (bytes, most) => bounded(() => gunzipSync(bytes, { maxOutputLength: most })),
  gzip: (bytes) => gzipSync(bytes),
};

function bounded(unpack: () => Uint8Array): Uint8Array | undefined {
  try {
    return unpack();
  } catch {
    return undefined;
  }
}
