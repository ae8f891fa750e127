/** `id`: numbers and groups of an account. */
import { type Invocation, type TerminalCommand, failed, printed } from '../command.ts';
import { groupsOf } from './groups.ts';

interface Identity {
  readonly uid: number;
  readonly name: string;
  readonly groups: readonly { readonly id: number; readonly name: string }[];
}

/** The command, with the options -u, -g, -G and -n. */
export const id: TerminalCommand = {
  name: 'id',
  summary: 'id [user]: numbers and groups of an account',
  run(invocation) {
    const options = invocation.args
      .filter((word) => word.startsWith('-'))
      .join('')
      .replaceAll('-', '');
    const names = invocation.args.filter((word) => !word.startsWith('-'));
    if (names.length > 1 || !/^(?:n?[ugG]n?)?$/.test(options)) return failed('usage: id [-u|-g|-G [-n]] [user]');
    const name = names[0] ?? invocation.user;
    const identity = identityOf(invocation, name);
    if (!identity) return failed(`id: ${name}: no such user`);
    return printed(`${describe(identity, options)}\n`);
  },
};

function identityOf({ mac: { state } }: Invocation, name: string): Identity | undefined {
  if (name === 'root') return { uid: 0, name, groups: [{ id: 0, name: 'wheel' }] };
  const account = state.accounts.find(({ shortName }) => shortName === name);
  return account && { uid: account.uniqueId, name, groups: groupsOf(state, account) };
}

function describe({ uid, name, groups }: Identity, options: string): string {
  const named = options.includes('n');
  const [primary = { id: 0, name: 'wheel' }] = groups;
  if (options.includes('u')) return named ? name : String(uid);
  if (options.includes('g')) return named ? primary.name : String(primary.id);
  if (options.includes('G')) return groups.map((group) => (named ? group.name : group.id)).join(' ');
  const list = groups.map((group) => `${group.id}(${group.name})`).join(',');
  return `uid=${uid}(${name}) gid=${primary.id}(${primary.name}) groups=${list}`;
}
