import type { Migration } from './migration.ts';

/** Questions for a managed device attestation, and what came of each. `verdict` is JSON; an answer may be for an older nonce. */
export const migration0023: Migration = {
  id: '0023',
  title: 'device attestations',
  statements: [
    `CREATE TABLE device_attestation (
      command_id TEXT NOT NULL PRIMARY KEY,
      serial_number TEXT NOT NULL,
      nonce BYTEA NOT NULL,
      asked_at BIGINT NOT NULL,
      asked_by TEXT NOT NULL,
      answered_at BIGINT,
      verdict TEXT
    )`,
    'CREATE INDEX device_attestation_serial ON device_attestation (serial_number, asked_at)',
  ],
};
