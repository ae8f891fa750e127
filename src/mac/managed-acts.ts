/** What acts lead to on a managed Mac, besides what they do on any. */
import { personOf } from './local-accounts/person.ts';
import { register, renew } from './mac-acts.ts';
import type { MacParts } from './mac-parts.ts';
import { connect } from './mdm-client/command-loop.ts';
import { managedLogin } from './mdm-client/first-user.ts';
import { takePushes } from './mdm-client/pushes.ts';
import { registerDevice } from './platform-sso-agent/registration.ts';
import type { PlainOutcome, UnlockOutcome } from './outcomes.ts';

/** Renewal, a registration whose time for another try has come, and work for the organisation's MDM. */
export async function runDueWork(mac: MacParts): Promise<PlainOutcome> {
  const { registrationRetryAt } = mac.state.platformSso;
  const person = personOf(mac);
  if (registrationRetryAt !== undefined && mac.now() >= registrationRetryAt) {
    await (person === undefined ? registerDevice(mac) : register(mac, undefined));
  }
  if (person !== undefined) await renew(mac, person, false);
  await askForWork(mac);
  return { kind: 'done' };
}

/** Takes the pushes, and polls where none came. In Setup Assistant the panes do that. */
async function askForWork(mac: MacParts): Promise<void> {
  if (mac.state.setup || !mac.state.management) return;
  const taken = await takePushes(mac);
  if (taken.length === 0) await connect(mac, undefined);
}

/** Pre-boot or the login window: whoever comes to the desktop has a user channel where the Mac is managed. */
export async function enterDesktop(mac: MacParts, opened: Promise<UnlockOutcome>): Promise<UnlockOutcome> {
  const outcome = await opened;
  if (outcome.kind === 'unlocked') await managedLogin(mac, outcome.user);
  return outcome;
}
