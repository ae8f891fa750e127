import type { Migration } from './migration.ts';

/**
 * Sign-ins under way, by the SHA-256 of their ids: what is proved so far, as JSON, with a revision that lets one of two
 * simultaneous answers through. And keys that features make on first run, sealed.
 */
export const migration0028: Migration = {
  id: '0028',
  title: 'Signing in',
  statements: [
    `CREATE TABLE sign_in_attempt (
      hash BYTEA NOT NULL PRIMARY KEY,
      state TEXT NOT NULL,
      revision BIGINT NOT NULL,
      expires_at BIGINT NOT NULL
    )`,
    'CREATE INDEX sign_in_attempt_ends ON sign_in_attempt (expires_at)',
    `CREATE TABLE stored_key (
      name TEXT NOT NULL PRIMARY KEY,
      sealed BYTEA NOT NULL,
      created_at BIGINT NOT NULL
    )`,
  ],
};
