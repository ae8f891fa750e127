/** `swcutil show`: which applications are associated with which domains, and whether the domain agreed. */
import type { AssociatedDomain } from '../terminal-mac.ts';
import { plainDate } from '../app-sso/dates.ts';
import { type TerminalCommand, failed, printed } from '../command.ts';

/** The command. */
export const swcutil: TerminalCommand = {
  name: 'swcutil',
  summary: 'sudo swcutil show: associated domains',
  run({ args, user, mac }) {
    if (args[0] !== 'show' || args.length > 1) return failed('usage: swcutil show', 64);
    if (user !== 'root') return failed('swcutil: show needs root: run "sudo swcutil show"', 77);
    return printed(mac.associatedDomains().map(entry).join(''));
  },
};

function entry(association: AssociatedDomain): string {
  const rows: readonly (readonly [string, string])[] = [
    ['Service', association.service],
    ['App ID', association.applicationIdentifier],
    ['Domain', association.domain],
    ['User Approval', 'unspecified'],
    ['Site/Fmwk Approval', association.approved ? 'approved' : 'denied'],
    ['Last Checked', association.checkedAt === undefined ? 'never' : plainDate(association.checkedAt)],
    ...(association.problem === undefined ? [] : ([['Error', association.problem]] as const)),
  ];
  return `${'-'.repeat(80)}\n${rows.map(([name, value]) => `${`${name}:`.padEnd(22)}${value}\n`).join('')}`;
}
