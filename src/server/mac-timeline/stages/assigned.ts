import type { StageRule } from '../timeline.ts';
import { done, open, record } from '../evidence.ts';

/** Apple knows which server the Mac enrolls with (Automated Device Enrollment). */
export const assigned: StageRule = {
  name: 'assigned',
  title: 'Assigned at Apple',
  conclude: ({ mac: { assignment, enrollment } }) => {
    if (assignment === undefined || assignment.removedAt !== undefined) {
      const why =
        assignment === undefined
          ? 'Apple does not list this Mac for this server.'
          : 'The Mac was given up, or moved to another server, at Apple.';
      const evidence = record('the Mac left this server at Apple', assignment?.removedAt);
      return open('not-asked-for', {
        why: enrollment === undefined ? why : `${why} It enrolled by an enrollment profile.`,
        whatToDo: 'To have it enroll out of its box, assign it to this server in Apple Business Manager, then sync.',
        evidence,
      });
    }
    const { profileStatus, assignment: tried, facts } = assignment;
    const at = tried.at ?? timeOf(facts.profile_assign_time);
    const evidence = [
      ...record(
        `Apple answered ${tried.code ?? ''} to the assignment`,
        tried.code === undefined ? undefined : tried.at,
      ),
      ...record('Apple handed the Mac its profile', timeOf(facts.profile_push_time)),
    ];
    if (profileStatus === 'assigned' || profileStatus === 'pushed') return done(at, evidence);
    if (tried.code !== undefined && tried.code !== 'SUCCESS') {
      return open('stopped', {
        why: `Apple took no profile for it: ${tried.code}.`,
        whatToDo:
          'Try again under Enrollment > Assignments; NOT_ACCESSIBLE means that the Mac is on another server at Apple.',
        evidence,
      });
    }
    return open('under-way', {
      why: 'Apple says that it is ours, and has no enrollment profile for it yet.',
      whatToDo: 'It is assigned with the next sync; a sign-in plan has to be there.',
      evidence,
    });
  },
};

function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isFinite(time) ? time : undefined;
}
