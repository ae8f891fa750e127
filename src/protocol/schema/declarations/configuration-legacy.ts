import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the declaration com.apple.configuration.legacy. */
export const configurationLegacyTable: MessageTable = {
  name: 'com.apple.configuration.legacy',
  source: 'declarative/declarations/configurations/legacy.yaml',
  introduced: '13.0',
  keys: { ProfileURL: { type: 'string', presence: 'required' } },
};
