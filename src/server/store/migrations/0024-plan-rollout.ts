import type { Migration } from './migration.ts';

/**
 * Which version of the sign-in plan each Mac has, and how far a new version has come. `content`, `registration` and
 * `application` are digests of what the Mac acknowledged, null where that is unknown; those with `given_` are under way.
 */
export const migration0024: Migration = {
  id: '0024',
  title: 'plan rollout',
  statements: [
    `CREATE TABLE setup_delivery (
      enrollment_id TEXT NOT NULL PRIMARY KEY,
      given_version BIGINT NOT NULL,
      version BIGINT NOT NULL,
      content TEXT,
      registration TEXT,
      application TEXT,
      given_content TEXT,
      given_registration TEXT,
      given_application TEXT,
      error TEXT,
      due_at BIGINT
    )`,
    'CREATE INDEX setup_delivery_due ON setup_delivery (due_at) WHERE due_at IS NOT NULL',
    `CREATE TABLE setup_delivery_command (
      enrollment_id TEXT NOT NULL,
      command_id TEXT NOT NULL,
      part TEXT NOT NULL,
      PRIMARY KEY (enrollment_id, command_id)
    )`,
    `CREATE TABLE setup_rollout (
      id BIGINT NOT NULL PRIMARY KEY,
      version BIGINT NOT NULL,
      position TEXT
    )`,
  ],
};
