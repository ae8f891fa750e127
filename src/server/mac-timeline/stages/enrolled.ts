import type { StageRule } from '../timeline.ts';
import { done, open, record } from '../evidence.ts';

/** The Mac is under management: it authenticated, and gave its push token (Apple, MDM check-in). */
export const enrolled: StageRule = {
  name: 'enrolled',
  title: 'Enrolled',
  conclude: ({ mac: { enrollment, assignment } }) => {
    if (enrollment === undefined) {
      const isHandedOut = assignment?.profileStatus === 'pushed';
      return open(isHandedOut ? 'under-way' : 'not-yet', {
        why: isHandedOut
          ? 'Apple has handed it the enrollment profile, and it has not come to this server yet.'
          : 'The Mac has not come to this server yet.',
        whatToDo: isHandedOut
          ? 'Let the person go on past Remote Management; if it stopped there, look at the Mac’s network.'
          : 'Start the Mac out of its box, or install an enrollment profile on it.',
      });
    }
    const evidence = [
      ...record(`Authenticate, as ${enrollment.id}`, enrollment.authenticatedAt),
      ...record('the first TokenUpdate, with its push token', enrollment.enabledAt),
      ...record('CheckOut', enrollment.endedAt),
    ];
    if (enrollment.state === 'ended') {
      return open('stopped', {
        why: 'The Mac left management.',
        whatToDo: 'Enroll it again: erase it, or install an enrollment profile on it.',
        evidence,
      });
    }
    if (enrollment.state === 'enrolling') {
      return open('under-way', {
        why: 'It authenticated, and has not given its push token yet.',
        whatToDo: 'Wait a minute; then look whether the Mac reaches this server and Apple’s push service.',
        evidence,
      });
    }
    return done(enrollment.enabledAt ?? enrollment.authenticatedAt, evidence);
  },
};
