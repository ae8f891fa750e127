import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the message StatusReport. */
export const statusReportTable: MessageTable = {
  name: 'StatusReport',
  source: 'declarative/protocol/statusreport.yaml',
  introduced: '13.0',
  keys: {
    StatusItems: { type: 'dictionary', presence: 'required' },
    Errors: {
      type: 'array',
      items: [
        {
          type: 'dictionary',
          keys: {
            StatusItem: { type: 'string', presence: 'required' },
            Reasons: {
              type: 'array',
              items: [
                {
                  type: 'dictionary',
                  keys: {
                    Code: { type: 'string', presence: 'required' },
                    Description: { type: 'string', presence: 'optional' },
                    Details: { type: 'dictionary', presence: 'optional' },
                  },
                },
              ],
              presence: 'optional',
            },
          },
        },
      ],
      presence: 'required',
    },
    FullReport: { type: 'boolean', introduced: '14.0', presence: 'optional' },
  },
};
