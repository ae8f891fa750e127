import type { CommandContext, CommandRow } from '../command.ts';
import { showEnded } from '../endings.ts';
import { moment, table } from '../table.ts';

/** `porchlight session ...`: browsers in which people are signed in. */
export const rows: readonly CommandRow[] = [
  { usage: 'list <user>', summary: 'list the browsers of a person, and what applications hold', run: list },
  {
    usage: 'end <user> <session>',
    summary: 'sign a person out in one browser',
    run: async ({ api, args: [user = '', session = ''], say }) => {
      await api.endUserSession({ params: { user, session } });
      say(`signed ${user} out in that browser`);
    },
  },
  {
    usage: 'end-all <user>',
    summary: 'sign a person out everywhere, and take back what applications hold',
    run: async (context) => {
      const [user = ''] = context.args;
      showEnded(context, `signed ${user} out everywhere`, await context.api.endUserSessions({ params: { user } }));
    },
  },
];

async function list({ api, args: [user = ''], show, say }: CommandContext): Promise<void> {
  const result = await api.listUserSessions({ params: { user } });
  const { items, applications } = result;
  if (items.length + applications.length === 0) return say(`${user} is signed in nowhere`, result);
  const sessions = items.map((one) => [
    one.id,
    one.browser ?? '-',
    one.address ?? '-',
    one.purpose,
    moment(one.begunAt),
    moment(one.usedAt),
    one.applications.join(', '),
  ]);
  const headings = ['ID', 'BROWSER', 'ADDRESS', 'FOR', 'SINCE', 'LAST USED', 'APPLICATIONS'];
  const held = applications.map(({ application, tokens }) => [application, String(tokens)]);
  const parts = [
    ...(sessions.length > 0 ? [table(headings, sessions)] : []),
    ...(held.length > 0 ? [table(['APPLICATION', 'TOKENS'], held)] : []),
  ];
  return show(result, parts.join('\n'));
}
