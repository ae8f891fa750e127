/** What Platform SSO, applications and the policy have to do with each other, where a Mac signs its person in. */
import type { Directory } from './directory/directory.ts';
import type { OpenIdFeature } from './openid/feature.ts';
import type { ActionOutcome, PlatformSsoAdministration } from './platform-sso/administration.ts';
import type { Policy } from './policy/feature.ts';

/** Whether the policy lets a person into applications by a Mac's proof alone. */
export function macSufficesBy(policy: Pick<Policy, 'decide' | 'deviceFacts'>, people: Pick<Directory, 'groupsOf'>) {
  return async (userId: string, serialNumber: string): Promise<boolean> => {
    const [groups, device] = await Promise.all([people.groupsOf(userId), policy.deviceFacts(serialNumber)]);
    const decision = await policy.decide({ userId, groups, purpose: 'application', device, has: ['mac'] });
    return decision.kind === 'combinations' && decision.combinations.some((set) => set.join() === 'mac');
  };
}

/**
 * What ends on a Mac ends in the browser: whoever ends a device, a registration or a person's tokens through Platform SSO ends
 * the sessions that this Mac's proofs began. (A session is held to its Mac's login at each use, so that it counts no more in
 * any case; this removes it and tells the applications.)
 */
export function endingSessions(
  administration: PlatformSsoAdministration,
  openid: Pick<OpenIdFeature, 'endSessionsOfMac'>,
): PlatformSsoAdministration {
  const endingDevice = async (idOrSerial: string, act: () => Promise<ActionOutcome>) => {
    const outcome = await act();
    const detail = outcome.kind === 'not-found' ? undefined : await administration.device(idOrSerial);
    if (detail) await openid.endSessionsOfMac(detail.device.id);
    return outcome;
  };
  return {
    ...administration,
    revokeDevice: (idOrSerial, actor) => endingDevice(idOrSerial, () => administration.revokeDevice(idOrSerial, actor)),
    unregisterDevice: (idOrSerial, actor) =>
      endingDevice(idOrSerial, () => administration.unregisterDevice(idOrSerial, actor)),
    revokeRegistration: async (id, actor) => {
      const registration = await administration.registration(id);
      const outcome = await administration.revokeRegistration(id, actor);
      if (registration) await openid.endSessionsOfMac(registration.deviceId, registration.userId);
      return outcome;
    },
    revokeTokensOfUser: async (userId, actor, credential) => {
      const { items } = await administration.listRegistrations({ limit: 1000, userId });
      const ended = await administration.revokeTokensOfUser(userId, actor, credential);
      for (const { deviceId } of items) await openid.endSessionsOfMac(deviceId, userId);
      return ended;
    },
  };
}
