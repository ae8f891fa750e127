import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the declaration com.apple.management.organization-info. */
export const managementOrganizationInfoTable: MessageTable = {
  name: 'com.apple.management.organization-info',
  source: 'declarative/declarations/management/organization-info.yaml',
  introduced: '13.0',
  keys: {
    Name: { type: 'string', presence: 'required' },
    Email: { type: 'string', presence: 'optional' },
    URL: { type: 'string', presence: 'optional' },
    Proof: {
      type: 'dictionary',
      keys: { IdentityToken: { type: 'string', presence: 'optional' } },
      presence: 'optional',
    },
  },
};
