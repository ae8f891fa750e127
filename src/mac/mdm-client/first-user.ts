/** What follows from the first account on a managed Mac: the bootstrap token, and a channel for the user. */
import type { MacParts } from '../mac-parts.ts';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import { generatedUid } from '../local-accounts/generated-uid.ts';
import { setBootstrapToken, tokenUpdate } from './check-in.ts';
import { pushRegistration } from './enrollment.ts';

/** Makes the bootstrap token and hands it to the server; a server out of reach gets it with the next login. */
export async function escrowBootstrapToken(mac: MacParts): Promise<void> {
  const { management } = mac.state;
  if (!management?.settings.serverCapabilities.includes('com.apple.mdm.bootstraptoken')) return;
  if (management.bootstrapToken?.escrowed) return;
  const token = mac.ports.random.bytes(32);
  const delivered = await inReach(() => setBootstrapToken(mac, management, token));
  const sealed = mac.sealer.seal(token, 'bootstrap token');
  management.bootstrapToken = { sealed, escrowed: delivered?.kind === 'taken' };
}

/** The user channel of a managed user, begun at login (macOS names users by their GeneratedUID). */
export async function beginUserChannel(mac: MacParts, shortName: string): Promise<void> {
  const { management, hardware } = mac.state;
  if (!management?.enrolled) return;
  if (!management.settings.serverCapabilities.includes('com.apple.mdm.per-user-connections')) return;
  const registration = management.users[shortName] ?? {
    ...(await pushRegistration(mac, management.settings.topic)),
    userId: generatedUid(hardware.udid, shortName),
  };
  management.users[shortName] = registration;
  await inReach(() => tokenUpdate(mac, management, shortName));
}

async function inReach<Result>(act: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof PlatformSsoError) return undefined;
    throw error;
  }
}
