import type { CommandRow } from '../command.ts';
import { listOptions, listQuery, showPage } from '../command.ts';
import { showEnded } from '../endings.ts';
import { moment, table } from '../table.ts';

/** `porchlight registration ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'list',
    summary: 'list registrations of people on Macs',
    options: [['--user <user>', 'only of this user'], ['--device <device>', 'only on this Mac'], ...listOptions],
    run: async (context) => {
      const [user, device] = [context.option('user'), context.option('device')];
      const filter = { ...(user === undefined ? {} : { user }), ...(device === undefined ? {} : { device }) };
      const page = await context.api.listRegistrations({ query: { ...listQuery(context), ...filter } });
      const cells = page.items.map((one) => [
        one.id,
        one.userPrincipalName,
        one.serialNumber,
        one.method,
        one.state,
        moment(one.lastLoginAt),
      ]);
      const text = table(['ID', 'USER', 'SERIAL', 'METHOD', 'STATE', 'LAST LOGIN'], cells);
      showPage(context, page, text, 'no registrations; a person makes one on a Mac that has registered');
    },
  },
  {
    usage: 'revoke <registration>',
    summary: "end one person's registration on one Mac",
    run: async (context) => {
      const [registration = ''] = context.args;
      const result = await context.api.revokeRegistration({ params: { registration } });
      const isDone = result.outcome === 'done';
      showEnded(context, isDone ? 'revoked the registration' : 'the registration was revoked already', result);
    },
  },
];
