import { boolean, data, identifier, listOf, optional, record, type Shaped, text } from '../shape.ts';
import { defineCommand } from './define-command.ts';

const adminAccount = {
  shortName: identifier,
  fullName: optional(text),
  /** See `password-hash.ts`. */
  passwordHash: optional(data),
  hidden: optional(boolean),
};

/** An administrator's account that Setup Assistant makes. */
export type AutoSetupAdminAccount = Shaped<typeof adminAccount>;

/**
 * Says which accounts Setup Assistant makes. Automated enrollment only, and only while the Mac awaits its configuration.
 * Apple, "AccountConfiguration".
 */
export const accountConfiguration = defineCommand('AccountConfiguration', {
  body: {
    /** Needs AutoSetupAdminAccounts, as the next one does. */
    SkipPrimarySetupAccountCreation: optional(boolean),
    SetPrimarySetupAccountAsRegularUser: optional(boolean),
    PrimaryAccountFullName: optional(text),
    PrimaryAccountUserName: optional(text),
    DontAutoPopulatePrimaryAccountInfo: optional(boolean),
    LockPrimaryAccountInfo: optional(boolean),
    /** A Mac uses the first only. */
    AutoSetupAdminAccounts: optional(listOf(record(adminAccount))),
    /** Which local account gets the user channel (macOS 11). */
    ManagedLocalUserShortName: optional(text),
  },
  result: {},
});
