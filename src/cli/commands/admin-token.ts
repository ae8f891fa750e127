import type { CommandRow } from '../command.ts';
import { listOptions, listQuery, showPage, wholeNumber } from '../command.ts';
import { moment, table } from '../table.ts';

/** `porchlight admin-token ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'create <name>',
    summary: 'make a token for a program',
    options: [
      ['--auditor', 'it may read and change nothing'],
      ['--life <seconds>', 'how long it lasts; 90 days unless given'],
    ],
    run: async ({ api, args: [name = ''], has, option, show, io }) => {
      const lifeSeconds = wholeNumber('life', option('life'));
      const life = lifeSeconds === undefined ? {} : { lifeSeconds };
      const made = await api.createAdminToken({ body: { name, role: has('auditor') ? 'auditor' : 'admin', ...life } });
      show(made, `${made.token}\n`);
      if (!has('json')) io.err('porchlight: keep it now, it is not shown again\n');
    },
  },
  {
    usage: 'list',
    summary: 'list tokens, the newest first',
    options: listOptions,
    run: async (context) => {
      const page = await context.api.listAdminTokens({ query: listQuery(context) });
      const cells = page.items.map((token) => [
        token.id,
        token.name,
        token.role,
        token.revokedAt === null ? moment(token.expiresAt) : 'revoked',
        moment(token.lastUsedAt),
      ]);
      showPage(context, page, table(['ID', 'NAME', 'ROLE', 'EXPIRES', 'LAST USED'], cells), 'no tokens');
    },
  },
  {
    usage: 'revoke <id>',
    summary: 'revoke a token',
    run: async ({ api, args: [token = ''], say }) => {
      await api.revokeAdminToken({ params: { token } });
      say(`revoked ${token}`);
    },
  },
];
