import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command InstallEnterpriseApplication. */
export const installEnterpriseApplicationTable: MessageTable = {
  name: 'InstallEnterpriseApplication',
  source: 'mdm/commands/application.install.enterprise.yaml',
  introduced: '10.13.6',
  channels: ['device'],
  keys: {
    RequestType: { type: 'string', presence: 'required', values: ['InstallEnterpriseApplication'] },
    Manifest: { type: 'dictionary', anyKey: { type: 'any' }, presence: 'optional' },
    ManifestURL: { type: 'string', presence: 'optional' },
    ManifestURLPinningCerts: { type: 'array', items: [{ type: 'data' }], presence: 'optional' },
    PinningRevocationCheckRequired: { type: 'boolean', presence: 'optional' },
    InstallAsManaged: { type: 'boolean', introduced: '11.0', presence: 'optional' },
    ManagementFlags: { type: 'integer', introduced: '11.0', values: [1], presence: 'optional' },
    Configuration: { type: 'dictionary', introduced: '11.0', anyKey: { type: 'any' }, presence: 'optional' },
    ChangeManagementState: { type: 'string', introduced: '11.0', values: ['Managed'], presence: 'optional' },
    iOSApp: { type: 'boolean', introduced: '11.0', presence: 'optional' },
  },
};
