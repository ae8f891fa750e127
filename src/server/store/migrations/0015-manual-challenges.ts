import type { Migration } from './migration.ts';

/** Challenges of profiles that are installed by hand, the Macs that used them, and the requests that did. */
export const migration0015: Migration = {
  id: '0015',
  title: 'manual challenges',
  statements: [
    `CREATE TABLE device_manual_challenge (
      hash BYTEA NOT NULL PRIMARY KEY,
      macs_left BIGINT NOT NULL,
      expires_at BIGINT NOT NULL
    )`,
    `CREATE TABLE device_manual_mac (
      hash BYTEA NOT NULL,
      enrollment_id TEXT NOT NULL,
      PRIMARY KEY (hash, enrollment_id)
    )`,
    'CREATE TABLE device_manual_request (request_hash BYTEA NOT NULL PRIMARY KEY)',
  ],
};
