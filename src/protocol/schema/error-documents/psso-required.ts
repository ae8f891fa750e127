import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the error document com.apple.psso.required. */
export const pssoRequiredTable: MessageTable = {
  name: 'com.apple.psso.required',
  source: 'mdm/errors/psso.required.yaml',
  introduced: '26.0',
  keys: {
    code: { type: 'string', values: ['com.apple.psso.required'], presence: 'required' },
    description: { type: 'string', presence: 'optional' },
    message: { type: 'string', presence: 'optional' },
    details: {
      type: 'dictionary',
      keys: {
        ProfileURL: { type: 'string', presence: 'required' },
        Package: {
          type: 'dictionary',
          keys: {
            ManifestURL: { type: 'string', presence: 'required' },
            PinningCerts: { type: 'array', items: [{ type: 'data' }], presence: 'optional' },
            PinningRevocationCheckRequired: { type: 'boolean', presence: 'optional' },
          },
          presence: 'required',
        },
        AuthURL: { type: 'string', presence: 'required' },
      },
      presence: 'required',
    },
  },
};
