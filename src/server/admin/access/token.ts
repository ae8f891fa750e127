/** Bearer tokens of the administration interface: 32 random bytes behind a prefix, known to the store by hash only. */
import { createHash } from 'node:crypto';
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { Random } from '#runtime/random.ts';

/** Lets secret scanners and people tell what kind of secret they have found. */
const prefix = 'porchlight_admin_';

/** What a token lets its holder do: everything, or read. */
export type TokenRole = 'admin' | 'auditor';

/** A token's facts. Times are milliseconds since 1970. */
export interface TokenRecord {
  readonly id: string;
  readonly name: string;
  readonly role: TokenRole;
  /** `sign-in`: a person's. `created`: for a program. `local`: the file beside the server. `console`: a browser's session. */
  readonly origin: 'sign-in' | 'created' | 'local' | 'console';
  readonly userId: string | undefined;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number | undefined;
  readonly lastUsedAt: number | undefined;
  readonly revokedAt: number | undefined;
}

/** A fresh token. With 256 random bits it needs no slow hash. */
export function newToken(random: Random): string {
  return prefix + toBase64url(random.bytes(32));
}

/** What the store knows of a token. */
export function tokenHash(token: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(token, 'utf8').digest());
}

/** The token of an `authorization` header (RFC 6750 section 2.1), or undefined. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer +([A-Za-z0-9._~+/-]{1,200}=*) *$/i.exec(header ?? '')?.[1];
}
