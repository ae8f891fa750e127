import type { Migration } from './migration.ts';

/** The next command of a Mac by index alone, and whether it put any off: both are asked each time a Mac with commands connects. */
export const migration0018: Migration = {
  id: '0018',
  title: 'command order',
  statements: [
    'CREATE INDEX mdm_command_next ON mdm_command (enrollment_id, priority DESC, position)',
    `CREATE INDEX mdm_command_put_off ON mdm_command (enrollment_id) WHERE state = 'not-now'`,
    'DROP INDEX mdm_command_order',
  ],
};
