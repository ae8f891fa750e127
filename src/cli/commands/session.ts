import { openApiDocument } from '#api/openapi.ts';
import type { CommandRow } from '../command.ts';
import { connectWith, forgetToken, savedToken, saveToken } from '../connection.ts';
import { CliRefusal } from '../refusal.ts';
import { presentSecret } from '../secret.ts';
import { facts, moment } from '../table.ts';

/** `porchlight sign-in`, `sign-out` and `openapi`: commands without a noun. */
export const rows: readonly CommandRow[] = [
  {
    usage: 'sign-in <user-name>',
    summary: 'sign in as an administrator',
    options: [['--password-stdin', 'read the password from standard input']],
    run: async (context) => {
      const [userName = ''] = context.args;
      const password = await presentSecret(context);
      const api = await connectWith(context.target, undefined);
      const { token, facts } = await api.signIn({ body: { userName, password } });
      await saveToken(context.target, token);
      context.say(`signed in as ${userName} until ${moment(facts.expiresAt)}`, facts);
    },
  },
  {
    usage: 'sign-out',
    summary: 'revoke the token of the last sign-in and forget it',
    run: async ({ target, say }) => {
      const token = await savedToken(target);
      if (token === undefined) {
        throw new CliRefusal('not_signed_in', 'nobody is signed in', 'sign in with "porchlight sign-in NAME"');
      }
      const api = await connectWith(target, token);
      await api.signOut().finally(() => forgetToken(target));
      say('signed out');
    },
  },
  {
    usage: 'who-am-i',
    summary: 'show the token that commands are sent with',
    run: async ({ api, show }) => {
      const token = await api.showSession();
      const text = facts([
        ['token', token.name],
        ['role', token.role],
        ['from', token.origin],
        ['until', moment(token.expiresAt)],
        ['last used', moment(token.lastUsedAt)],
      ]);
      show(token, text);
    },
  },
  {
    usage: 'openapi',
    summary: 'print the OpenAPI document of the administration interface',
    run: async ({ target, io }) => {
      io.out(`${JSON.stringify(openApiDocument({ version: '1', server: target.server }), null, 2)}\n`);
    },
  },
];
