import type { Migration } from './migration.ts';

/** When an identity was replaced by a newer one of the same Mac. */
export const migration0022: Migration = {
  id: '0022',
  title: 'replaced identities',
  statements: ['ALTER TABLE mdm_identity ADD COLUMN replaced_at BIGINT'],
};
