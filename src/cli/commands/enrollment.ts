import type { CommandRow } from '../command.ts';
import { listOptions, listQuery, showPage } from '../command.ts';
import { facts, moment, table } from '../table.ts';

/** `porchlight enrollment ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'list',
    summary: 'list Macs under management and their users',
    options: [['--search <text>', 'only serial numbers that begin with this'], ...listOptions],
    run: async (context) => {
      const page = await context.api.listEnrollments({ query: listQuery(context) });
      const cells = page.items.map((one) => [
        one.serialNumber ?? '-',
        one.userShortName ?? '-',
        one.id,
        one.awaitingConfiguration ? 'in Setup Assistant' : one.state,
        moment(one.lastSeenAt),
      ]);
      const text = table(['SERIAL', 'USER', 'ID', 'STATE', 'LAST SEEN'], cells);
      showPage(context, page, text, 'no Macs are under management');
    },
  },
  {
    usage: 'show <enrollment>',
    summary: 'show a Mac under management',
    run: async ({ api, args: [enrollment = ''], show }) => {
      const one = await api.getEnrollment({ params: { enrollment } });
      const text = facts([
        ['id', one.id],
        ['serial number', one.serialNumber],
        ['name', one.deviceName],
        ['model', one.model],
        ['macOS', one.osVersion],
        ['state', one.state],
        ['Setup Assistant', one.awaitingConfiguration ? 'waits for its configuration' : 'over'],
        ['push', one.reachable ? 'can be reached' : 'cannot be reached'],
        ['commands', one.pending ? 'open' : 'none open'],
        ['bootstrap token', one.bootstrapToken ? 'kept' : 'none'],
        ['enabled', moment(one.enabledAt)],
        ['last pushed', moment(one.pushedAt)],
        ['last seen', moment(one.lastSeenAt)],
      ]);
      show(one, text);
    },
  },
  {
    usage: 'push <enrollment>',
    summary: 'make a Mac connect',
    run: async ({ api, args: [enrollment = ''], say }) => {
      const one = await api.pushEnrollment({ params: { enrollment } });
      say(one.reachable ? `pushed to ${enrollment}` : `${enrollment} has no push token that Apple takes`, one);
    },
  },
];
