import type { Migration } from './migration.ts';

/**
 * Sessions that a Mac's proof began, and what was given out in them, name the Mac; clients say where they want to hear that a
 * session has ended.
 */
export const migration0032: Migration = {
  id: '0032',
  title: 'single sign-on from Macs, back-channel logout',
  statements: [
    'ALTER TABLE openid_artifact ADD COLUMN device_id TEXT',
    'CREATE INDEX openid_artifact_device ON openid_artifact (device_id)',
    'ALTER TABLE openid_client ADD COLUMN back_channel_logout_uri TEXT',
  ],
};
