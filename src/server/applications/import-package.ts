/** Takes a package in: its bytes as they come, up to a size; then what it says; then into the store. */
import { ProductArchiveError, type ProductArchiveErrorCode } from '#protocol/product-archive/product-archive-error.ts';
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import type { ApplicationPorts } from './application-ports.ts';
import type { HostedPackage } from './hosted-package.ts';
import { beginPackage, completePackage, writePieces } from './package-store.ts';
import { readPackage } from './read-package.ts';

/** Why a package was not taken. */
export type ImportRefusal = ProductArchiveErrorCode | 'application_too_large' | 'application_import_busy';

/** What came of it. `already`: the same file was here. */
export type ImportOutcome =
  | { readonly kind: 'imported' | 'already'; readonly hosted: HostedPackage }
  | { readonly kind: 'refused'; readonly code: ImportRefusal; readonly message: string };

/** Takes packages in, one at a time: each is held in memory until it is proven. */
export class PackageImport {
  readonly #ports: ApplicationPorts;
  #isBusy = false;

  constructor(ports: ApplicationPorts) {
    this.#ports = ports;
  }

  /** Reads the parts to their end, or as far as a package may be. */
  async fromParts(parts: AsyncIterable<Uint8Array>, actor: string): Promise<ImportOutcome> {
    if (this.#isBusy) return this.#refuse('application_import_busy', 'Another package is being taken in.', actor);
    this.#isBusy = true;
    try {
      const bytes = await collect(parts, this.#ports.largestPackage);
      if (bytes !== undefined) return await this.#take(bytes, actor, undefined);
      const message = `The package has more than ${this.#ports.largestPackage} bytes.`;
      return this.#refuse('application_too_large', message, actor);
    } finally {
      this.#isBusy = false;
    }
  }

  /** Takes a package of our own making. */
  made(bytes: Uint8Array, actor: string, demonstrationRoot: string): Promise<ImportOutcome> {
    return this.#take(bytes, actor, demonstrationRoot);
  }

  async #take(bytes: Uint8Array, actor: string, demonstrationRoot: string | undefined): Promise<ImportOutcome> {
    const { database, clock, random } = this.#ports;
    try {
      const [id, importedAt] = [uuidFrom(random.bytes(16)), clock.now()];
      const wish = { ...readPackage(bytes), demonstrationRoot, id, importedAt, importedBy: actor };
      await beginPackage(database, wish);
      await writePieces(database, id, bytes);
      const { hosted, isNew } = await completePackage(database, wish, () => importedEvent(wish, actor));
      return { kind: isNew ? 'imported' : 'already', hosted };
    } catch (error) {
      if (error instanceof ProductArchiveError) return this.#refuse(error.code, error.message, actor);
      throw error;
    }
  }

  #refuse(code: ImportRefusal, message: string, actor: string): ImportOutcome {
    const detail = { adminDescription: message };
    this.#ports.audit.record({ type: 'applications.import.refused', outcome: 'refused', code, actor, detail });
    return { kind: 'refused', code, message };
  }
}

function importedEvent(
  { id, applications: [first], sha256, teamIdentifier, demonstrationRoot }: HostedPackage,
  actor: string,
) {
  return {
    type: 'applications.package.imported',
    outcome: 'changed',
    actor,
    detail: {
      application: id,
      bundleIdentifier: first.bundleIdentifier,
      bundleVersion: first.bundleVersion,
      sha256,
      teamIdentifier: teamIdentifier ?? null,
      isDemonstration: demonstrationRoot !== undefined,
    },
  } as const;
}

/** Undefined for more than `most` bytes; what comes after is not read. */
async function collect(parts: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array | undefined> {
  const kept: Uint8Array[] = [];
  let length = 0;
  for await (const part of parts) {
    length += part.length;
    if (length > most) return undefined;
    kept.push(part);
  }
  return Buffer.concat(kept, length);
}
