/**
 * The end of an enrollment: what came by it goes with it. Source: Apple, "Removing an MDM profile"; platform SSO keys go since
 * an unenrolled Mac is no longer registered.
 */
import { removeProfile } from '../mac-acts.ts';
import type { MacParts } from '../mac-parts.ts';

/** Forgets the enrollment, the profiles that it installed and the applications that were to go with it. */
export function forgetEnrollment(mac: MacParts): void {
  const { management, profiles, applications = [] } = mac.state;
  if (!management) return;
  mac.state.management = undefined;
  for (const { identifier, managed } of profiles) if (managed) removeProfile(mac, identifier);
  const removed = applications.filter(({ removedOnUnenroll }) => removedOnUnenroll);
  mac.state.applications = applications.filter((application) => !removed.includes(application));
  const extensions = new Set(removed.flatMap(({ extensionIdentifiers }) => extensionIdentifiers));
  mac.state.extensions = mac.state.extensions.filter(({ extensionIdentifier }) => !extensions.has(extensionIdentifier));
}
