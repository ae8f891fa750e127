import type { Migration } from './migration.ts';

/**
 * Automated Device Enrollment: the key pair of the server token (one in use, one made for a renewal), the token itself,
 * where the sync stands, the devices at Apple, and the enrollment profiles that Apple knows by their content.
 */
export const migration0009: Migration = {
  id: '0009',
  title: 'ade',
  statements: [
    `CREATE TABLE ade_token_key (
      id TEXT NOT NULL PRIMARY KEY,
      state TEXT NOT NULL UNIQUE CHECK (state IN ('current', 'staged')),
      certificate BYTEA NOT NULL,
      sealed BYTEA NOT NULL,
      created_at BIGINT NOT NULL
    )`,
    `CREATE TABLE ade_token (
      id TEXT NOT NULL PRIMARY KEY CHECK (id = 'token'),
      consumer_key TEXT NOT NULL,
      sealed BYTEA NOT NULL,
      expires_at BIGINT NOT NULL,
      imported_at BIGINT NOT NULL
    )`,
    `CREATE TABLE ade_sync (
      id TEXT NOT NULL PRIMARY KEY CHECK (id = 'sync'),
      phase TEXT NOT NULL CHECK (phase IN ('fetch', 'sync')),
      cursor TEXT,
      fetch_id TEXT,
      fetched_at BIGINT,
      lease_until BIGINT NOT NULL,
      not_before BIGINT NOT NULL,
      finished_at BIGINT,
      outcome TEXT,
      detail TEXT,
      account TEXT
    )`,
    `INSERT INTO ade_sync (id, phase, lease_until, not_before) VALUES ('sync', 'fetch', 0, 0)`,
    `CREATE TABLE ade_device (
      serial_number TEXT NOT NULL PRIMARY KEY,
      facts TEXT NOT NULL,
      profile_uuid TEXT,
      profile_status TEXT NOT NULL,
      op_at BIGINT NOT NULL,
      removed_at BIGINT,
      fetch_id TEXT,
      assignment_code TEXT,
      assignment_at BIGINT,
      assignment_retry_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL
    )`,
    `CREATE TABLE ade_profile (
      content_hash TEXT NOT NULL PRIMARY KEY,
      profile_uuid TEXT NOT NULL,
      defined_at BIGINT NOT NULL
    )`,
  ],
};
