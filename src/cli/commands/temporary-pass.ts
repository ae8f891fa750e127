import { type CommandContext, type CommandRow, listOptions, listQuery, showPage, wholeNumber } from '../command.ts';
import { CliRefusal } from '../refusal.ts';
import { moment, table } from '../table.ts';

/** `porchlight temporary-pass ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'give <user>',
    summary: 'give a person a pass to sign in with, and end the one that there was; prints it, once',
    options: [
      ['--uses <number>', 'for how many sign-ins, up to 10; 1 unless given'],
      ['--hours <number>', 'for how long, up to 720, as in 0.5; 8 unless given'],
      ['--from <time>', 'when it begins to count, such as 2026-11-23T09:00Z; now unless given'],
    ],
    run: give,
  },
  {
    usage: 'list',
    summary: 'list passes, also those that ended within a week',
    options: listOptions,
    run: async (context) => {
      const page = await context.api.listTemporaryPasses({ query: listQuery(context) });
      const cells = page.items.map(({ userPrincipalName, userId, state, used, uses, startsAt, endsAt, givenBy }) => [
        userPrincipalName ?? userId,
        state,
        `${used} of ${uses}`,
        moment(startsAt),
        moment(endsAt),
        givenBy,
      ]);
      const text = table(['USER NAME', 'STATE', 'USED', 'FROM', 'UNTIL', 'GIVEN BY'], cells);
      showPage(context, page, text, 'no passes; give one with "porchlight temporary-pass give NAME"');
    },
  },
  {
    usage: 'revoke <user>',
    summary: 'end the pass of a person',
    run: async ({ api, args: [user = ''], say }) => {
      await api.revokeTemporaryPass({ params: { user } });
      say(`ended the pass of ${user}`);
    },
  },
];

async function give(context: CommandContext): Promise<void> {
  const [user = ''] = context.args;
  const uses = wholeNumber('uses', context.option('uses'));
  const minutes = minutesOf(context.option('hours'));
  const startsAt = timeOf(context.option('from'));
  const body = {
    ...(uses === undefined ? {} : { uses }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(startsAt === undefined ? {} : { startsAt }),
  };
  const given = await context.api.giveTemporaryPass({ params: { user }, body });
  context.show(given, `${given.pass}\n`);
  if (context.has('json')) return;
  const { uses: times, startsAt: start, endsAt: end } = given.facts;
  const often = times === 1 ? 'once' : `${times} times`;
  context.io.err(
    `porchlight: ${user} signs in with it ${often}, from ${moment(start)} until ${moment(end)}; it is not shown again\n`,
  );
}

function minutesOf(hours: string | undefined): number | undefined {
  if (hours === undefined) return undefined;
  if (/^\d{1,3}(?:\.\d{1,3})?$/.test(hours)) return Math.round(Number(hours) * 60);
  throw new CliRefusal('number_malformed', '--hours must be a number', 'such as --hours 8, or --hours 0.5', 2);
}

function timeOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const isTime = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))?$/.test(text);
  if (isTime && !Number.isNaN(Date.parse(text))) return new Date(text).toISOString();
  throw new CliRefusal('time_malformed', '--from must be a time', 'such as --from 2026-11-23T09:00Z', 2);
}
