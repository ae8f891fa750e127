/** Local groups with their numbers: what `id` and `dscl` print. */
import type { LocalAccount, MacState } from '../../mac-state.ts';

/** The primary group of every person. */
export const staff = { id: 20, name: 'staff' };
const everyone = [
  { id: 12, name: 'everyone' },
  { id: 61, name: 'localaccounts' },
];
const admin = { id: 80, name: 'admin' };
/** Groups made by administrators start here. */
const firstLocalGroup = 701;

/** The groups of an account, primary first. */
export function groupsOf(state: MacState, account: LocalAccount): readonly { id: number; name: string }[] {
  const names = [...new Set(state.accounts.flatMap(({ groups }) => groups))].sort();
  const own = account.groups.map((name) => ({ id: firstLocalGroup + names.indexOf(name), name }));
  return [staff, ...everyone, ...(account.admin ? [admin] : []), ...own];
}
