import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the declaration com.apple.management.server-capabilities. */
export const managementServerCapabilitiesTable: MessageTable = {
  name: 'com.apple.management.server-capabilities',
  source: 'declarative/declarations/management/server-capabilities.yaml',
  introduced: '13.0',
  keys: {
    Version: { type: 'string', presence: 'required' },
    SupportedFeatures: { type: 'dictionary', anyKey: { type: 'any' }, presence: 'required' },
  },
};
