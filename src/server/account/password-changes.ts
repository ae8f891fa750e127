/**
 * Passwords that their people change. Whatever the old one began ends: sessions of browsers, and what Macs were given for
 * it, as when an administrator sets one. Keys and cards on Macs stay signed in; unlock keys are bound to a device's
 * certificate and not to a password, so that they stay too, and a Mac asks for the new password when it refreshes next.
 */
import type { PasswordChange } from '#server/directory/directory.ts';

/** What ends with a password. */
export interface BegunByPassword {
  /** Sessions of browsers, but not sign-ins under way: one of them may be what changed the password. */
  endSessionsOf(userId: string): Promise<void>;
  /** Refresh tokens of Macs that a password began. */
  revokeTokensOfUser(userId: string, actor: string, credential: 'password'): Promise<unknown>;
}

/** The directory's change of a password, with what follows from it. */
export function passwordChanges(directory: PasswordChange, begun: BegunByPassword): PasswordChange {
  return {
    changePassword: async (name, current, next) => {
      const outcome = await directory.changePassword(name, current, next);
      if (outcome.kind !== 'changed') return outcome;
      const { id } = outcome.user;
      await begun.revokeTokensOfUser(id, id, 'password');
      await begun.endSessionsOf(id);
      return outcome;
    },
  };
}
