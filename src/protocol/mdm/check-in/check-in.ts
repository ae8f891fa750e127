/** Any check-in message, told apart by MessageType. Apple, "Check-in". */
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { MdmError } from '../mdm-error.ts';
import { identifier, readShape } from '../shape.ts';
import { type Authenticate, authenticate } from './authenticate.ts';
import { type CheckOut, checkOut } from './check-out.ts';
import { type DeclarativeManagementMessage, declarativeManagementMessage } from './declarative-management.ts';
import { type GetBootstrapToken, getBootstrapToken } from './get-bootstrap-token.ts';
import { type GetToken, getToken } from './get-token.ts';
import { type SetBootstrapToken, setBootstrapToken } from './set-bootstrap-token.ts';
import { type TokenTolerance, type TokenUpdate, tokenUpdate } from './token-update.ts';
import { type UserAuthenticate, userAuthenticate } from './user-authenticate.ts';

/** A check-in message; switch on `MessageType`. */
export type CheckInMessage =
  | Authenticate
  | TokenUpdate
  | CheckOut
  | SetBootstrapToken
  | GetBootstrapToken
  | UserAuthenticate
  | GetToken
  | DeclarativeManagementMessage;

/** Whether a dictionary is a check-in message, whatever its content type said. */
export function isCheckIn(dictionary: PlistDictionary): boolean {
  return typeof dictionary['MessageType'] === 'string';
}

/** @throws {MdmError} `missing_key`, `malformed_key`, `unknown_message_type` */
export function parseCheckIn(dictionary: PlistDictionary, tolerance: TokenTolerance = {}): CheckInMessage {
  const { MessageType } = readShape(dictionary, { MessageType: identifier });
  switch (MessageType) {
    case 'Authenticate':
      return authenticate.parse(dictionary);
    case 'TokenUpdate':
      return tokenUpdate.parse(dictionary, tolerance);
    case 'CheckOut':
      return checkOut.parse(dictionary);
    case 'SetBootstrapToken':
      return setBootstrapToken.parse(dictionary);
    case 'GetBootstrapToken':
      return getBootstrapToken.parse(dictionary);
    case 'UserAuthenticate':
      return userAuthenticate.parse(dictionary);
    case 'GetToken':
      return getToken.parse(dictionary);
    case 'DeclarativeManagement':
      return declarativeManagementMessage.parse(dictionary);
    default:
      throw new MdmError('unknown_message_type', 'MessageType is not one that this server knows');
  }
}
