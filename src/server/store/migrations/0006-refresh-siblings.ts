import type { Migration } from './migration.ts';

/** Two refreshes with one token at the same moment are both answered: a family keeps both answers' tokens. */
export const migration0006: Migration = {
  id: '0006',
  title: 'refresh siblings',
  statements: [
    'ALTER TABLE refresh_family ADD COLUMN sibling_hash BYTEA',
    'ALTER TABLE refresh_family ADD COLUMN previous_sibling_hash BYTEA',
  ],
};
