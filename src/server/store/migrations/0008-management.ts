import type { Migration } from './migration.ts';

/**
 * Enrollments, pinned identities, the command queue and what became of commands, the push certificate, declarations.
 *
 * `mdm_command` holds open commands only: a finished one moves to `mdm_command_result`, so that a Mac that connects is
 * answered as fast after a million of them. `pending` is the number of the newest command that may still be open, 0 for
 * none: it is all that is read where nothing is to be done.
 */
export const migration0008: Migration = {
  id: '0008',
  title: 'management',
  statements: [
    `CREATE TABLE mdm_enrollment (
      id TEXT NOT NULL PRIMARY KEY,
      device_id TEXT NOT NULL,
      user_id TEXT,
      user_short_name TEXT,
      user_long_name TEXT,
      state TEXT NOT NULL CHECK (state IN ('enrolling', 'enabled', 'ended')),
      certificate TEXT,
      serial_number TEXT,
      device_name TEXT,
      model TEXT,
      model_name TEXT,
      product_name TEXT,
      os_version TEXT,
      build_version TEXT,
      topic TEXT,
      push_token BYTEA,
      push_magic TEXT,
      push_token_at BIGINT,
      awaiting_configuration BIGINT NOT NULL,
      bootstrap_token BYTEA,
      enqueued BIGINT NOT NULL,
      pending BIGINT NOT NULL,
      push_due_at BIGINT,
      pushed_at BIGINT,
      created_at BIGINT NOT NULL,
      authenticated_at BIGINT NOT NULL,
      enabled_at BIGINT,
      ended_at BIGINT,
      last_seen_at BIGINT
    )`,
    'CREATE INDEX mdm_enrollment_device ON mdm_enrollment (device_id)',
    'CREATE INDEX mdm_enrollment_serial ON mdm_enrollment (serial_number) WHERE serial_number IS NOT NULL',
    'CREATE INDEX mdm_enrollment_push ON mdm_enrollment (push_due_at) WHERE push_due_at IS NOT NULL',
    `CREATE TABLE mdm_identity (
      fingerprint TEXT NOT NULL PRIMARY KEY,
      enrollment_id TEXT NOT NULL,
      pinned_at BIGINT NOT NULL
    )`,
    `CREATE TABLE mdm_command (
      enrollment_id TEXT NOT NULL,
      uuid TEXT NOT NULL,
      request_type TEXT NOT NULL,
      priority BIGINT NOT NULL,
      position BIGINT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'not-now')),
      command BYTEA NOT NULL,
      created_at BIGINT NOT NULL,
      sent_at BIGINT,
      not_now_at BIGINT,
      PRIMARY KEY (enrollment_id, uuid)
    )`,
    'CREATE INDEX mdm_command_order ON mdm_command (enrollment_id, priority, position)',
    `CREATE TABLE mdm_command_result (
      enrollment_id TEXT NOT NULL,
      uuid TEXT NOT NULL,
      request_type TEXT NOT NULL,
      status TEXT NOT NULL,
      error_chain TEXT NOT NULL,
      result BYTEA,
      created_at BIGINT NOT NULL,
      sent_at BIGINT,
      finished_at BIGINT NOT NULL,
      PRIMARY KEY (enrollment_id, uuid)
    )`,
    'CREATE INDEX mdm_command_result_time ON mdm_command_result (finished_at)',
    'CREATE INDEX mdm_command_result_list ON mdm_command_result (enrollment_id, finished_at)',
    `CREATE TABLE mdm_push_certificate (
      id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
      topic TEXT NOT NULL,
      chain TEXT NOT NULL,
      sealed_key BYTEA NOT NULL,
      not_after BIGINT NOT NULL,
      imported_at BIGINT NOT NULL,
      alert TEXT,
      alert_at BIGINT
    )`,
    `CREATE TABLE mdm_declaration_set (
      enrollment_id TEXT NOT NULL PRIMARY KEY,
      token TEXT NOT NULL,
      changed_at BIGINT NOT NULL,
      declarations TEXT NOT NULL,
      advertised TEXT
    )`,
    `CREATE TABLE mdm_status (
      enrollment_id TEXT NOT NULL PRIMARY KEY,
      items TEXT NOT NULL,
      errors TEXT NOT NULL,
      reported_at BIGINT NOT NULL
    )`,
  ],
};
