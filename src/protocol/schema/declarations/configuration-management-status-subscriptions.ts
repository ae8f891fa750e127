import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the declaration com.apple.configuration.management.status-subscriptions. */
export const configurationManagementStatusSubscriptionsTable: MessageTable = {
  name: 'com.apple.configuration.management.status-subscriptions',
  source: 'declarative/declarations/configurations/management.status-subscriptions.yaml',
  introduced: '13.0',
  keys: {
    StatusItems: {
      type: 'array',
      items: [{ type: 'dictionary', keys: { Name: { type: 'string', presence: 'required' } } }],
      presence: 'required',
    },
  },
};
