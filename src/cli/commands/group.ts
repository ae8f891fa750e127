import type { CommandRow } from '../command.ts';
import { listOptions, listQuery, showPage } from '../command.ts';
import { facts, moment, table } from '../table.ts';

/** `porchlight group ...` */
export const rows: readonly CommandRow[] = [
  {
    usage: 'add <name>',
    summary: 'add a group',
    run: async ({ api, args: [name = ''], say }) => {
      const group = await api.createGroup({ body: { name } });
      say(`added group ${group.name}`, group);
    },
  },
  {
    usage: 'list',
    summary: 'list groups',
    options: [['--search <text>', 'only names that begin with this'], ...listOptions],
    run: async (context) => {
      const page = await context.api.listGroups({ query: listQuery(context) });
      const text = table(
        ['NAME', 'MEMBERS'],
        page.items.map(({ name, members }) => [name, String(members)]),
      );
      showPage(context, page, text, 'no groups; add one with "porchlight group add NAME"');
    },
  },
  {
    usage: 'show <group>',
    summary: 'show a group and its first 200 members',
    run: async ({ api, args: [name = ''], show }) => {
      const params = { group: name };
      const [group, members] = await Promise.all([
        api.getGroup({ params }),
        api.listGroupMembers({ params, query: { limit: 200 } }),
      ]);
      const people = members.items.map((member) => member.userPrincipalName).join(', ');
      const text = facts([
        ['id', group.id],
        ['name', group.name],
        ['created', moment(group.createdAt)],
        ['members', people || null],
      ]);
      show({ group, members: members.items }, text);
    },
  },
  {
    usage: 'rename <group> <name>',
    summary: 'give a group another name',
    run: async ({ api, args: [group = '', name = ''], say }) => {
      const renamed = await api.renameGroup({ params: { group }, body: { name } });
      say(`${group} is ${renamed.name} now`, renamed);
    },
  },
  {
    usage: 'delete <group>',
    summary: 'delete a group; its members stay',
    run: async ({ api, args: [group = ''], say }) => {
      await api.deleteGroup({ params: { group } });
      say(`deleted group ${group}`);
    },
  },
  {
    usage: 'add-member <group> <user>',
    summary: 'make a person a member',
    run: async ({ api, args: [group = '', user = ''], say }) => {
      const result = await api.addGroupMember({ params: { group, user } });
      say(result.outcome === 'already' ? `${user} was in ${group} already` : `added ${user} to ${group}`, result);
    },
  },
  {
    usage: 'remove-member <group> <user>',
    summary: 'take a person out',
    run: async ({ api, args: [group = '', user = ''], say }) => {
      await api.removeGroupMember({ params: { group, user } });
      say(`removed ${user} from ${group}`);
    },
  },
];
