import type { Migration } from './migration.ts';

/** How our pages look for people: one row, whose version grows with every change, so that nodes see that there was one. */
export const migration0037: Migration = {
  id: '0037',
  title: 'branding of the pages',
  statements: [
    `CREATE TABLE branding (
      id BIGINT NOT NULL PRIMARY KEY,
      version BIGINT NOT NULL,
      accent TEXT,
      help_text TEXT,
      logo_type TEXT,
      logo BYTEA,
      logo_digest TEXT,
      changed_at BIGINT NOT NULL,
      changed_by TEXT NOT NULL
    )`,
  ],
};
