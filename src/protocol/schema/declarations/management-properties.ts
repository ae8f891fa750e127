import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the declaration com.apple.management.properties. */
export const managementPropertiesTable: MessageTable = {
  name: 'com.apple.management.properties',
  source: 'declarative/declarations/management/properties.yaml',
  introduced: '13.0',
  keys: { ANY: { type: 'any', presence: 'optional' } },
};
