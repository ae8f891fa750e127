import type { Migration } from './migration.ts';

/**
 * Devices and their keys, registrations, refresh-token families, unlock keys, consumed nonces, server keys. Indexes of what
 * every login writes are few, and ordered by time where they can be: each costs a page of the log.
 */
export const migration0003: Migration = {
  id: '0003',
  title: 'platform sso',
  statements: [
    `CREATE TABLE server_key (
      id TEXT NOT NULL PRIMARY KEY,
      purpose TEXT NOT NULL,
      generation BIGINT NOT NULL,
      public_key BYTEA NOT NULL,
      sealed BYTEA NOT NULL,
      created_at BIGINT NOT NULL,
      signs_from BIGINT NOT NULL,
      UNIQUE (purpose, generation)
    )`,
    `CREATE TABLE device (
      id TEXT NOT NULL PRIMARY KEY,
      serial_number TEXT NOT NULL UNIQUE,
      udid TEXT,
      model TEXT,
      os_version TEXT,
      name TEXT,
      folded_name TEXT,
      state TEXT NOT NULL,
      attestation TEXT,
      created_at BIGINT NOT NULL,
      registered_at BIGINT,
      last_seen_at BIGINT
    )`,
    'CREATE INDEX device_name ON device (folded_name, id) WHERE folded_name IS NOT NULL',
    `CREATE TABLE registration_token (
      hash BYTEA NOT NULL PRIMARY KEY,
      serial_number TEXT NOT NULL,
      expires_at BIGINT NOT NULL,
      used_by BYTEA
    )`,
    `CREATE TABLE registration_access_token (
      hash BYTEA NOT NULL PRIMARY KEY,
      user_id TEXT NOT NULL,
      expires_at BIGINT NOT NULL
    )`,
    `CREATE TABLE device_key (
      key_id BYTEA NOT NULL PRIMARY KEY,
      device_id TEXT NOT NULL,
      signing_key BYTEA NOT NULL,
      encryption_key BYTEA NOT NULL,
      shared BIGINT NOT NULL,
      user_id TEXT,
      state TEXT NOT NULL,
      created_at BIGINT NOT NULL
    )`,
    'CREATE INDEX device_key_device ON device_key (device_id)',
    `CREATE TABLE user_registration (
      id TEXT NOT NULL PRIMARY KEY,
      device_id TEXT NOT NULL,
      user_id TEXT NOT NULL,
      method TEXT NOT NULL,
      state TEXT NOT NULL,
      user_key_id BYTEA,
      user_key BYTEA,
      created_at BIGINT NOT NULL,
      last_login_at BIGINT,
      UNIQUE (device_id, user_id)
    )`,
    'CREATE INDEX user_registration_user ON user_registration (user_id, id)',
    'CREATE UNIQUE INDEX user_registration_key ON user_registration (user_key_id) WHERE user_key_id IS NOT NULL',
    `CREATE TABLE refresh_family (
      id BYTEA NOT NULL PRIMARY KEY,
      device_id TEXT NOT NULL,
      user_id TEXT NOT NULL,
      credential TEXT NOT NULL,
      current_hash BYTEA NOT NULL,
      previous_hash BYTEA,
      replaced_at BIGINT,
      created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      revoked_at BIGINT
    )`,
    'CREATE INDEX refresh_family_owner ON refresh_family (device_id, user_id, created_at)',
    `CREATE TABLE unlock_key (
      id TEXT NOT NULL PRIMARY KEY,
      device_id TEXT NOT NULL,
      user_id TEXT NOT NULL,
      purpose TEXT NOT NULL,
      version BIGINT NOT NULL,
      sealed BYTEA NOT NULL,
      certificate BYTEA NOT NULL,
      created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      UNIQUE (device_id, user_id, purpose, version)
    )`,
    `CREATE TABLE consumed_nonce (
      expires_at BIGINT NOT NULL,
      id BYTEA NOT NULL,
      PRIMARY KEY (expires_at, id)
    )`,
  ],
};
