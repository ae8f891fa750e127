import type { StageRule } from '../timeline.ts';
import { done, eventsOf, ofEvent, open, record, refusalAfter } from '../evidence.ts';

/** A person is registered on the Mac, by one of the methods of Platform SSO. */
export const userRegistered: StageRule = {
  name: 'user-registered',
  title: 'Person registered',
  conclude: (facts) => {
    const { registration, course } = facts.mac;
    const active = registration?.registrations.filter(({ state }) => state === 'active') ?? [];
    const events = eventsOf(
      facts,
      'platform-sso.user.registered',
      'platform-sso.user.deregistered',
      'platform-sso.registration.revoked',
    );
    const evidence = events.map(ofEvent);
    const [first] = active.toSorted((one, other) => one.createdAt - other.createdAt);
    if (first !== undefined) {
      const kept = active.flatMap((one) => record(`${one.userPrincipalName} by ${one.method}`, one.createdAt));
      return done(first.createdAt, [...kept, ...evidence]);
    }
    const refused = refusalAfter(facts, 'platform-sso.user-registration.refused', course?.begunAt ?? 0);
    if (refused !== undefined) {
      const { code = '' } = refused.event;
      return open('stopped', {
        why: facts.sentenceOf(code) ?? `The registration of the person was refused: ${code}.`,
        whatToDo: 'Remove the cause, then let the person choose Register again.',
        evidence: [ofEvent(refused), ...evidence],
      });
    }
    if ((registration?.registrations.length ?? 0) > 0) {
      return open('stopped', {
        why: 'The registration of the person was revoked.',
        whatToDo: 'Repair lets them register again.',
        evidence,
      });
    }
    const isDeviceThere = registration?.device.state === 'registered';
    return open(isDeviceThere ? 'under-way' : 'not-yet', {
      why: isDeviceThere
        ? 'The Mac is registered; no person has registered on it yet.'
        : 'People register after their Mac.',
      ...(isDeviceThere ? { whatToDo: 'The person finishes the window that the notification opens.' } : {}),
      evidence,
    });
  },
};
