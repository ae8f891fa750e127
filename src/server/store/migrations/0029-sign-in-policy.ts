import type { Migration } from './migration.ts';

/** Versions of the sign-in policy; the newest is in force. The body is JSON without secrets. */
export const migration0029: Migration = {
  id: '0029',
  title: 'sign-in policy',
  statements: [
    `CREATE TABLE sign_in_policy (
      version BIGINT NOT NULL PRIMARY KEY,
      body TEXT NOT NULL,
      saved_by TEXT NOT NULL,
      saved_at BIGINT NOT NULL
    )`,
  ],
};
