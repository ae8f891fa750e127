import { boolean, integer, listOf, number, optional, record, type Shaped, text } from '../shape.ts';
import { defineCommand } from './define-command.ts';

const user = {
  UserName: text,
  FullName: optional(text),
  UID: optional(integer),
  UserGUID: optional(text),
  IsLoggedIn: optional(boolean),
  MobileAccount: optional(boolean),
  HasSecureToken: optional(boolean),
  HasDataToSync: optional(boolean),
  DataQuota: optional(number),
  DataUsed: optional(number),
};

/** One account of the Mac. */
export type UserListItem = Shaped<typeof user>;

/** Lists the accounts of the Mac. Apple, "UserList". */
export const userList = defineCommand('UserList', { body: {}, result: { Users: listOf(record(user)) } });
