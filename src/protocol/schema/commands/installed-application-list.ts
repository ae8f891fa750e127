import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command InstalledApplicationList. */
export const installedApplicationListTable: MessageTable = {
  name: 'InstalledApplicationList',
  source: 'mdm/commands/application.installed.list.yaml',
  introduced: '10.7',
  channels: ['device', 'user'],
  keys: {
    RequestType: { type: 'string', presence: 'required', values: ['InstalledApplicationList'] },
    Identifiers: { type: 'array', introduced: '10.15', items: [{ type: 'string' }], presence: 'optional' },
    ManagedAppsOnly: { type: 'boolean', introduced: '10.15', presence: 'optional' },
  },
  response: {
    InstalledApplicationList: {
      type: 'array',
      items: [
        {
          type: 'dictionary',
          keys: {
            Identifier: { type: 'string', presence: 'optional' },
            ExternalVersionIdentifier: { type: 'integer', introduced: '10.13', presence: 'optional' },
            Version: { type: 'string', presence: 'optional' },
            ShortVersion: { type: 'string', presence: 'optional' },
            Name: { type: 'string', presence: 'optional' },
            BundleSize: { type: 'integer', introduced: '10.7', presence: 'optional' },
            Installing: { type: 'boolean', presence: 'optional' },
            HasUpdateAvailable: { type: 'boolean', introduced: '10.13.4', presence: 'optional' },
            DownloadFailed: { type: 'boolean', presence: 'optional' },
            DownloadWaiting: { type: 'boolean', presence: 'optional' },
            DownloadPaused: { type: 'boolean', presence: 'optional' },
            DownloadCancelled: { type: 'boolean', presence: 'optional' },
          },
        },
      ],
      presence: 'required',
    },
  },
};
