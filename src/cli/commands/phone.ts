import { setTimeout } from 'node:timers/promises';
import type { PendingRequest } from '#api/authenticator.ts';
import type { Phone, StoredAccount } from '#phone/phone.ts';
import { type CommandContext, type CommandRow, wholeNumber } from '../command.ts';
import { trustingFetch } from '../connection.ts';
import { scriptedPhone } from '../phone/scripted-phone.ts';
import { CliRefusal } from '../refusal.ts';
import { facts, table } from '../table.ts';

const phoneOption = ['--phone <name>', 'which phone of this home; each has accounts of its own'] as const;
const accountOption = ['--account <user-name>', 'which account of the phone'] as const;
const waitOption = ['--wait <seconds>', 'wait for a request so long'] as const;

/** `porchlight phone ...`: an authenticator without a screen. It is locked by nothing but the account of this computer. */
export const rows: readonly CommandRow[] = [
  {
    usage: 'enroll [address]',
    summary: 'add an account by the address of an offer; without one it is read from standard input',
    options: [
      phoneOption,
      ['--name <name>', 'what the phone is called there'],
      ['--codes', 'take a secret of one-time codes too, where the person has none'],
    ],
    run: enroll,
  },
  { usage: 'accounts', summary: 'list the accounts of the phone', options: [phoneOption], run: accounts },
  {
    usage: 'requests',
    summary: 'show what waits for an answer',
    options: [phoneOption, accountOption, waitOption],
    run: async (context) => {
      const found = await waiting(context);
      if (!found) return context.say('nothing waits', { requests: [] });
      return context.show({ requests: [found.request] }, shown(found));
    },
  },
  {
    usage: 'approve <number>',
    summary: 'approve what waits, by the number on the other screen',
    options: [phoneOption, accountOption, waitOption],
    run: (context) =>
      answer(context, 'approved', ({ phone, account, request }) =>
        phone.approve(account.authenticatorId, request, context.args[0] ?? '', 'none'),
      ),
  },
  answering('deny', 'say no to what waits', 'denied', ({ phone, account, request }) =>
    phone.deny(account.authenticatorId, request, 'none'),
  ),
  answering('not-me', 'say that somebody else is signing in', 'disowned', ({ phone, account, request }) =>
    phone.notMe(account.authenticatorId, request, 'none'),
  ),
  { usage: 'codes', summary: 'show one-time codes', options: [phoneOption, accountOption], run: codes },
  {
    usage: 'remove',
    summary: 'remove an account, here and at the server',
    options: [phoneOption, accountOption],
    run: async (context) => {
      const phone = await phoneOf(context);
      const [account, ...others] = await chosen(context, phone);
      if (account === undefined || others.length > 0) throw ambiguous();
      await phone.remove(account.authenticatorId);
      context.say(`removed ${account.userPrincipalName} from this phone`);
    },
  },
];

interface Waiting {
  readonly phone: Phone;
  readonly account: StoredAccount;
  readonly request: PendingRequest;
}

async function phoneOf({ target, option }: CommandContext): Promise<Phone> {
  return scriptedPhone(target.home, option('phone') ?? 'phone', target.fetch ?? (await trustingFetch(target)));
}

async function enroll(context: CommandContext): Promise<void> {
  const { args, option, has, io, say } = context;
  const address = (args[0] || (await io.stdin())).trim();
  const phone = await phoneOf(context);
  const wish = { name: option('name') ?? 'Scripted phone', unlock: 'none', oneTimeCodes: has('codes') } as const;
  const account = await phone.enroll(address, wish);
  say(`added ${account.userPrincipalName} of ${account.organisation}`, told(account));
}

/** What may be printed of an account: neither its key nor its secret. */
function told(account: StoredAccount) {
  const { authenticatorId, issuer, organisation, userId, userPrincipalName, name, counter, codesUri } = account;
  const codes = codesUri !== undefined;
  return { authenticatorId, issuer, organisation, userId, userPrincipalName, name, counter, codes };
}

async function accounts(context: CommandContext): Promise<void> {
  const all = await (await phoneOf(context)).accounts();
  const items = all.map(told);
  const cells = items.map((one) => [one.userPrincipalName, one.organisation, one.issuer, one.name]);
  if (items.length === 0) return context.say('no accounts; "porchlight phone enroll ADDRESS" adds one', { items });
  return context.show({ items }, table(['ACCOUNT', 'ORGANISATION', 'SERVER', 'NAME'], cells));
}

async function codes(context: CommandContext): Promise<void> {
  const phone = await phoneOf(context);
  const items: { account: string; code: string; validUntil: string }[] = [];
  for (const { authenticatorId, userPrincipalName } of await chosen(context, phone)) {
    const code = await phone.code(authenticatorId);
    const until = new Date(code?.validUntil ?? 0).toISOString();
    if (code) items.push({ account: userPrincipalName, code: code.code, validUntil: until });
  }
  if (items.length === 0) return context.say('this phone shows no codes; "enroll --codes" takes a secret', { items });
  const cells = items.map(({ account, code, validUntil }) => [account, code, validUntil.slice(11, 19)]);
  return context.show({ items }, table(['ACCOUNT', 'CODE', 'UNTIL'], cells));
}

/** The one request that waits on this phone; waits for it as long as was asked. */
async function waiting(context: CommandContext): Promise<Waiting | undefined> {
  const phone = await phoneOf(context);
  const rounds = (wholeNumber('wait', context.option('wait')) ?? 0) * 2;
  const among = await chosen(context, phone);
  for (let round = 0; ; round += 1) {
    const found: Waiting[] = [];
    for (const account of among) {
      const requests = await phone.requests(account.authenticatorId);
      for (const request of requests) found.push({ phone, account, request });
    }
    if (found.length > 1) throw ambiguous();
    if (found[0] !== undefined || round >= rounds) return found[0];
    await setTimeout(500);
  }
}

async function chosen({ option }: CommandContext, phone: Phone): Promise<readonly StoredAccount[]> {
  const all = await phone.accounts();
  const name = option('account');
  const found = name === undefined ? all : all.filter((one) => one.userPrincipalName === name);
  if (found.length > 0) return found;
  throw new CliRefusal('account_unknown', 'the phone has no such account', '"porchlight phone accounts" shows them');
}

function answering(verb: string, summary: string, word: string, act: (found: Waiting) => Promise<string>): CommandRow {
  const options = [phoneOption, accountOption, waitOption];
  return { usage: verb, summary, options, run: (context) => answer(context, word, act) };
}

async function answer(context: CommandContext, word: string, act: (found: Waiting) => Promise<string>) {
  const found = await waiting(context);
  if (!found) throw new CliRefusal('nothing_waits', 'nothing waits for an answer', 'begin a sign-in, or add --wait 60');
  const outcome = await act(found);
  context.say(`${word}: ${found.request.target}, for ${found.account.userPrincipalName}`, {
    outcome,
    ...found.request,
  });
}

function ambiguous(): CliRefusal {
  return new CliRefusal('account_ambiguous', 'the phone has several accounts', 'name one with --account', 2);
}

function shown({ account, request }: Waiting): string {
  return facts([
    ['who', account.userPrincipalName],
    ['what', request.target],
    ['purpose', request.purpose],
    ['Mac', request.macSerialNumber],
    ['from', request.address],
    ['until', request.expiresAt],
  ]);
}
