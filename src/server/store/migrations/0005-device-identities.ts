import type { Migration } from './migration.ts';

/** The authority of device identities, what it issued, who may ask it by SCEP, and the state of ACME. */
export const migration0005: Migration = {
  id: '0005',
  title: 'device identities',
  statements: [
    `CREATE TABLE device_authority_key (
      purpose TEXT NOT NULL PRIMARY KEY,
      certificate BYTEA NOT NULL,
      sealed BYTEA NOT NULL,
      created_at BIGINT NOT NULL
    )`,
    `CREATE TABLE device_identity (
      serial TEXT NOT NULL PRIMARY KEY,
      fingerprint TEXT NOT NULL UNIQUE,
      enrollment_id TEXT NOT NULL,
      serial_number TEXT NOT NULL,
      udid TEXT,
      protocol TEXT NOT NULL,
      request_hash BYTEA NOT NULL UNIQUE,
      certificate BYTEA NOT NULL,
      issued_at BIGINT NOT NULL,
      not_after BIGINT NOT NULL,
      revoked_at BIGINT,
      revocation_reason TEXT
    )`,
    'CREATE INDEX device_identity_order ON device_identity (issued_at, serial)',
    'CREATE INDEX device_identity_mac ON device_identity (serial_number)',
    'CREATE INDEX device_identity_enrollment ON device_identity (enrollment_id, issued_at)',
    'CREATE INDEX device_identity_revoked ON device_identity (not_after) WHERE revoked_at IS NOT NULL',
    `CREATE TABLE device_challenge (
      hash BYTEA NOT NULL PRIMARY KEY,
      enrollment_id TEXT NOT NULL,
      serial_number TEXT NOT NULL,
      udid TEXT,
      expires_at BIGINT NOT NULL
    )`,
    'CREATE INDEX device_challenge_end ON device_challenge (expires_at)',
    `CREATE TABLE acme_consumed_nonce (
      expires_at BIGINT NOT NULL,
      id BYTEA NOT NULL,
      PRIMARY KEY (expires_at, id)
    )`,
    `CREATE TABLE acme_account (
      id TEXT NOT NULL PRIMARY KEY,
      thumbprint TEXT NOT NULL UNIQUE,
      jwk TEXT NOT NULL,
      contact TEXT NOT NULL,
      status TEXT NOT NULL,
      created_at BIGINT NOT NULL
    )`,
    `CREATE TABLE acme_order (
      id TEXT NOT NULL PRIMARY KEY,
      account_id TEXT NOT NULL,
      enrollment_id TEXT NOT NULL,
      serial_number TEXT NOT NULL,
      udid TEXT,
      sealed_identifier BYTEA NOT NULL,
      token TEXT NOT NULL,
      status TEXT NOT NULL,
      error TEXT,
      attested_key BYTEA,
      attested_by TEXT,
      validated_at BIGINT,
      certificate_serial TEXT,
      created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL
    )`,
    'CREATE INDEX acme_order_account ON acme_order (account_id, id)',
    'CREATE INDEX acme_order_end ON acme_order (expires_at)',
  ],
};
