import { renderUnicodeCompact } from 'uqr';
import type { CommandContext, CommandRow } from '../command.ts';
import { CliRefusal } from '../refusal.ts';
import { moment, table } from '../table.ts';

/** `porchlight authenticator ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'offer <user>',
    summary: 'print the address and QR code by which one phone becomes an authenticator, within ten minutes',
    options: [['--without-unlock', 'also for a phone without PIN or passkey, such as "porchlight phone"']],
    run: offer,
  },
  { usage: 'list <user>', summary: 'list the authenticators of a person', run: list },
  {
    usage: 'rename <user> <authenticator> <name>',
    summary: 'give an authenticator another name',
    run: async ({ api, args: [user = '', authenticator = '', name = ''], say }) => {
      await api.renameAuthenticator({ params: { user, authenticator }, body: { name } });
      say(`renamed ${authenticator} of ${user}`);
    },
  },
  {
    usage: 'remove <user> <authenticator>',
    summary: 'remove an authenticator, with the one-time codes that were made for it',
    run: async ({ api, args: [user = '', authenticator = ''], say }) => {
      await api.removeAuthenticator({ params: { user, authenticator } });
      say(`removed ${authenticator} of ${user}`);
    },
  },
  {
    usage: 'clear-alarm <user>',
    summary: 'end the alarm after "that was not me"',
    run: async ({ api, args: [user = ''], say }) => {
      const result = await api.clearAuthenticatorAlarm({ params: { user } });
      say(result.outcome === 'already' ? `there was no alarm of ${user}` : `${user} can be asked again`, result);
    },
  },
  {
    usage: 'verify-approvals',
    summary: 'check the signature of every approval in the audit chain again',
    run: verifyApprovals,
  },
];

async function offer({ api, args: [user = ''], has, say, io }: CommandContext): Promise<void> {
  const unlock = has('withoutUnlock') ? 'optional' : 'required';
  const made = await api.offerAuthenticator({ params: { user }, body: { unlock } });
  say(`one phone of ${user} can be added until ${moment(made.expiresAt)}; hand this over as a secret`, made);
  if (has('json')) return;
  io.err(`${renderUnicodeCompact(made.address, { border: 2 })}\n`);
  io.out(`${made.address}\n`);
}

async function list(context: CommandContext): Promise<void> {
  const { api, args, show, say, has, io } = context;
  const [user = ''] = args;
  const result = await api.listAuthenticators({ params: { user } });
  const cells = result.items.map(({ id, name, state, unlock, createdAt, lastSeenAt }) => [
    id,
    name,
    state,
    unlock === 'required' ? 'asked' : 'not asked',
    moment(createdAt),
    moment(lastSeenAt),
  ]);
  const text = table(['ID', 'NAME', 'STATE', 'UNLOCKING', 'ADDED', 'LAST SEEN'], cells);
  if (cells.length > 0) show(result, text);
  else say(`none; add one with "porchlight authenticator offer ${user}"`, result);
  if (result.alarmedAt !== null && !has('json')) {
    io.err(`porchlight: ${user} said at ${moment(result.alarmedAt)} that a sign-in was somebody else\n`);
  }
}

async function verifyApprovals({ api, say, show, has }: CommandContext): Promise<void> {
  const result = await api.verifyApprovals();
  if (result.faults.length === 0) return say(`${result.approvals} approvals, every signature fits`, result);
  if (has('json')) show(result, '');
  const first = result.faults.slice(0, 5).map(({ sequence, fault }) => `${sequence} (${fault})`);
  throw new CliRefusal(
    'approvals_broken',
    `${result.faults.length} of ${result.approvals} approvals are not what was signed: event ${first.join(', ')}`,
    '"porchlight audit verify" says whether the chain was changed',
  );
}
