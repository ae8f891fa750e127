/** Homes of the bench's servers: gone afterwards, however the bench ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const homes = new Set<string>();
let removesAtExit = false;

/** Makes an empty one. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'porchlight-bench-'));
  homes.add(home);
  if (!removesAtExit) process.once('exit', () => homes.forEach(removeHome));
  removesAtExit = true;
  return home;
}

/** Removes one. */
export function removeHome(home: string): void {
  // A server that is just ending may still be writing.
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  homes.delete(home);
}
