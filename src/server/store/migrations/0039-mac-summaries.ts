import type { Migration } from './migration.ts';

/**
 * One row a Mac for lists and counts: what several features know of it, concluded when one of them changes. `stage` is a
 * place in the order of stages, `macos` the major version (0: not known), `last_seen_at` 0 for never; `rules` is the
 * version of the rules that concluded it, and `changes` grows with each change, which keeps changes of one Mac in a row.
 */
export const migration0039: Migration = {
  id: '0039',
  title: 'mac summaries',
  statements: [
    `CREATE TABLE mac_summary (
      serial_number TEXT NOT NULL PRIMARY KEY,
      name TEXT,
      model TEXT,
      os_version TEXT,
      name_key TEXT NOT NULL,
      search_text TEXT NOT NULL,
      macos BIGINT NOT NULL,
      stage BIGINT NOT NULL,
      reason_code TEXT NOT NULL,
      reason TEXT NOT NULL,
      alerts BIGINT NOT NULL,
      last_seen_at BIGINT NOT NULL,
      rules BIGINT NOT NULL,
      changes BIGINT NOT NULL
    )`,
    'CREATE INDEX mac_summary_reason ON mac_summary (stage, reason_code)',
    'CREATE INDEX mac_summary_stage ON mac_summary (stage, serial_number)',
    'CREATE INDEX mac_summary_stage_name ON mac_summary (stage, name_key, serial_number)',
    'CREATE INDEX mac_summary_stage_seen ON mac_summary (stage, last_seen_at, serial_number)',
    'CREATE INDEX mac_summary_name ON mac_summary (name_key, serial_number)',
    'CREATE INDEX mac_summary_seen ON mac_summary (last_seen_at, serial_number)',
    'CREATE INDEX mac_summary_macos ON mac_summary (macos, serial_number)',
    'CREATE INDEX mac_summary_version ON mac_summary (os_version)',
    'CREATE INDEX mac_summary_rules ON mac_summary (rules)',
  ],
};
