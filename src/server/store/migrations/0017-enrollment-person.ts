import type { Migration } from './migration.ts';

/** Who signed in when a Mac enrolled last. */
export const migration0017: Migration = {
  id: '0017',
  title: 'enrollment person',
  statements: [
    `CREATE TABLE enrollment_person (
      serial_number TEXT NOT NULL PRIMARY KEY,
      user_id TEXT NOT NULL,
      signed_in_at BIGINT NOT NULL
    )`,
  ],
};
