import { data, identifier } from '../shape.ts';
import { defineCommand } from './define-command.ts';

/** Changes the password of the account that AccountConfiguration made. Automated enrollment only. Apple, "SetAutoAdminPassword". */
export const setAutoAdminPassword = defineCommand('SetAutoAdminPassword', {
  body: {
    /** The account's, from DeviceInformation. */
    GUID: identifier,
    /** See `password-hash.ts`. */
    passwordHash: data,
  },
  result: {},
});
