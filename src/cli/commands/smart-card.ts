import { readFile } from 'node:fs/promises';
import { cardRule } from '#api/smart-cards.ts';
import type { CommandContext, CommandRow } from '../command.ts';
import { showPage } from '../command.ts';
import { CliRefusal } from '../refusal.ts';
import { moment, table } from '../table.ts';

/** `porchlight smart-card ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'trust <certificate-file>',
    summary: 'trust the cards of an authority (PEM or DER)',
    options: [
      ['--crl-url <url>', 'where its revocation list is'],
      ['--accept-stale-crl', 'accept cards without a revocation list that is up to date'],
    ],
    run: async ({ api, args: [file = ''], option, has, say }) => {
      const address = option('crlUrl');
      const settings = {
        ...(address === undefined ? {} : { revocationListUrl: address }),
        ...(has('acceptStaleCrl') ? { staleRevocation: 'accept' as const } : {}),
      };
      const result = await api.addCardAuthority({ body: { certificate: await encoded(file), ...settings } });
      const words = result.outcome === 'already' ? 'trusted already' : 'trusted';
      say(`${words}: ${result.authority.subject} (${result.authority.id})`, result);
    },
  },
  {
    usage: 'change <authority>',
    summary: 'change how an authority is trusted; what is not named stays',
    options: [
      ['--rules <rules>', `how cards find people, in their order, with commas: ${cardRule.options.join(', ')}`],
      ['--crl-url <url>', 'where its revocation list is; "none" takes it away'],
      ['--accept-stale-crl', 'accept cards without a revocation list that is up to date'],
      ['--refuse-stale-crl', 'refuse them'],
    ],
    run: change,
  },
  {
    usage: 'untrust <authority>',
    summary: 'trust the cards of an authority no longer',
    run: async ({ api, args: [authority = ''], say }) => {
      await api.removeCardAuthority({ params: { authority } });
      say(`no longer trusted: ${authority}`);
    },
  },
  {
    usage: 'list',
    summary: 'list trusted authorities',
    run: async (context) => {
      const page = await context.api.listCardAuthorities();
      const cells = page.items.map(({ id, subject, notAfter, revocationList: list }) => [
        id,
        subject,
        moment(notAfter),
        list === null ? 'none' : `${list.revoked} revoked, next ${moment(list.nextUpdate)}`,
      ]);
      const text = table(['ID', 'SUBJECT', 'EXPIRES', 'REVOCATION LIST'], cells);
      showPage(context, page, text, 'no authorities; trust one with "porchlight smart-card trust FILE"');
    },
  },
  {
    usage: 'bind <user> <certificate-file>',
    summary: 'tie a certificate to a person',
    run: async ({ api, args: [user = '', file = ''], say }) => {
      const body = { rule: 'certificate' as const, certificate: await encoded(file) };
      const result = await api.bindCard({ params: { user }, body });
      say(result.outcome === 'already' ? `bound to ${user} already` : `bound to ${user}`, result);
    },
  },
  { usage: 'bindings <user>', summary: 'list the certificates that are tied to a person', run: bindings },
  {
    usage: 'unbind <binding>',
    summary: 'untie a certificate from a person',
    run: async ({ api, args: [binding = ''], say }) => {
      await api.removeCardBinding({ params: { binding } });
      say(`unbound ${binding}`);
    },
  },
  {
    usage: 'crl <authority> [list-file]',
    summary: 'take in a revocation list, or fetch it from its address',
    run: async ({ api, args: [authority = '', file = ''], say }) => {
      const params = { authority };
      const result =
        file === ''
          ? await api.fetchRevocationList({ params })
          : await api.importRevocationList({ params, body: { list: await encoded(file) } });
      say(`${result.revoked} certificates are revoked`, result);
    },
  },
];

async function change({ api, args: [authority = ''], option, has, say }: CommandContext): Promise<void> {
  const [rules, address] = [option('rules'), option('crlUrl')];
  const chosen = has('refuseStaleCrl') ? 'refuse' : undefined;
  const stale: 'accept' | 'refuse' | undefined = has('acceptStaleCrl') ? 'accept' : chosen;
  const body = {
    ...(rules === undefined ? {} : { rules: rules.split(',').map(ruleOf) }),
    ...(address === undefined ? {} : { revocationListUrl: address === 'none' ? null : address }),
    ...(stale === undefined ? {} : { staleRevocation: stale }),
  };
  if (Object.keys(body).length === 0) {
    throw new CliRefusal('usage', 'nothing was named that is to change', 'such as --accept-stale-crl', 2);
  }
  const changed = await api.changeCardAuthority({ params: { authority }, body });
  say(`changed ${changed.subject}`, changed);
}

function ruleOf(text: string) {
  const rule = cardRule.options.find((one) => one === text.trim());
  if (rule !== undefined) return rule;
  throw new CliRefusal('rule_unknown', `there is no rule "${text}"`, `rules are ${cardRule.options.join(', ')}`, 2);
}

async function bindings(context: CommandContext): Promise<void> {
  const [user = ''] = context.args;
  const page = await context.api.listCardBindings({ params: { user } });
  const cells = page.items.map(({ id, rule, value, createdAt }) => [id, rule, value, moment(createdAt)]);
  const text = table(['ID', 'RULE', 'VALUE', 'BOUND'], cells);
  showPage(context, page, text, `no card is bound to ${user}`);
}

/** PEM as it is, DER as base64. */
async function encoded(file: string): Promise<string> {
  const bytes = await readFile(file);
  return bytes.includes('-----BEGIN ') ? bytes.toString('utf8') : bytes.toString('base64');
}
