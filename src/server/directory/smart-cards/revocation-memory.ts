/** Revocation lists ready for questions, kept from one to the next: reading and verifying a large one takes long. */
import type { VerifySignature } from '#protocol/x509/algorithms.ts';
import { parseRevocationList } from '#protocol/x509/revocation-list.ts';
import { type VerifiedRevocationList, verifyRevocationList } from '#protocol/x509/revocation.ts';
import type { Reader } from '#server/store/database.ts';
import { parsed } from './certificate-input.ts';
import { rawList, type StoredAuthority } from './store.ts';

interface Kept {
  readonly digest: string;
  readonly list: VerifiedRevocationList | undefined;
}

/** One list an authority, as long as the store says that it is the one in force. */
export class RevocationMemory {
  readonly #verifySignature: VerifySignature;
  readonly #kept = new Map<string, Kept>();

  constructor(verifySignature: VerifySignature) {
    this.#verifySignature = verifySignature;
  }

  /** The list in force; undefined when there is none that counts. `stored` was read a moment ago. */
  async listOf(reader: Reader, stored: StoredAuthority): Promise<VerifiedRevocationList | undefined> {
    const { authority, listDigest: digest } = stored;
    if (digest === undefined) return undefined;
    const kept = this.#kept.get(authority.id);
    if (kept?.digest === digest) return kept.list;
    const raw = await rawList(reader, authority.id);
    const list = raw && this.#verified(raw, stored);
    this.#kept.set(authority.id, { digest, list });
    return list;
  }

  #verified(raw: Uint8Array, { certificate }: StoredAuthority): VerifiedRevocationList | undefined {
    const verdict = parsed(() => verifyRevocationList(parseRevocationList(raw), certificate, this.#verifySignature));
    return verdict?.kind === 'verified' ? verdict.list : undefined;
  }
}
