import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the error document com.apple.softwareupdate.required. */
export const softwareUpdateRequiredTable: MessageTable = {
  name: 'com.apple.softwareupdate.required',
  source: 'mdm/errors/softwareupdate.required.yaml',
  introduced: '14.0',
  keys: {
    code: { type: 'string', values: ['com.apple.softwareupdate.required'], presence: 'required' },
    description: { type: 'string', presence: 'optional' },
    message: { type: 'string', presence: 'optional' },
    details: {
      type: 'dictionary',
      keys: {
        OSVersion: { type: 'string', presence: 'required' },
        BuildVersion: { type: 'string', presence: 'optional' },
        RequireBetaProgram: {
          type: 'dictionary',
          introduced: '14.5',
          keys: {
            Description: { type: 'string', presence: 'required' },
            Token: { type: 'string', presence: 'required' },
          },
          presence: 'optional',
        },
      },
      presence: 'required',
    },
  },
};
