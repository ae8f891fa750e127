/**
 * Addresses of manifests and packages. macOS asks for both without saying who it is, so the address itself is the right: it
 * cannot be guessed, belongs to one package, and ends. Of its secret part only the hash is kept.
 */
import { createHash } from 'node:crypto';
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { Database, Reader, Writer } from '#server/store/database.ts';

/** How long an address is remembered after its end, in milliseconds: a Mac is told that it ended, not that it never was. */
export const rememberedFor = 7 * 86_400_000;

/** What a secret part leads to. */
export type LinkVerdict =
  | { readonly kind: 'valid'; readonly packageId: string }
  | { readonly kind: 'expired'; readonly packageId: string }
  | { readonly kind: 'unknown' };

/** A new secret part for a package, 256 bits. */
export async function makeLink(
  { database, clock, random }: { readonly database: Database; readonly clock: Clock; readonly random: Random },
  packageId: string,
  lifeSeconds: number,
): Promise<string> {
  const secret = toBase64url(random.bytes(32));
  const expiresAt = clock.now() + lifeSeconds * 1000;
  const statement = 'INSERT INTO application_link (hash, package_id, expires_at) VALUES (?, ?, ?)';
  await database.write((writer) => writer.run(statement, hashOf(secret), packageId, expiresAt));
  return secret;
}

/** Where a secret part leads now. */
export async function followLink(reader: Reader, secret: string, now: number): Promise<LinkVerdict> {
  if (!/^[\w-]{43}$/.test(secret)) return { kind: 'unknown' };
  const row = await reader.get<{ package_id: string; expires_at: number }>(
    'SELECT package_id, expires_at FROM application_link WHERE hash = ?',
    hashOf(secret),
  );
  if (row === undefined) return { kind: 'unknown' };
  return { kind: row.expires_at > now ? 'valid' : 'expired', packageId: row.package_id };
}

/** Forgets addresses that ended long ago. */
export async function forgetLinks(writer: Writer, now: number): Promise<void> {
  await writer.run('DELETE FROM application_link WHERE expires_at <= ?', now - rememberedFor);
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
