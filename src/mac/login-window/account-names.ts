/** What an account that is made from an identity is called. Source: Apple, `TokenToUserMapping`. */
import type { JsonObject } from '#protocol/encoding/json.ts';
import type { MacParts } from '../mac-parts.ts';
import { ssoPlan } from '../profile-store/profile-store.ts';

/** Apple's order: the mapped claim, `preferred_username`, what was typed; always the part before the "@". */
export function accountNames(mac: MacParts, claims: JsonObject, typed: string) {
  const mapping = ssoPlan(mac.state.profiles, mac.traits())?.platformSso.tokenToUserMapping;
  const { accountName = '', fullName = '' } = mapping ?? {};
  const text = (name: string) => {
    const value = claims[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const mapped = accountName === 'com.apple.PlatformSSO.AccountShortName' ? typed : text(accountName);
  const source = mapped ?? text('preferred_username') ?? typed;
  const shortName = (source.split('@')[0] ?? source).toLowerCase().replace(/[^a-z0-9._-]/g, '');
  return { shortName, fullName: text(fullName) ?? text('name') ?? shortName };
}
