import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command InstallProfile. */
export const installProfileTable: MessageTable = {
  name: 'InstallProfile',
  source: 'mdm/commands/profile.install.yaml',
  introduced: '10.7',
  channels: ['device', 'user'],
  keys: {
    RequestType: { type: 'string', presence: 'required', values: ['InstallProfile'] },
    Payload: { type: 'data', presence: 'required' },
  },
};
