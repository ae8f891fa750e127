import { type CommandExecutor, acknowledged } from '../command.ts';
import { certificateOf, commonNameOf } from '../identity.ts';

/** The certificates that the organisation put on this Mac: the identity. */
export const certificateList: CommandExecutor = {
  requestType: 'CertificateList',
  rights: 1,
  channels: 'both',
  run({ management }) {
    const data = certificateOf(management.identity);
    return acknowledged({ CertificateList: [{ CommonName: commonNameOf(data), IsIdentity: true, Data: data }] });
  },
};
