import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the message MachineInfo. */
export const machineInfoTable: MessageTable = {
  name: 'MachineInfo',
  source: 'other/machineinfo.yaml',
  introduced: '10.9',
  keys: {
    UDID: { type: 'string', presence: 'required' },
    SERIAL: { type: 'string', presence: 'required' },
    PRODUCT: { type: 'string', presence: 'required' },
    VERSION: { type: 'string', presence: 'required' },
    OS_VERSION: { type: 'string', introduced: '14.0', presence: 'required' },
    SUPPLEMENTAL_BUILD_VERSION: { type: 'string', introduced: '14.0', presence: 'optional' },
    SUPPLEMENTAL_OS_VERSION_EXTRA: { type: 'string', introduced: '14.0', presence: 'optional' },
    LANGUAGE: { type: 'string', presence: 'optional' },
    MDM_CAN_REQUEST_SOFTWARE_UPDATE: { type: 'boolean', introduced: '14.0', presence: 'optional' },
    SOFTWARE_UPDATE_DEVICE_ID: { type: 'string', introduced: '14.4', presence: 'optional' },
    MDM_CAN_REQUEST_PSSO_CONFIG: { type: 'boolean', introduced: '26.0', presence: 'optional' },
    MANDATORY_SOFTWARE_UPDATE_REQUIRED: { type: 'boolean', introduced: '26.1', presence: 'optional' },
  },
};
