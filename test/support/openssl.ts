/** The openssl program in a folder of its own: the outside witness for certificates, requests and messages. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePem } from '#protocol/encoding/pem.ts';

/** A folder with files for openssl; `remove` deletes it. */
export class OpenSsl {
  readonly folder = mkdtempSync(join(tmpdir(), 'porchlight-openssl-'));

  write(name: string, content: string | Uint8Array): void {
    writeFileSync(join(this.folder, name), content);
  }

  writePem(name: string, label: string, der: Uint8Array): void {
    this.write(name, encodePem(label, der));
  }

  read(name: string): Uint8Array {
    return new Uint8Array(readFileSync(join(this.folder, name)));
  }

  readText(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** Runs it and gives what it printed. @throws when it fails */
  run(...args: string[]): string {
    return execFileSync('openssl', args, { cwd: this.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Runs it, and gives everything that it printed, whether it failed or not. */
  try(...args: string[]): { readonly status: number | null; readonly text: string } {
    const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: this.folder, encoding: 'utf8' });
    return { status, text: stdout + stderr };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
