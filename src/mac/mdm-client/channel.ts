/** The two channels of an enrollment, and the keys by which messages say on which they come. Source: Apple, "Check-in". */
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { generatedUid } from '../local-accounts/generated-uid.ts';
import { requireAccount } from '../local-accounts/local-accounts.ts';
import type { MacParts } from '../mac-parts.ts';

/** Short name of the user whose channel it is, or undefined for the device's. */
export type Channel = string | undefined;

/** `UDID`, and on a user channel `UserID`, `UserShortName`, `UserLongName`. @throws {MacError} `no_such_account` */
export function channelKeys(mac: MacParts, channel: Channel): PlistDictionary {
  const { udid } = mac.state.hardware;
  if (channel === undefined) return { UDID: udid };
  const { shortName, fullName } = requireAccount(mac.state.accounts, channel);
  return { UDID: udid, UserID: generatedUid(udid, shortName), UserShortName: shortName, UserLongName: fullName };
}
