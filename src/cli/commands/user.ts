import type { OperationInput } from '#api/operations.ts';
import { CliRefusal } from '../refusal.ts';
import type { CommandContext, CommandRow } from '../command.ts';
import { listOptions, listQuery, showPage } from '../command.ts';
import { endingsTable, showEnded } from '../endings.ts';
import { newSecret, passwordOptions } from '../secret.ts';
import { facts, moment, table } from '../table.ts';

/** `porchlight user ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'add <name>',
    summary: 'add a person, by login user name or by account name with --upn',
    options: [
      ['--name <full-name>', 'full name'],
      ['--upn <name@domain>', 'login user name'],
      ['--email <address>', 'e-mail'],
      ['--administrator', 'may administer the server'],
      ['--auditor', 'may look at what administrators see, and change nothing'],
      ['--temporary', 'the password must be changed at the first use'],
      ['--no-password', 'set a password later'],
      ...passwordOptions,
    ],
    run: add,
  },
  {
    usage: 'update <user>',
    summary: 'change names, e-mail and rights; what is not named stays',
    options: [
      ['--name <full-name>', 'full name'],
      ['--account-name <name>', 'account name'],
      ['--upn <name@domain>', 'login user name'],
      ['--email <address>', 'e-mail'],
      ['--no-email', 'take the e-mail away'],
      ['--administrator', 'may administer the server'],
      ['--no-administrator', 'may not any more'],
      ['--auditor', 'may look at what administrators see, and change nothing'],
      ['--no-auditor', 'may not any more'],
    ],
    run: update,
  },
  {
    usage: 'list',
    summary: 'list people',
    options: [
      ['--search <text>', 'only names that begin with this'],
      ['--sort <order>', 'userPrincipalName, fullName or createdAt; with - before it the other way round'],
      ['--state <state>', 'only these: active or disabled'],
      ['--role <role>', 'only these: administrator, auditor or person'],
      ['--group <group>', 'only members of this group'],
      ...listOptions,
    ],
    run: list,
  },
  { usage: 'show <user>', summary: 'show a person with the groups', run: show },
  {
    usage: 'set-password <user>',
    summary: 'set a password',
    options: [['--temporary', 'must be changed at the first use'], ...passwordOptions],
    run: setPassword,
  },
  {
    usage: 'add-otp <user>',
    summary: 'give a person one-time codes; prints the address for the authenticator, once',
    run: addOneTimeCodes,
  },
  action('remove-otp', 'take the one-time codes of a person away', async ({ api, args: [user = ''] }) => {
    await api.removeOneTimeCodes({ params: { user } });
    return `${user} signs in by password alone`;
  }),
  {
    usage: 'ending <user>',
    summary: 'say what would end if a person were disabled',
    run: async ({ api, args: [user = ''], show }) => {
      const result = await api.previewUserEnding({ params: { user } });
      show(result, result.endings.length > 0 ? endingsTable(result.endings) : 'nothing would end\n');
    },
  },
  {
    usage: 'disable <user>',
    summary: 'grant a person nothing from now on; says when what ended',
    run: async (context) => {
      const [user = ''] = context.args;
      const result = await context.api.disableUser({ params: { user } });
      showEnded(context, result.outcome === 'already' ? `${user} was disabled already` : `disabled ${user}`, result);
    },
  },
  action('enable', 'let a disabled person sign in again', async ({ api, args: [user = ''] }) => {
    const { outcome } = await api.enableUser({ params: { user } });
    return outcome === 'already' ? `${user} was enabled already` : `enabled ${user}`;
  }),
  {
    usage: 'delete <user>',
    summary: 'forget a person',
    run: async (context) => {
      const [user = ''] = context.args;
      showEnded(context, `deleted ${user}`, await context.api.deleteUser({ params: { user } }));
    },
  },
  { usage: 'methods <user>', summary: 'show how a person can sign in', run: methods },
  action('require-password-change', 'have a person choose another password', async ({ api, args: [user = ''] }) => {
    const { outcome } = await api.requirePasswordChange({ params: { user } });
    return outcome === 'already' ? `nothing to change for ${user}` : `${user} must choose another password`;
  }),
];

function action(verb: string, summary: string, act: (context: CommandContext) => Promise<string>): CommandRow {
  return { usage: `${verb} <user>`, summary, run: async (context) => context.say(await act(context)) };
}

async function add(context: CommandContext): Promise<void> {
  const { api, args, option, has } = context;
  const { accountName, userPrincipalName } = namesOf(args[0] ?? '', option('upn'));
  const secret = has('password') ? await newSecret(context) : undefined;
  const email = option('email');
  const user = await api.createUser({
    body: {
      accountName,
      fullName: option('name') ?? accountName,
      userPrincipalName,
      administrator: has('administrator'),
      auditor: has('auditor'),
      ...(email === undefined ? {} : { email }),
      ...(secret === undefined ? {} : { password: secret.value, temporaryPassword: has('temporary') }),
    },
  });
  const generated = secret?.generated ? secret.value : undefined;
  context.say(`added ${user.userPrincipalName}`, { user, password: generated });
  if (generated !== undefined && !has('json')) context.io.out(`${generated}\n`);
}

async function update({ api, args, option, choice, say }: CommandContext): Promise<void> {
  const changes = {
    fullName: option('name'),
    accountName: option('accountName'),
    userPrincipalName: option('upn'),
    email: choice('email') === false ? null : option('email'),
    administrator: choice('administrator'),
    auditor: choice('auditor'),
  };
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  if (given.length === 0) throw new CliRefusal('usage', 'nothing was named that is to change', 'such as --auditor', 2);
  const user = await api.updateUser({ params: { user: args[0] ?? '' }, body: Object.fromEntries(given) });
  say(`changed ${user.userPrincipalName}`, { user });
}

/** `ada --upn ada@example.org`, or the login user name alone, whose first part is then the account name. */
function namesOf(name: string, upn: string | undefined) {
  const [account = '', domain] = name.split('@');
  const userPrincipalName = upn ?? (domain === undefined ? undefined : name);
  if (userPrincipalName === undefined) {
    throw new CliRefusal('usage', `${name} has no login user name`, `name it: --upn ${name}@example.org`, 2);
  }
  return { accountName: account, userPrincipalName };
}

/** The server judges the words. */
type UserFilter = Pick<NonNullable<OperationInput<'listUsers'>['query']>, 'sort' | 'state' | 'role' | 'group'>;

async function list(context: CommandContext): Promise<void> {
  const words = ['sort', 'state', 'role', 'group'].map((name) => [name, context.option(name)] as const);
  const filter = Object.fromEntries(words.filter(([, value]) => value !== undefined)) as UserFilter;
  const page = await context.api.listUsers({ query: { ...listQuery(context), ...filter } });
  const rows = page.items.map((user) => [
    user.accountName,
    user.userPrincipalName,
    user.fullName,
    user.state,
    roleOf(user),
  ]);
  const text = table(['ACCOUNT', 'USER NAME', 'NAME', 'STATE', 'ROLE'], rows);
  showPage(context, page, text, 'no users; add one with "porchlight user add NAME"');
}

function roleOf({ administrator, auditor }: { readonly administrator: boolean; readonly auditor: boolean }): string {
  if (administrator) return 'admin';
  return auditor ? 'auditor' : '';
}

async function show(context: CommandContext): Promise<void> {
  const [name = ''] = context.args;
  const detail = await context.api.getUser({ params: { user: name } });
  const { user, groups } = detail;
  const text = facts([
    ['id', user.id],
    ['account name', user.accountName],
    ['user name', user.userPrincipalName],
    ['name', user.fullName],
    ['e-mail', user.email],
    ['state', user.state],
    ['administrator', user.administrator],
    ['auditor', user.auditor],
    ['must change password', user.mustChangePassword],
    ['password set', moment(user.passwordSetAt)],
    ['groups', groups.map((group) => group.name).join(', ') || null],
  ]);
  context.show(detail, text);
}

async function methods({ api, args: [user = ''], show }: CommandContext): Promise<void> {
  const found = await api.showSignInMethods({ params: { user } });
  const pass = found.temporaryPass;
  const text = facts([
    ['password', found.password.replace('-', ' ')],
    ['authenticators', found.authenticators],
    ['passkeys', found.passkeys],
    ['one-time codes', found.oneTimeCodes],
    ['recovery codes left', found.recoveryCodes],
    ['temporary pass', pass === null ? null : `${pass.state}, until ${moment(pass.endsAt)}`],
    ['smart cards', found.smartCards],
    ['Macs', found.macs],
  ]);
  show(found, text);
}

async function setPassword(context: CommandContext): Promise<void> {
  const [user = ''] = context.args;
  const { value, generated } = await newSecret(context);
  await context.api.setPassword({ params: { user }, body: { password: value, temporary: context.has('temporary') } });
  context.say(`set the password of ${user}`, { outcome: 'done', ...(generated ? { password: value } : {}) });
  if (generated && !context.has('json')) context.io.out(`${value}\n`);
}

async function addOneTimeCodes(context: CommandContext): Promise<void> {
  const [user = ''] = context.args;
  const { uri } = await context.api.addOneTimeCodes({ params: { user } });
  context.say(`${user} has one-time codes; hand this over as a secret, it is not shown again`, { uri });
  if (!context.has('json')) context.io.out(`${uri}\n`);
}
