/**
 * What follows when somebody comes to the desktop of a managed Mac: the bootstrap token, and a channel for the user. Source:
 * Apple, SetBootstrapToken, TokenUpdate (user channel) and "Commands and queries" (`UserConfiguration`).
 */
import { generatedUid } from '../local-accounts/generated-uid.ts';
import { requireAccount } from '../local-accounts/local-accounts.ts';
import type { MacParts } from '../mac-parts.ts';
import { inReach } from '../platform-sso-agent/failure.ts';
import { setBootstrapToken, tokenUpdate } from './check-in.ts';
import { connect } from './command-loop.ts';
import { pushRegistration } from './enrollment.ts';

const purpose = 'bootstrap token';

/** After a login. What the network does not let through is made up for at the next one. */
export async function managedLogin(mac: MacParts, shortName: string): Promise<void> {
  if (!mac.state.management?.enrolled) return;
  if (requireAccount(mac.state.accounts, shortName).secureToken) await escrowBootstrapToken(mac);
  if (await beginUserChannel(mac, shortName)) await connect(mac, shortName);
}

/** Makes the bootstrap token once and hands it to the server, which gets it with a later login when it is out of reach now. */
export async function escrowBootstrapToken(mac: MacParts): Promise<void> {
  const { management } = mac.state;
  if (!management?.settings.serverCapabilities.includes('com.apple.mdm.bootstraptoken')) return;
  const kept = management.bootstrapToken;
  if (kept?.escrowed) return;
  const token = kept ? mac.sealer.open(kept.sealed, purpose) : mac.ports.random.bytes(32);
  const delivered = await inReach(() => setBootstrapToken(mac, management, token));
  const sealed = kept?.sealed ?? mac.sealer.seal(token, purpose);
  management.bootstrapToken = { sealed, escrowed: delivered?.kind === 'taken' };
}

/**
 * The user channel of a managed user (macOS names users by their GeneratedUID). A channel that the server did not take is not
 * one yet.
 * @returns whether there is one now
 */
export async function beginUserChannel(mac: MacParts, shortName: string): Promise<boolean> {
  const { management, hardware } = mac.state;
  if (!management?.settings.serverCapabilities.includes('com.apple.mdm.per-user-connections')) return false;
  const begun = await inReach(async () => {
    const registration = management.users[shortName] ?? {
      ...(await pushRegistration(mac, management.settings.topic)),
      userId: generatedUid(hardware.udid, shortName),
    };
    return { registration, delivery: await tokenUpdate(mac, management, shortName, registration) };
  });
  if (begun?.delivery.kind !== 'taken') return false;
  management.users[shortName] = begun.registration;
  return true;
}
