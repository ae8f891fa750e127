import { readFile } from 'node:fs/promises';
import type { PasskeyPolicy, PasskeyRules } from '#api/passkeys.ts';
import { type CommandContext, type CommandRow, showPage } from '../command.ts';
import { CliRefusal } from '../refusal.ts';
import { facts, moment, table } from '../table.ts';

/** `porchlight passkey ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'list <user>',
    summary: 'list the passkeys of a person',
    run: async (context) => {
      const [user = ''] = context.args;
      const page = await context.api.listPasskeys({ params: { user } });
      const cells = page.items.map((one) => [
        one.id,
        one.name,
        one.model ?? one.aaguid,
        one.attestation,
        one.backedUp ? 'copied' : one.backupEligible ? 'can be' : 'no',
        moment(one.createdAt),
        moment(one.lastUsedAt),
        one.lockedAt === null ? 'usable' : 'locked',
      ]);
      const headings = ['ID', 'NAME', 'MODEL', 'ATTESTATION', 'COPIES', 'ADDED', 'LAST USED', 'STATE'];
      showPage(context, page, table(headings, cells), 'no passkeys; people add them on their account page');
    },
  },
  {
    usage: 'remove <user> <passkey>',
    summary: 'remove a passkey of a person',
    run: async ({ api, args: [user = '', passkey = ''], say }) => {
      await api.removePasskey({ params: { user, passkey } });
      say(`removed ${passkey} of ${user}`);
    },
  },
  {
    usage: 'policy <show-or-set>',
    summary: 'show or set which models of authenticators are let in; "set" keeps what is not given',
    options: [
      ['--any', 'every model'],
      ['--allow <aaguids>', 'only these models; several with commas'],
      ['--deny <aaguids>', 'all but these models; several with commas'],
      ['--attestation <rule>', '"required": new ones need an attestation that leads to a root; else "optional"'],
      ['--roots <files>', 'roots by format, as in packed=root.pem,tpm=other.pem; "none" takes them away'],
    ],
    run: async (context) => {
      const [verb] = context.args;
      if (verb === 'show') return showPolicy(context, await context.api.getPasskeyPolicy());
      if (verb === 'set') return showPolicy(context, await setPolicy(context));
      throw new CliRefusal('verb_unknown', '"policy" takes show or set', 'such as "porchlight passkey policy show"', 2);
    },
  },
];

function showPolicy({ show }: CommandContext, saved: PasskeyPolicy): void {
  const { policy, models, changedAt, changedBy } = saved;
  const named = policy.aaguids.map((aaguid, index) => {
    const name = models[index] ?? null;
    return name === null ? aaguid : `${aaguid} (${name})`;
  });
  const text = facts([
    ['models', policy.mode === 'any' ? 'any' : `${policy.mode} ${named.join(', ')}`],
    ['attestation', policy.attestation],
    ['roots', policy.roots.map(({ format }) => format).join(', ') || null],
    ['changed', changedAt === null ? null : `${moment(changedAt)} by ${changedBy ?? '-'}`],
  ]);
  show(saved, text);
}

async function setPolicy({ api, option, has }: CommandContext): Promise<PasskeyPolicy> {
  const { policy } = await api.getPasskeyPolicy();
  const [allow, deny, roots] = [option('allow'), option('deny'), option('roots')];
  if ([allow, deny, has('any') || undefined].filter((one) => one !== undefined).length > 1) {
    throw new CliRefusal('options_conflict', '--any, --allow and --deny exclude each other', 'give one of them', 2);
  }
  const list = allow ?? deny;
  const mode = has('any') ? 'any' : allow === undefined ? (deny === undefined ? policy.mode : 'deny') : 'allow';
  const kept = mode === 'any' ? [] : policy.aaguids;
  return api.setPasskeyPolicy({
    body: {
      mode,
      aaguids: list === undefined ? kept : list.split(',').map((aaguid) => aaguid.trim()),
      attestation: attestationOf(option('attestation')) ?? policy.attestation,
      roots: roots === undefined ? policy.roots : await rootsOf(roots),
    },
  });
}

function attestationOf(text: string | undefined): PasskeyRules['attestation'] | undefined {
  if (text === undefined || text === 'optional' || text === 'required') return text;
  throw new CliRefusal(
    'rule_unknown',
    '--attestation must be optional or required',
    'such as --attestation required',
    2,
  );
}

const formats = ['packed', 'tpm', 'apple'] as const;

async function rootsOf(text: string): Promise<PasskeyRules['roots']> {
  if (text === 'none') return [];
  return Promise.all(
    text.split(',').map(async (part) => {
      const [name = '', file = ''] = part.trim().split('=', 2);
      const format = formats.find((one) => one === name);
      if (format !== undefined && file !== '') return { format, certificate: await readFile(file, 'utf8') };
      const hint = `such as --roots packed=root.pem; formats are ${formats.join(', ')}`;
      throw new CliRefusal('roots_malformed', '--roots must name formats with files', hint, 2);
    }),
  );
}
