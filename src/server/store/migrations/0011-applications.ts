import type { Migration } from './migration.ts';

/** Packages for Macs: what is in them, their files in pieces, and the addresses that they are loaded from. */
export const migration0011: Migration = {
  id: '0011',
  title: 'applications',
  statements: [
    `CREATE TABLE application_package (
      id TEXT NOT NULL PRIMARY KEY,
      state TEXT NOT NULL CHECK (state IN ('arriving', 'ready')),
      facts TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      imported_at BIGINT NOT NULL,
      imported_by TEXT NOT NULL
    )`,
    `CREATE TABLE application_piece (
      package_id TEXT NOT NULL,
      position BIGINT NOT NULL,
      content BYTEA NOT NULL,
      PRIMARY KEY (package_id, position)
    )`,
    `CREATE TABLE application_link (
      hash TEXT NOT NULL PRIMARY KEY,
      package_id TEXT NOT NULL,
      expires_at BIGINT NOT NULL
    )`,
    'CREATE INDEX application_link_package ON application_link (package_id)',
    'CREATE INDEX application_link_end ON application_link (expires_at)',
  ],
};
