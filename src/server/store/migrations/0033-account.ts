import type { Migration } from './migration.ts';

/**
 * Sessions of the person's own pages. `hash`: SHA-256 of what the browser holds. `methods`: what was proved at `proved_at`,
 * with spaces between.
 */
export const migration0033: Migration = {
  id: '0033',
  title: "sessions of people's own pages",
  statements: [
    `CREATE TABLE account_session (
      hash BYTEA NOT NULL PRIMARY KEY,
      user_id TEXT NOT NULL,
      methods TEXT NOT NULL,
      proved_at BIGINT NOT NULL,
      begun_at BIGINT NOT NULL,
      used_at BIGINT NOT NULL
    )`,
    'CREATE INDEX account_session_user ON account_session (user_id)',
  ],
};
