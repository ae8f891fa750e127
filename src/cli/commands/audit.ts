import type { CommandRow } from '../command.ts';
import { listOptions, listQuery, showPage, wholeNumber } from '../command.ts';
import { CliRefusal } from '../refusal.ts';
import { moment, table } from '../table.ts';

/** `porchlight audit ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'list',
    summary: 'list audit events, the newest first',
    options: [
      ['--type <type>', 'only events of this type; with a full stop at its end, all that begin so'],
      ['--user <user>', 'only events about this user'],
      ['--device <device>', 'only events about this Mac'],
      ['--outcome <outcome>', 'allowed, refused or changed'],
      ['--code <code>', 'only events with this code'],
      ['--actor <actor>', 'only what this one did: an id, or "system"'],
      ['--search <text>', 'stands anywhere in the event'],
      ['--since <time>', 'of this time or later, such as 2026-11-23T09:00:00Z'],
      ['--until <time>', 'before this time'],
      ...listOptions,
    ],
    run: async (context) => {
      const given = ['type', 'user', 'device', 'outcome', 'code', 'actor', 'since', 'until'].flatMap((name) => {
        const value = context.option(name);
        return value === undefined ? [] : [[name, value] as const];
      });
      const query = { ...listQuery(context), ...(Object.fromEntries(given) as { type?: string }) };
      const page = await context.api.listAuditEvents({ query });
      const cells = page.items.map((event) => [
        String(event.sequence),
        moment(event.time),
        event.type,
        event.outcome,
        event.code ?? '-',
        event.actor ?? event.userId ?? '-',
      ]);
      const text = table(['NUMBER', 'TIME', 'TYPE', 'OUTCOME', 'CODE', 'WHO'], cells);
      showPage(context, page, text, 'no such events');
    },
  },
  {
    usage: 'activity',
    summary: 'count joins and sign-ins over time',
    options: [['--period <period>', 'day (by hours), week (by six hours) or month (by days)']],
    run: async ({ api, option, show }) => {
      const period = option('period') as 'day' | undefined;
      const activity = await api.showActivity(period === undefined ? {} : { query: { period } });
      const cells = activity.items.map(({ at, enrolled, registered, signedIn, refused }) =>
        [moment(at), enrolled, registered, signedIn, refused].map(String),
      );
      show(activity, table(['FROM', 'ENROLLED', 'REGISTERED', 'SIGNED IN', 'REFUSED'], cells));
    },
  },
  {
    usage: 'verify',
    summary: 'recompute the audit chain',
    options: [
      ['--from <number>', 'the first event to look at'],
      ['--to <number>', 'the last event to look at'],
    ],
    run: async ({ api, option, say, show }) => {
      const from = wholeNumber('from', option('from')) ?? 1;
      const to = wholeNumber('to', option('to'));
      const result = await api.verifyAudit({ query: { from, ...(to === undefined ? {} : { to }) } });
      if (result.result === 'intact') {
        say(`${result.events} events are intact, up to ${result.head.sequence} ${result.head.hash}`, result);
        return;
      }
      show(result, '');
      const words = `the chain is broken at event ${result.sequence}: ${result.reason}`;
      throw new CliRefusal('audit_broken', words, 'somebody changed the database; compare it with a backup');
    },
  },
];
