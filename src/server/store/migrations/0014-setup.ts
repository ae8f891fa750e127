import type { Migration } from './migration.ts';

/**
 * The course of each enrollment until its Mac is set up, the commands that its release waits for, what went wrong, and the
 * password of the administrator that setup made. `due_at` is when something is to be done, whatever the state.
 */
export const migration0014: Migration = {
  id: '0014',
  title: 'setup',
  statements: [
    `CREATE TABLE setup_course (
      enrollment_id TEXT NOT NULL PRIMARY KEY,
      serial_number TEXT NOT NULL,
      generation BIGINT NOT NULL,
      lane TEXT NOT NULL,
      state TEXT NOT NULL,
      begun_at BIGINT NOT NULL,
      due_at BIGINT,
      tries BIGINT NOT NULL,
      awaited TEXT NOT NULL,
      is_application_seen BIGINT NOT NULL,
      release_code TEXT,
      released_at BIGINT,
      accounts TEXT,
      account_tries BIGINT NOT NULL
    )`,
    'CREATE INDEX setup_course_serial ON setup_course (serial_number)',
    'CREATE INDEX setup_course_due ON setup_course (due_at) WHERE due_at IS NOT NULL',
    `CREATE TABLE setup_step (
      enrollment_id TEXT NOT NULL,
      command_id TEXT NOT NULL,
      request_type TEXT NOT NULL,
      status TEXT NOT NULL,
      PRIMARY KEY (enrollment_id, command_id)
    )`,
    `CREATE TABLE setup_alert (
      id TEXT NOT NULL PRIMARY KEY,
      serial_number TEXT NOT NULL,
      enrollment_id TEXT NOT NULL,
      code TEXT NOT NULL,
      detail TEXT NOT NULL,
      raised_at BIGINT NOT NULL,
      cleared_at BIGINT,
      cleared_by TEXT
    )`,
    'CREATE INDEX setup_alert_serial ON setup_alert (serial_number, raised_at)',
    `CREATE TABLE setup_administrator (
      serial_number TEXT NOT NULL PRIMARY KEY,
      short_name TEXT NOT NULL,
      sealed BYTEA NOT NULL,
      made_at BIGINT NOT NULL
    )`,
  ],
};
