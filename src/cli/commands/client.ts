import type { CommandRow } from '../command.ts';
import { showPage } from '../command.ts';
import { facts, moment, table } from '../table.ts';

/** `porchlight client ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'add <name>',
    summary: 'add an application that people sign in to',
    options: [
      ['--redirect-uri <addresses>', 'where people are sent back to; several with commas'],
      ['--post-logout-redirect-uri <addresses>', 'where they are sent after they signed out; several with commas'],
      ['--backchannel-logout-uri <address>', 'where it is told that a session has ended'],
      ['--mac-application <id>', 'the Mac application that it is: TEAM.bundle.identifier'],
      ['--public', 'it runs where it can keep no secret'],
      ['--ask-consent', 'people are asked before it learns of them'],
      ['--device', 'it may sign people in on another device'],
    ],
    run: async ({ api, args: [name = ''], option, has, show, io }) => {
      const backChannelLogoutUri = option('backchannelLogoutUri');
      const macApplication = option('macApplication');
      const made = await api.addClient({
        body: {
          name,
          kind: has('public') ? 'public' : 'confidential',
          redirectUris: listOf(option('redirectUri')),
          postLogoutRedirectUris: listOf(option('postLogoutRedirectUri')),
          ...(backChannelLogoutUri === undefined ? {} : { backChannelLogoutUri }),
          ...(macApplication === undefined ? {} : { macApplication }),
          asksConsent: has('askConsent'),
          deviceAuthorization: has('device'),
        },
      });
      const secret = made.secret === null ? [] : [['secret', made.secret] as const];
      show(made, facts([['id', made.client.id], ...secret]));
      if (made.secret !== null && !has('json')) io.err('porchlight: keep the secret now, it is not shown again\n');
    },
  },
  {
    usage: 'list',
    summary: 'list the applications that people sign in to',
    run: async (context) => {
      const page = await context.api.listClients();
      const cells = page.items.map(({ id, name, kind, redirectUris }) => [id, name, kind, redirectUris[0] ?? '-']);
      const text = table(['ID', 'NAME', 'KIND', 'REDIRECT URI'], cells);
      showPage(context, { ...page, next: null }, text, 'no clients; add one with "porchlight client add NAME"');
    },
  },
  {
    usage: 'show <client>',
    summary: 'show an application',
    run: async ({ api, args: [client = ''], show }) => {
      const one = await api.getClient({ params: { client } });
      const text = facts([
        ['id', one.id],
        ['name', one.name],
        ['kind', one.kind],
        ['redirect URIs', one.redirectUris.join(', ') || null],
        ['after signing out', one.postLogoutRedirectUris.join(', ') || null],
        ['told of sign-outs', one.backChannelLogoutUri],
        ['Mac application', one.macApplication],
        ['asks people', one.asksConsent ? 'yes' : 'no'],
        ['other devices', one.deviceAuthorization ? 'yes' : 'no'],
        ['secret set', one.secretSetAt === null ? null : moment(one.secretSetAt)],
        ['added', `${moment(one.createdAt)} by ${one.createdBy}`],
      ]);
      show(one, text);
    },
  },
  {
    usage: 'rotate-secret <client>',
    summary: 'give it another secret; the present one counts no more',
    run: async ({ api, args: [client = ''], show, io, has }) => {
      const made = await api.rotateClientSecret({ params: { client } });
      show(made, `${made.secret}\n`);
      if (!has('json')) io.err('porchlight: keep it now, it is not shown again\n');
    },
  },
  {
    usage: 'remove <client>',
    summary: 'remove it, and end its grants and tokens',
    run: async ({ api, args: [client = ''], say }) => {
      await api.removeClient({ params: { client } });
      say(`removed ${client}`);
    },
  },
];

function listOf(option: string | undefined): string[] {
  return option === undefined ? [] : option.split(',').map((uri) => uri.trim());
}
