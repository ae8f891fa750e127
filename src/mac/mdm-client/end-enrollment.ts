/** The end of an enrollment from this side. */
import type { MacParts } from '../mac-parts.ts';
import type { PlainOutcome } from '../outcomes.ts';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import { checkOut } from './check-in.ts';
import { forgetEnrollment } from './unenroll.ts';

/** CheckOut where the profile asks for it, tried once; then everything of the enrollment goes. */
export async function endEnrollment(mac: MacParts): Promise<void> {
  const { management } = mac.state;
  if (!management) return;
  if (management.settings.checkOutWhenRemoved) {
    await checkOut(mac, management).catch((error: unknown) => {
      if (!(error instanceof PlatformSsoError)) throw error;
    });
  }
  forgetEnrollment(mac);
}

/** "Remove" in System Settings: not offered where the organisation forbade it for a Mac of its own. */
export async function unenroll(mac: MacParts): Promise<PlainOutcome> {
  const { management, profiles } = mac.state;
  if (!management) return { kind: 'refused', reason: 'not-enrolled', sentence: 'This Mac is managed by nobody.' };
  const profile = profiles.find(({ identifier }) => identifier === management.profileIdentifier);
  if (profile?.content['PayloadRemovalDisallowed'] === true || management.removalDisallowed) {
    return {
      kind: 'refused',
      reason: 'removal-disallowed',
      sentence: 'Your organisation does not let this profile go.',
    };
  }
  await endEnrollment(mac);
  return { kind: 'done' };
}
