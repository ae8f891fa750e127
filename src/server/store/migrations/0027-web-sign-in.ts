import type { Migration } from './migration.ts';

/**
 * Web sign-ins of macOS 27: those under way, by the SHA-256 of their secret address, and the codes that they end with. A
 * refresh family says how its person signed in, where the method of the registration does not.
 */
export const migration0027: Migration = {
  id: '0027',
  title: 'web sign-in of macOS 27',
  statements: [
    `CREATE TABLE web_sign_in_attempt (
      id_hash BYTEA NOT NULL PRIMARY KEY,
      device_id TEXT NOT NULL,
      state TEXT NOT NULL,
      occasion TEXT NOT NULL,
      login_hint TEXT,
      fixed_user_id TEXT,
      expires_at BIGINT NOT NULL
    )`,
    'CREATE INDEX web_sign_in_attempt_end ON web_sign_in_attempt (expires_at)',
    `CREATE TABLE web_sign_in_code (
      code_hash BYTEA NOT NULL PRIMARY KEY,
      callback_hash BYTEA NOT NULL,
      device_id TEXT NOT NULL,
      user_id TEXT NOT NULL,
      occasion TEXT NOT NULL,
      amr TEXT NOT NULL,
      by_password BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      kept_until BIGINT NOT NULL,
      consumed_at BIGINT,
      family_id BYTEA
    )`,
    'CREATE INDEX web_sign_in_code_end ON web_sign_in_code (kept_until)',
    'ALTER TABLE refresh_family ADD COLUMN amr TEXT',
  ],
};
