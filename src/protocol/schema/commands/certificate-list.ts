import type { MessageTable } from '../message-table.ts';

/** Apple's requirements for the command CertificateList. */
export const certificateListTable: MessageTable = {
  name: 'CertificateList',
  source: 'mdm/commands/certificate.list.yaml',
  introduced: '10.7',
  channels: ['device', 'user'],
  keys: {
    RequestType: { type: 'string', presence: 'required', values: ['CertificateList'] },
    ManagedOnly: { type: 'boolean', introduced: '10.15', presence: 'optional' },
  },
  response: {
    CertificateList: {
      type: 'array',
      items: [
        {
          type: 'dictionary',
          keys: {
            CommonName: { type: 'string', presence: 'required' },
            IsIdentity: { type: 'boolean', presence: 'required' },
            Data: { type: 'data', presence: 'required' },
          },
        },
      ],
      presence: 'required',
    },
  },
};
