/** Links and proofs that have counted: each stands here until it would have ended anyway. */
import { utf8 } from '#protocol/encoding/utf8.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { Writer } from '#server/store/database.ts';

/** Uses one up; false when it was used before, on any node. */
export async function useOnce(
  writer: Writer,
  token: { readonly id: string; readonly endsAt: number },
): Promise<boolean> {
  const rows = await writer.run(
    'INSERT INTO certificate_sign_in_used (hash, ends_at) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING',
    nodeCrypto.sha256(utf8(token.id)),
    token.endsAt,
  );
  return rows === 1;
}

/** Forgets those that have ended. */
export async function forgetEnded(writer: Writer, now: number): Promise<void> {
  await writer.run('DELETE FROM certificate_sign_in_used WHERE ends_at <= ?', now);
}
