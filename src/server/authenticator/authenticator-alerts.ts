/** What an administrator has to do something about: somebody disowned a sign-in, or the key of a phone was copied. */
import { lockedAuthenticators } from './authenticators.ts';
import type { AuthenticatorPorts } from './authenticator-ports.ts';
import { alarmedPeople } from './people.ts';

/** An alert, in the words of this feature. */
export interface AuthenticatorAlert {
  readonly code: 'authenticator_disowned' | 'authenticator_copied';
  readonly sentence: string;
  readonly raisedAt: number;
}

/** Every alert there is. */
export async function authenticatorAlerts({
  database,
  directory,
}: AuthenticatorPorts): Promise<readonly AuthenticatorAlert[]> {
  const nameOf = async (userId: string) => (await directory.userById(userId))?.userPrincipalName;
  const alerts: AuthenticatorAlert[] = [];
  for (const { userId, alarmedAt = 0 } of await alarmedPeople(database)) {
    const name = await nameOf(userId);
    if (name === undefined) continue;
    const sentence = `${name} said of a sign-in that it was somebody else's.`;
    alerts.push({ code: 'authenticator_disowned', sentence, raisedAt: alarmedAt });
  }
  for (const { userId, name: phone, lockedAt = 0 } of await lockedAuthenticators(database)) {
    const name = await nameOf(userId);
    if (name === undefined) continue;
    const sentence = `The key of "${phone}" of ${name} seems to be copied; the phone is locked.`;
    alerts.push({ code: 'authenticator_copied', sentence, raisedAt: lockedAt });
  }
  return alerts;
}
