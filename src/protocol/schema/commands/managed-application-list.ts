import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command ManagedApplicationList. */
export const managedApplicationListTable: MessageTable = {
  name: 'ManagedApplicationList',
  source: 'mdm/commands/application.managed.list.yaml',
  introduced: '11.0',
  channels: ['device', 'user'],
  keys: {
    RequestType: { type: 'string', presence: 'required', values: ['ManagedApplicationList'] },
    Identifiers: { type: 'array', items: [{ type: 'string' }], presence: 'optional' },
  },
  response: {
    ManagedApplicationList: {
      type: 'dictionary',
      anyKey: {
        type: 'dictionary',
        keys: {
          Status: {
            type: 'string',
            values: [
              'Queued',
              'NeedsRedemption',
              'Redeeming',
              'Prompting',
              'PromptingForLogin',
              'ValidatingPurchase',
              'PromptingForUpdate',
              'PromptingForUpdateLogin',
              'PromptingForManagement',
              'ValidatingUpdate',
              'Updating',
              'Installing',
              'Managed',
              'ManagedButUninstalled',
              'Unknown',
              'UserInstalledApp',
              'UserRejected',
              'UpdateRejected',
              'ManagementRejected',
              'Failed',
            ],
            presence: 'required',
          },
          ManagementFlags: { type: 'integer', presence: 'required' },
          HasConfiguration: { type: 'boolean', introduced: '11.0', presence: 'required' },
          HasFeedback: { type: 'boolean', introduced: '11.3', presence: 'required', channel: 'user' },
          ExternalVersionIdentifier: { type: 'integer', introduced: '11.3', presence: 'required' },
        },
      },
      presence: 'required',
    },
  },
};
