import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the declaration com.apple.configuration.package, which Apple's page has and no schema yet. */
export const configurationPackageTable: MessageTable = {
  name: 'com.apple.configuration.package',
  source: 'Apple, "Package" (declarations)',
  introduced: '26.0',
  keys: {
    ManifestURL: { type: 'string', pattern: '^https://.*$', presence: 'required' },
    InstallBehavior: {
      type: 'dictionary',
      keys: { Install: { type: 'string', values: ['Required', 'Optional'], presence: 'optional' } },
      presence: 'optional',
    },
  },
};
