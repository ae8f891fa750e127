import type { Migration } from './migration.ts';

/** Versions of the sign-in plan; the newest is in force. The body is JSON without secrets. */
export const migration0007: Migration = {
  id: '0007',
  title: 'sign-in-plan',
  statements: [
    `CREATE TABLE sign_in_plan (
      version BIGINT NOT NULL PRIMARY KEY,
      plan_id TEXT NOT NULL,
      body TEXT NOT NULL,
      affected BIGINT NOT NULL,
      saved_by TEXT NOT NULL,
      saved_at BIGINT NOT NULL
    )`,
  ],
};
