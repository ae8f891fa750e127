import type { Migration } from './migration.ts';

/** Secrets of one-time codes. `last_step`: the period of the code that was used last. */
export const migration0013: Migration = {
  id: '0013',
  title: 'one-time codes',
  statements: [
    `CREATE TABLE factor_one_time_code (
      user_id TEXT NOT NULL PRIMARY KEY,
      sealed BYTEA NOT NULL,
      last_step BIGINT NOT NULL,
      created_at BIGINT NOT NULL
    )`,
  ],
};
