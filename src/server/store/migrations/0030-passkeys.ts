import type { Migration } from './migration.ts';

/**
 * Passkeys: whom they belong to, the challenges that are out, and which models are let in. Challenges and attempts stand
 * as SHA-256. Lists are JSON.
 */
export const migration0030: Migration = {
  id: '0030',
  title: 'passkeys',
  statements: [
    `CREATE TABLE passkey_user_handle (
      user_id TEXT NOT NULL PRIMARY KEY,
      handle TEXT NOT NULL
    )`,
    'CREATE UNIQUE INDEX passkey_user_handle_value ON passkey_user_handle (handle)',
    `CREATE TABLE passkey (
      id TEXT NOT NULL PRIMARY KEY,
      credential_id TEXT NOT NULL,
      user_id TEXT NOT NULL,
      public_key BYTEA NOT NULL,
      counter BIGINT NOT NULL,
      transports TEXT NOT NULL,
      aaguid TEXT NOT NULL,
      attestation TEXT NOT NULL,
      attestation_format TEXT NOT NULL,
      backup_eligible BIGINT NOT NULL,
      backed_up BIGINT NOT NULL,
      name TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      last_used_at BIGINT,
      locked_at BIGINT
    )`,
    'CREATE UNIQUE INDEX passkey_credential ON passkey (credential_id)',
    'CREATE INDEX passkey_user ON passkey (user_id)',
    'CREATE INDEX passkey_locked ON passkey (locked_at) WHERE locked_at IS NOT NULL',
    `CREATE TABLE passkey_challenge (
      challenge_hash TEXT NOT NULL PRIMARY KEY,
      attempt_hash TEXT NOT NULL,
      ceremony TEXT NOT NULL CHECK (ceremony IN ('create', 'get')),
      user_id TEXT,
      expires_at BIGINT NOT NULL,
      used_at BIGINT
    )`,
    'CREATE INDEX passkey_challenge_end ON passkey_challenge (expires_at)',
    `CREATE TABLE passkey_policy (
      id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
      mode TEXT NOT NULL,
      aaguids TEXT NOT NULL,
      attestation TEXT NOT NULL,
      roots TEXT NOT NULL,
      changed_at BIGINT NOT NULL,
      changed_by TEXT NOT NULL
    )`,
  ],
};
