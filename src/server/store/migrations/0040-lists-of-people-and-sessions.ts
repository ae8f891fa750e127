import type { Migration } from './migration.ts';

/**
 * Lists of people by full name, by the day they came, by state and by right, each in the order of an index; and where a
 * session is: the browser's name and the network address that it was begun from, and when it was last used.
 * `full_name_key`: the folded name as bytes; null in rows of an older version until the list is first asked for by name.
 */
export const migration0040: Migration = {
  id: '0040',
  title: 'lists of people, places of sessions',
  statements: [
    'ALTER TABLE directory_user ADD COLUMN full_name_key BYTEA',
    'CREATE INDEX directory_user_full_name ON directory_user (full_name_key, id)',
    `CREATE INDEX directory_user_unfolded ON directory_user (id) WHERE full_name_key IS NULL AND state <> 'deleted'`,
    'CREATE INDEX directory_user_created ON directory_user (created_at, id)',
    'CREATE INDEX directory_user_state ON directory_user (state, sort_key)',
    'CREATE INDEX directory_user_administrator ON directory_user (sort_key) WHERE administrator = 1',
    'CREATE INDEX directory_user_auditor ON directory_user (sort_key) WHERE auditor = 1',
    'ALTER TABLE account_session ADD COLUMN browser TEXT',
    'ALTER TABLE account_session ADD COLUMN address TEXT',
    'ALTER TABLE console_session ADD COLUMN browser TEXT',
    'ALTER TABLE console_session ADD COLUMN address TEXT',
    'ALTER TABLE openid_artifact ADD COLUMN browser TEXT',
    'ALTER TABLE openid_artifact ADD COLUMN address TEXT',
    'ALTER TABLE openid_artifact ADD COLUMN used_at BIGINT',
  ],
};
