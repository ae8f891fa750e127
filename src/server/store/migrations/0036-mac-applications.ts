import type { Migration } from './migration.ts';

/** Clients that are an application of the Mac say which. */
export const migration0036: Migration = {
  id: '0036',
  title: 'Mac applications of clients',
  statements: ['ALTER TABLE openid_client ADD COLUMN mac_application TEXT'],
};
