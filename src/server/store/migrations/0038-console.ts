import type { Migration } from './migration.ts';

/**
 * The console: people who may look and change nothing, and the sessions of browsers. `hash`: SHA-256 of what the browser
 * holds. `id`: how the session is named to people. `methods`: what was proved at `proved_at`, with spaces between.
 */
export const migration0038: Migration = {
  id: '0038',
  title: 'auditors and sessions of the console',
  statements: [
    'ALTER TABLE directory_user ADD COLUMN auditor BIGINT NOT NULL DEFAULT 0',
    `CREATE TABLE console_session (
      hash BYTEA NOT NULL PRIMARY KEY,
      id TEXT NOT NULL,
      user_id TEXT NOT NULL,
      methods TEXT NOT NULL,
      proved_at BIGINT NOT NULL,
      begun_at BIGINT NOT NULL,
      used_at BIGINT NOT NULL
    )`,
    'CREATE INDEX console_session_user ON console_session (user_id)',
    'CREATE INDEX console_session_id ON console_session (id)',
  ],
};
