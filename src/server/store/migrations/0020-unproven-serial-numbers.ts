import type { Migration } from './migration.ts';

/** Which enrollments have their serial number by nothing but the word of their client. */
export const migration0020: Migration = {
  id: '0020',
  title: 'unproven serial numbers',
  statements: ['ALTER TABLE mdm_enrollment ADD COLUMN serial_number_proven BIGINT NOT NULL DEFAULT 1'],
};
