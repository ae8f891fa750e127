/** What reading and writing packages needs from outside. */
import type { Digests } from '#protocol/crypto.ts';

/** Decompression and compression. `inflate` and `gunzip` give undefined for damaged bytes and beyond `most` bytes. */
export interface Compression {
  /** zlib (RFC 1950). */
  inflate(bytes: Uint8Array, most: number): Uint8Array | undefined;
  deflate(bytes: Uint8Array): Uint8Array;
  /** gzip (RFC 1952). */
  gunzip(bytes: Uint8Array, most: number): Uint8Array | undefined;
  gzip(bytes: Uint8Array): Uint8Array;
}

/** Both together. */
export interface ArchivePorts {
  readonly compression: Compression;
  readonly digests: Digests;
}
