import type { Migration } from './migration.ts';

/**
 * Renewals: which identities came to their Mac as a command, when a Mac is asked to renew, and the identity that takes the
 * place of the pinned one once it is used. Enrollments of before are asked 60 days before their identities end.
 */
export const migration0016: Migration = {
  id: '0016',
  title: 'identity renewal',
  statements: [
    'ALTER TABLE device_challenge ADD COLUMN is_renewal BIGINT NOT NULL DEFAULT 0',
    'ALTER TABLE device_identity ADD COLUMN is_renewal BIGINT NOT NULL DEFAULT 0',
    'ALTER TABLE acme_order ADD COLUMN is_renewal BIGINT NOT NULL DEFAULT 0',
    'ALTER TABLE mdm_enrollment ADD COLUMN certificate_ends_at BIGINT',
    'ALTER TABLE mdm_enrollment ADD COLUMN successor TEXT',
    'ALTER TABLE mdm_enrollment ADD COLUMN successor_ends_at BIGINT',
    'ALTER TABLE mdm_enrollment ADD COLUMN renewal_due_at BIGINT',
    'ALTER TABLE mdm_enrollment ADD COLUMN renewal_command TEXT',
    `UPDATE mdm_enrollment SET certificate_ends_at = (SELECT not_after FROM device_identity
      WHERE fingerprint = mdm_enrollment.certificate) WHERE certificate IS NOT NULL`,
    'UPDATE mdm_enrollment SET renewal_due_at = certificate_ends_at - 5184000000 WHERE certificate_ends_at IS NOT NULL',
    'CREATE INDEX mdm_enrollment_renewal ON mdm_enrollment (renewal_due_at) WHERE renewal_due_at IS NOT NULL',
  ],
};
