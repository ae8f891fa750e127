import type { Migration } from './migration.ts';

/** Tokens of the administration interface. The token itself is not here, only SHA-256 of it. */
export const migration0004: Migration = {
  id: '0004',
  title: 'admin',
  statements: [
    `CREATE TABLE admin_token (
      id TEXT NOT NULL PRIMARY KEY,
      hash BYTEA NOT NULL UNIQUE,
      name TEXT NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('admin', 'auditor')),
      origin TEXT NOT NULL CHECK (origin IN ('sign-in', 'created', 'local')),
      user_id TEXT,
      created_by TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      expires_at BIGINT,
      last_used_at BIGINT,
      revoked_at BIGINT
    )`,
    'CREATE INDEX admin_token_order ON admin_token (created_at, id)',
  ],
};
