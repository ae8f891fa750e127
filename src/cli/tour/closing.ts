/** How the tour ends: each Mac's own words in a table, and the whole output of one. */
import type { JsonObject } from '#protocol/encoding/json.ts';
import { isRegistered } from '#mac/terminal/app-sso/parse-state.ts';
import { table } from '../table.ts';
import type { TourResult } from './tour-mac.ts';

/** The text. @param whole the Mac whose output is shown in full */
export function closingText(results: readonly TourResult[], whole: TourResult | undefined): string {
  const rows = results.map(({ name, state }) => [
    name,
    isRegistered(state) ? 'yes' : 'no',
    text(state.device, 'loginType'),
    text(state.user, 'state'),
    text(state.user, 'userUnlockHash').slice(0, 8),
    state.tokens === undefined ? '-' : new Date(state.tokens.expiresAt).toISOString().slice(0, 10),
  ]);
  const headings = ['MAC', 'REGISTERED', 'LOGIN TYPE', 'USER STATE', 'UNLOCK KEY', 'TOKENS UNTIL'];
  const output =
    whole === undefined ? '' : `\n$ porchlight mac run ${whole.name} -- app-sso platform -s\n${whole.text}`;
  return `\n${table(headings, rows)}${output}`;
}

function text(block: JsonObject | undefined, name: string): string {
  const value = block?.[name];
  return typeof value === 'string' ? value : '-';
}
