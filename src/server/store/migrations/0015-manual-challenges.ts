import type { Migration } from './migration.ts';

/**
 * Challenges of profiles that are installed by hand: bound to no Mac, each for so many. `bound_at` of an identity that was
 * got by one is when a Mac first used it; until then `enrollment_id` is a name that the certificate alone has. The names of
 * `device_bound_name` are rows to wait for: two that claim the same UDID or serial number at once take turns.
 */
export const migration0015: Migration = {
  id: '0015',
  title: 'manual challenges',
  statements: [
    `CREATE TABLE device_manual_challenge (
      id TEXT NOT NULL PRIMARY KEY,
      hash BYTEA NOT NULL UNIQUE,
      macs BIGINT NOT NULL,
      macs_left BIGINT NOT NULL,
      created_by TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      revoked_at BIGINT
    )`,
    'CREATE INDEX device_manual_challenge_end ON device_manual_challenge (expires_at)',
    `CREATE TABLE device_bound_name (
      name TEXT NOT NULL PRIMARY KEY,
      bound_at BIGINT NOT NULL
    )`,
    'ALTER TABLE device_identity ADD COLUMN manual_challenge TEXT',
    'ALTER TABLE device_identity ADD COLUMN bound_at BIGINT',
  ],
};
