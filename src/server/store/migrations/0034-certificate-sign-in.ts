import type { Migration } from './migration.ts';

/** Links and proofs of signing in by certificate that have counted, by SHA-256 of what tells them apart. */
export const migration0034: Migration = {
  id: '0034',
  title: 'certificate sign-in',
  statements: [
    `CREATE TABLE certificate_sign_in_used (
      hash BYTEA NOT NULL PRIMARY KEY,
      ends_at BIGINT NOT NULL
    )`,
    'CREATE INDEX certificate_sign_in_used_end ON certificate_sign_in_used (ends_at)',
  ],
};
