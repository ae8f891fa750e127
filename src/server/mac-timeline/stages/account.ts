import type { StageRule } from '../timeline.ts';
import { commandsOf, done, ofCommand, open, record } from '../evidence.ts';

/** The person's account is on the Mac: the Mac told of it, or opened its channel of management. */
export const account: StageRule = {
  name: 'account',
  title: 'Account on the Mac',
  conclude: (facts) => {
    const { course, enrollment, hasUserChannel, registration } = facts.mac;
    const evidence = commandsOf(facts, 'AccountConfiguration', 'UserList').map(ofCommand);
    const accounts = course?.accounts ?? [];
    if (accounts.length > 0 || hasUserChannel) {
      const told = commandsOf(facts, 'UserList').find(({ status }) => status === 'Acknowledged');
      const kept = record(
        accounts.length > 0 ? `the Mac has the account ${accounts.join(', ')}` : 'a person opened their channel',
        told?.finishedAt ?? enrollment?.lastSeenAt,
      );
      return done(told?.finishedAt, [...kept, ...evidence]);
    }
    const isRegistered = registration?.registrations.some(({ state }) => state === 'active') ?? false;
    if (enrollment === undefined && isRegistered) {
      return open('not-asked-for', { why: 'Another server manages this Mac; a person registers in an account.' });
    }
    if (course?.state === 'released') {
      return open('under-way', {
        why: 'The Mac has told of no account of a person yet.',
        whatToDo: 'Send UserList to ask now; the account is made where Setup Assistant or the login window ends.',
        evidence,
      });
    }
    return open('not-yet', {
      why: 'The account is made at the end of Setup Assistant, or with the first login.',
      evidence,
    });
  },
};
