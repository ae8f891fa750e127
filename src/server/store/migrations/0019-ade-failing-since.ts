import type { Migration } from './migration.ts';

/** Since when runs of the sync with Apple go wrong. */
export const migration0019: Migration = {
  id: '0019',
  title: 'ade failing since',
  statements: ['ALTER TABLE ade_sync ADD COLUMN failing_since BIGINT'],
};
