import type { Migration } from './migration.ts';

/**
 * The audit chain and its head, and `meta` for single facts about the whole installation. `audit_head` holds one row; its
 * lock is what puts the events of several nodes into one order.
 */
export const migration0001: Migration = {
  id: '0001',
  title: 'audit and meta',
  statements: [
    `CREATE TABLE meta (
      name TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    )`,
    `CREATE TABLE audit_head (
      id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
      sequence BIGINT NOT NULL,
      hash BYTEA NOT NULL
    )`,
    `CREATE TABLE audit_event (
      sequence BIGINT NOT NULL PRIMARY KEY,
      time BIGINT NOT NULL,
      type TEXT NOT NULL,
      user_id TEXT,
      device_id TEXT,
      event TEXT NOT NULL,
      hash BYTEA NOT NULL
    )`,
    'CREATE INDEX audit_event_type ON audit_event (type, sequence)',
    'CREATE INDEX audit_event_user ON audit_event (user_id, sequence) WHERE user_id IS NOT NULL',
    'CREATE INDEX audit_event_device ON audit_event (device_id, sequence) WHERE device_id IS NOT NULL',
  ],
};
