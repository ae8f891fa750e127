/**
 * Which enrollment a message belongs to (Apple, "Check-in" messages; fact sheet of identifiers). A Mac has one enrollment
 * on its device channel and one for each managed user. A user enrollment (an account on a Mac of one's own) names itself
 * by EnrollmentID instead of the UDID.
 */
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { MdmError } from './mdm-error.ts';
import { identifier, optional, readShape, type Shaped, text } from './shape.ts';

/** The keys that every check-in message and every command report may carry. */
export const enrollmentKeys = {
  UDID: optional(identifier),
  EnrollmentID: optional(identifier),
  UserID: optional(identifier),
  UserShortName: optional(text),
  UserLongName: optional(text),
  EnrollmentUserID: optional(identifier),
};

/** Those keys, read. */
export type EnrollmentKeys = Shaped<typeof enrollmentKeys>;

/** The channel a message came on. `id` is what the server calls the enrollment. */
export type EnrollmentChannel =
  | { readonly kind: 'device'; readonly id: string; readonly deviceId: string }
  | {
      readonly kind: 'user';
      /** `UDID:UserID`. */
      readonly id: string;
      /** The enrollment of the device channel. */
      readonly deviceId: string;
      /** The GeneratedUID of the account. */
      readonly userId: string;
      readonly shortName: string | undefined;
      readonly longName: string | undefined;
    };

/** What Shared iPad sends instead of a user id: the short name tells its users apart. */
const sharedUserId = 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF';
const longestId = 255;

/**
 * The channel that the ids of a message name.
 * @throws {MdmError} `missing_key` when it names no device, `malformed_key` when a part could be mistaken for another
 */
export function channelOf(keys: EnrollmentKeys): EnrollmentChannel {
  const deviceId = keys.UDID ?? keys.EnrollmentID;
  if (deviceId === undefined) throw new MdmError('missing_key', 'neither UDID nor EnrollmentID is there');
  checkPart(deviceId, 'UDID');
  const user = keys.UserID === sharedUserId ? keys.UserShortName : (keys.UserID ?? keys.EnrollmentUserID);
  if (user === undefined || user === '') return { kind: 'device', id: deviceId, deviceId };
  checkPart(user, 'UserID');
  const { UserShortName: shortName, UserLongName: longName } = keys;
  return { kind: 'user', id: `${deviceId}:${user}`, deviceId, userId: user, shortName, longName };
}

/** The channel of a dictionary. @throws {MdmError} */
export function channelOfDictionary(message: PlistDictionary): EnrollmentChannel {
  return channelOf(readShape(message, enrollmentKeys));
}

// Nothing in an id may look like the sign between its parts, nor like the end of a line in a log.
function checkPart(part: string, key: string): void {
  if (part.length > longestId || !/^[^:\p{Cc}]+$/u.test(part)) {
    throw new MdmError('malformed_key', `${key} is not an identifier`);
  }
}
