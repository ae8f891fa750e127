import type { Migration } from './migration.ts';

/** Windows in which people sign in to register a Mac: by the SHA-256 of their ids, cookies and, at their end, codes. */
export const migration0031: Migration = {
  id: '0031',
  title: 'registration window',
  statements: [
    `CREATE TABLE registration_window (
      id_hash BYTEA NOT NULL PRIMARY KEY,
      cookie_hash BYTEA NOT NULL,
      code_challenge BYTEA NOT NULL,
      state TEXT NOT NULL,
      serial_number TEXT NOT NULL,
      login_hint TEXT,
      code_hash BYTEA,
      user_id TEXT,
      expires_at BIGINT NOT NULL
    )`,
    'CREATE UNIQUE INDEX registration_window_code ON registration_window (code_hash)',
    'CREATE INDEX registration_window_end ON registration_window (expires_at)',
  ],
};
