import type { Migration } from './migration.ts';

/**
 * The OpenID provider: its clients, the keys behind its cookies and forms, and what it has given out. Identifiers of
 * `openid_artifact` are secrets in the hands of others and stand here as SHA-256; `sealed` is the rest of it.
 */
export const migration0025: Migration = {
  id: '0025',
  title: 'OpenID provider',
  statements: [
    `CREATE TABLE openid_key (
      purpose TEXT NOT NULL PRIMARY KEY,
      sealed BYTEA NOT NULL,
      created_at BIGINT NOT NULL
    )`,
    `CREATE TABLE openid_client (
      id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      secret_hash TEXT,
      redirect_uris TEXT NOT NULL,
      post_logout_redirect_uris TEXT NOT NULL,
      asks_consent BIGINT NOT NULL,
      device_authorization BIGINT NOT NULL,
      created_at BIGINT NOT NULL,
      created_by TEXT NOT NULL,
      secret_set_at BIGINT
    )`,
    `CREATE TABLE openid_artifact (
      model TEXT NOT NULL,
      id TEXT NOT NULL,
      sealed BYTEA NOT NULL,
      grant_id TEXT,
      user_code TEXT,
      uid TEXT,
      user_id TEXT,
      client_id TEXT,
      consumed_at BIGINT,
      expires_at BIGINT NOT NULL,
      PRIMARY KEY (model, id)
    )`,
    'CREATE INDEX openid_artifact_grant ON openid_artifact (grant_id)',
    'CREATE INDEX openid_artifact_user_code ON openid_artifact (user_code)',
    'CREATE INDEX openid_artifact_uid ON openid_artifact (uid)',
    'CREATE INDEX openid_artifact_user ON openid_artifact (user_id)',
    'CREATE INDEX openid_artifact_client ON openid_artifact (client_id)',
    'CREATE INDEX openid_artifact_end ON openid_artifact (expires_at)',
  ],
};
