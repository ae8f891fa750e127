import type { StageRule } from '../timeline.ts';
import { done, eventsOf, ofEvent, open, record, refusalAfter } from '../evidence.ts';

/** The person signed in with the organisation's identity, through the Mac's keys. */
export const signedIn: StageRule = {
  name: 'signed-in',
  title: 'Signed in',
  conclude: (facts) => {
    const logins = eventsOf(facts, 'platform-sso.login');
    const registrations = facts.mac.registration?.registrations ?? [];
    const last = Math.max(0, ...registrations.map(({ lastLoginAt }) => lastLoginAt ?? 0), logins[0]?.time ?? 0);
    const refused = refusalAfter(facts, 'platform-sso.login.refused', last + 1);
    if (last > 0) {
      const evidence = [...(refused === undefined ? [] : [ofEvent(refused)]), ...logins.map(ofEvent)];
      return done(last, evidence.length > 0 ? evidence : record('login', last));
    }
    if (refused !== undefined) {
      const { code = '' } = refused.event;
      return open('stopped', {
        why: facts.sentenceOf(code) ?? `The login was refused: ${code}.`,
        whatToDo: 'Look at the person: disabled, another password, no method that the policy takes.',
        evidence: [ofEvent(refused)],
      });
    }
    const isRegistered = registrations.some(({ state }) => state === 'active');
    return open(isRegistered ? 'under-way' : 'not-yet', {
      why: isRegistered ? 'Registered, and no login since.' : 'People sign in once they are registered.',
      ...(isRegistered ? { whatToDo: 'The Mac signs in with the next unlock, or within its login frequency.' } : {}),
    });
  },
};
