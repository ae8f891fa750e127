import type { Migration } from './migration.ts';

/** Sign-ins during setup: bound to one Mac, and taken over by Platform SSO as a person's own. */
export const migration0012: Migration = {
  id: '0012',
  title: 'setup sign-ins',
  statements: [
    'ALTER TABLE enrollment_attempt ADD COLUMN own_address BIGINT NOT NULL DEFAULT 0',
    'ALTER TABLE registration_access_token ADD COLUMN serial_number TEXT',
    'ALTER TABLE registration_access_token ADD COLUMN replaces_keys BIGINT NOT NULL DEFAULT 0',
  ],
};
