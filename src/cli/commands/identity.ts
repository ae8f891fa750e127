import type { CommandRow } from '../command.ts';
import { listOptions, listQuery, showPage, wholeNumber } from '../command.ts';
import { moment, table } from '../table.ts';

/** `porchlight identity ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'list',
    summary: 'list certificates of Macs, the newest first',
    options: [
      ['--search <text>', 'only Macs whose serial number begins with this'],
      ['--expiring <days>', 'only those that end so soon and have no successor'],
      ...listOptions,
    ],
    run: async (context) => {
      const expiringWithinDays = wholeNumber('expiring', context.option('expiring'));
      const within = expiringWithinDays === undefined ? {} : { expiringWithinDays };
      const page = await context.api.listIdentities({ query: { ...listQuery(context), ...within } });
      const cells = page.items.map((one) => [
        one.serialNumber,
        one.certificateSerial,
        one.protocol,
        one.revokedAt === null ? 'good' : `revoked ${one.revocationReason ?? ''}`.trim(),
        moment(one.notAfter),
      ]);
      const text = table(['SERIAL', 'CERTIFICATE', 'BY', 'STATE', 'ENDS'], cells);
      showPage(context, page, text, 'no certificates; Macs get theirs when they enroll');
    },
  },
  {
    usage: 'revoke <identity>',
    summary: 'revoke a certificate, or all of a Mac by its serial number',
    run: async ({ api, args: [identity = ''], say }) => {
      const result = await api.revokeIdentity({ params: { identity }, body: {} });
      say(result.outcome === 'already' ? `${identity} was revoked already` : `revoked ${identity}`, result);
    },
  },
];
