import type { Migration } from './migration.ts';

/**
 * Authenticators of people and what they are asked. Secrets of offers and tickets are in the hands of phones and stand here
 * as SHA-256; numbers, push subscriptions and the push key are sealed. `authenticator_person` is the row that everything
 * about one person is decided under.
 */
export const migration0035: Migration = {
  id: '0035',
  title: 'authenticators',
  statements: [
    `CREATE TABLE authenticator (
      id TEXT NOT NULL PRIMARY KEY,
      user_id TEXT NOT NULL,
      name TEXT NOT NULL,
      public_key BYTEA NOT NULL,
      key_hash TEXT NOT NULL,
      unlock_required BIGINT NOT NULL,
      state TEXT NOT NULL,
      counter BIGINT NOT NULL,
      last_signed_at BIGINT NOT NULL,
      last_seen_at BIGINT NOT NULL,
      holds_codes BIGINT NOT NULL,
      created_at BIGINT NOT NULL,
      locked_at BIGINT
    )`,
    'CREATE UNIQUE INDEX authenticator_key_hash ON authenticator (key_hash)',
    'CREATE INDEX authenticator_user ON authenticator (user_id)',
    'CREATE INDEX authenticator_state ON authenticator (state)',
    `CREATE TABLE authenticator_offer (
      secret_hash TEXT NOT NULL PRIMARY KEY,
      user_id TEXT NOT NULL,
      challenge TEXT NOT NULL,
      unlock_required BIGINT NOT NULL,
      created_by TEXT NOT NULL,
      expires_at BIGINT NOT NULL,
      used_at BIGINT
    )`,
    'CREATE INDEX authenticator_offer_end ON authenticator_offer (expires_at)',
    `CREATE TABLE authenticator_nonce (
      authenticator_id TEXT NOT NULL,
      nonce TEXT NOT NULL,
      expires_at BIGINT NOT NULL,
      PRIMARY KEY (authenticator_id, nonce)
    )`,
    'CREATE INDEX authenticator_nonce_end ON authenticator_nonce (expires_at)',
    `CREATE TABLE authenticator_person (
      user_id TEXT NOT NULL PRIMARY KEY,
      looked_at BIGINT NOT NULL,
      request_id TEXT,
      failures BIGINT NOT NULL,
      failed_at BIGINT NOT NULL,
      paused_until BIGINT NOT NULL,
      locked_until BIGINT NOT NULL,
      alarmed_at BIGINT
    )`,
    'CREATE INDEX authenticator_person_alarm ON authenticator_person (alarmed_at)',
    `CREATE TABLE authenticator_request (
      id TEXT NOT NULL PRIMARY KEY,
      user_id TEXT NOT NULL,
      attempt TEXT NOT NULL,
      purpose TEXT NOT NULL,
      target TEXT NOT NULL,
      mac_serial_number TEXT,
      address TEXT NOT NULL,
      sealed BYTEA NOT NULL,
      state TEXT NOT NULL,
      wrong_numbers BIGINT NOT NULL,
      begun_at BIGINT NOT NULL,
      expires_at BIGINT NOT NULL,
      ended_at BIGINT,
      consumed_at BIGINT
    )`,
    'CREATE INDEX authenticator_request_attempt ON authenticator_request (attempt)',
    'CREATE INDEX authenticator_request_end ON authenticator_request (state, expires_at)',
    `CREATE TABLE authenticator_ticket (
      ticket_hash TEXT NOT NULL PRIMARY KEY,
      authenticator_id TEXT NOT NULL,
      expires_at BIGINT NOT NULL
    )`,
    'CREATE INDEX authenticator_ticket_end ON authenticator_ticket (expires_at)',
    `CREATE TABLE authenticator_push (
      authenticator_id TEXT NOT NULL PRIMARY KEY,
      sealed BYTEA NOT NULL,
      created_at BIGINT NOT NULL
    )`,
    `CREATE TABLE authenticator_key (
      purpose TEXT NOT NULL PRIMARY KEY,
      sealed BYTEA NOT NULL,
      created_at BIGINT NOT NULL
    )`,
  ],
};
