import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command RemoveProfile. */
export const removeProfileTable: MessageTable = {
  name: 'RemoveProfile',
  source: 'mdm/commands/profile.remove.yaml',
  introduced: '10.7',
  channels: ['device', 'user'],
  keys: {
    RequestType: { type: 'string', presence: 'required', values: ['RemoveProfile'] },
    Identifier: { type: 'string', presence: 'required' },
  },
};
