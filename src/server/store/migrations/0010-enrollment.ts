import type { Migration } from './migration.ts';

/** The key of enrollment addresses; Macs that offered to sign in first; sign-ins under way and what they are worth. */
export const migration0010: Migration = {
  id: '0010',
  title: 'enrollment',
  statements: [
    `CREATE TABLE enrollment_key (
      purpose TEXT NOT NULL PRIMARY KEY,
      sealed BYTEA NOT NULL,
      created_at BIGINT NOT NULL
    )`,
    `CREATE TABLE enrollment_offer (
      serial_number TEXT NOT NULL PRIMARY KEY,
      offered_at BIGINT NOT NULL
    )`,
    `CREATE TABLE enrollment_attempt (
      hash BYTEA NOT NULL PRIMARY KEY,
      lane TEXT NOT NULL CHECK (lane IN ('platform-sso', 'web')),
      serial_number TEXT NOT NULL,
      udid TEXT NOT NULL,
      product TEXT NOT NULL,
      os_version TEXT,
      user_id TEXT,
      password_at BIGINT,
      created_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL
    )`,
    'CREATE INDEX enrollment_attempt_end ON enrollment_attempt (expires_at)',
    `CREATE TABLE enrollment_access_token (
      hash BYTEA NOT NULL PRIMARY KEY,
      serial_number TEXT NOT NULL,
      user_id TEXT NOT NULL,
      expires_at BIGINT NOT NULL,
      used_at BIGINT
    )`,
    'CREATE INDEX enrollment_access_token_end ON enrollment_access_token (expires_at)',
  ],
};
