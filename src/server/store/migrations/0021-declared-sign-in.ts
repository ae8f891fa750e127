import type { Migration } from './migration.ts';

/**
 * Enrollments that have the sign-in plan as declarations, each with its registration token, and profiles of others with
 * single sign-on. Sets of declarations hold such tokens and are sealed from here on; they are worked out anew when asked for.
 */
export const migration0021: Migration = {
  id: '0021',
  title: 'declared sign-in',
  statements: [
    `CREATE TABLE setup_declaration (
      enrollment_id TEXT NOT NULL PRIMARY KEY,
      serial_number TEXT NOT NULL,
      os_version TEXT NOT NULL,
      sealed_token BYTEA,
      minted_at BIGINT
    )`,
    'CREATE INDEX setup_declaration_minted ON setup_declaration (minted_at) WHERE minted_at IS NOT NULL',
    `CREATE TABLE setup_foreign_payload (
      enrollment_id TEXT NOT NULL,
      profile TEXT NOT NULL,
      PRIMARY KEY (enrollment_id, profile)
    )`,
    'DROP TABLE mdm_declaration_set',
    `CREATE TABLE mdm_declaration_set (
      enrollment_id TEXT NOT NULL PRIMARY KEY,
      token TEXT NOT NULL,
      changed_at BIGINT NOT NULL,
      declarations BYTEA NOT NULL,
      advertised BYTEA
    )`,
  ],
};
