import { createHash } from 'node:crypto';
import { constantTimeEqual } from '#runtime/crypto.ts';
import type { PackageAsset } from './manifest.ts';

/**
 * Whether bytes have the hashes of a manifest. With one hash the chunk is the whole file whatever size is given: some servers
 * write the length of the digest there, and macOS installs their packages.
 */
export function hasHashes(bytes: Uint8Array, { algorithm, chunkSize, hashes }: PackageAsset): boolean {
  const size = hashes.length === 1 ? Math.max(bytes.length, 1) : chunkSize;
  if (Math.max(1, Math.ceil(bytes.length / size)) !== hashes.length) return false;
  return hashes.every((expected, index) => {
    const chunk = bytes.subarray(index * size, (index + 1) * size);
    return constantTimeEqual(createHash(algorithm).update(chunk).digest(), expected);
  });
}
