import type { Migration } from './migration.ts';

/**
 * Recovery codes, hashed under a key of their set, and temporary access passes, hashed under a key of their own. `sealed`:
 * that key, under the master key. `used`: how many of the `uses` are gone.
 */
export const migration0026: Migration = {
  id: '0026',
  title: 'recovery codes and temporary access passes',
  statements: [
    `CREATE TABLE factor_recovery_set (
      user_id TEXT NOT NULL PRIMARY KEY,
      sealed BYTEA NOT NULL,
      made_at BIGINT NOT NULL
    )`,
    `CREATE TABLE factor_recovery_code (
      user_id TEXT NOT NULL,
      digest BYTEA NOT NULL,
      used_at BIGINT,
      PRIMARY KEY (user_id, digest)
    )`,
    `CREATE TABLE factor_temporary_pass (
      user_id TEXT NOT NULL PRIMARY KEY,
      sealed BYTEA NOT NULL,
      digest BYTEA NOT NULL,
      uses BIGINT NOT NULL,
      used BIGINT NOT NULL,
      starts_at BIGINT NOT NULL,
      ends_at BIGINT NOT NULL,
      given_at BIGINT NOT NULL,
      given_by TEXT NOT NULL
    )`,
  ],
};
