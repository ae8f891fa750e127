import type { Migration } from './migration.ts';

/**
 * People, groups, passwords, smart cards. Names that are compared or sorted are kept a second time, folded, as the bytes
 * of their UTF-8 form: both engines order bytes alike, whatever the collation of the database. A deleted person keeps a
 * row with nothing but the id, so that no id is given twice.
 */
export const migration0002: Migration = {
  id: '0002',
  title: 'directory',
  statements: [
    `CREATE TABLE directory_user (
      id TEXT NOT NULL PRIMARY KEY,
      state TEXT NOT NULL CHECK (state IN ('active', 'disabled', 'deleted')),
      account_name TEXT NOT NULL,
      full_name TEXT NOT NULL,
      user_principal_name TEXT NOT NULL,
      email TEXT,
      sort_key BYTEA,
      administrator BIGINT NOT NULL,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      password_hash TEXT,
      password_set_at BIGINT,
      password_expires_at BIGINT,
      must_change_password BIGINT NOT NULL
    )`,
    'CREATE UNIQUE INDEX directory_user_order ON directory_user (sort_key) WHERE sort_key IS NOT NULL',
    `CREATE TABLE directory_login_name (
      name BYTEA NOT NULL PRIMARY KEY,
      user_id TEXT NOT NULL REFERENCES directory_user (id)
    )`,
    'CREATE INDEX directory_login_name_user ON directory_login_name (user_id)',
    `CREATE TABLE directory_search_term (
      term BYTEA NOT NULL,
      user_id TEXT NOT NULL REFERENCES directory_user (id),
      PRIMARY KEY (term, user_id)
    )`,
    'CREATE INDEX directory_search_term_user ON directory_search_term (user_id, term)',
    `CREATE TABLE directory_group (
      id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      name_key BYTEA NOT NULL,
      created_at BIGINT NOT NULL
    )`,
    'CREATE UNIQUE INDEX directory_group_name ON directory_group (name_key)',
    `CREATE TABLE directory_group_member (
      group_id TEXT NOT NULL REFERENCES directory_group (id),
      user_id TEXT NOT NULL REFERENCES directory_user (id),
      sort_key BYTEA NOT NULL,
      PRIMARY KEY (group_id, user_id)
    )`,
    'CREATE INDEX directory_group_member_user ON directory_group_member (user_id)',
    'CREATE INDEX directory_group_member_order ON directory_group_member (group_id, sort_key)',
    `CREATE TABLE directory_card_authority (
      id TEXT NOT NULL PRIMARY KEY,
      fingerprint TEXT NOT NULL,
      certificate BYTEA NOT NULL,
      rules TEXT NOT NULL,
      stale_revocation TEXT NOT NULL CHECK (stale_revocation IN ('refuse', 'accept')),
      revocation_list_url TEXT,
      created_at BIGINT NOT NULL
    )`,
    'CREATE UNIQUE INDEX directory_card_authority_certificate ON directory_card_authority (fingerprint)',
    `CREATE TABLE directory_card_revocation_list (
      authority_id TEXT NOT NULL PRIMARY KEY REFERENCES directory_card_authority (id),
      digest TEXT NOT NULL,
      list BYTEA NOT NULL,
      this_update BIGINT NOT NULL,
      next_update BIGINT,
      revoked BIGINT NOT NULL
    )`,
    `CREATE TABLE directory_card_binding (
      id TEXT NOT NULL PRIMARY KEY,
      user_id TEXT NOT NULL REFERENCES directory_user (id),
      rule TEXT NOT NULL,
      value TEXT NOT NULL,
      created_at BIGINT NOT NULL
    )`,
    'CREATE UNIQUE INDEX directory_card_binding_value ON directory_card_binding (rule, value)',
    'CREATE INDEX directory_card_binding_user ON directory_card_binding (user_id)',
  ],
};
