/**
 * How far a Mac has come, concluded from what several features know: device management does not report Platform SSO (8), and
 * Platform SSO knows of no management. The first row that fits is the state; its sentence says why it is not a later one.
 */
import type { Course } from './course.ts';

/** From bought to joined, and out again. */
export type MacStage =
  | 'revoked'
  | 'unenrolled'
  | 'joined'
  | 'registered'
  | 'awaiting-configuration'
  | 'released'
  | 'enrolling'
  | 'assigned'
  | 'expected';

/** What is known of a Mac, by where it is known. */
export interface MacFacts {
  /** Of Apple's list of devices; undefined when it is not on it, or no longer. */
  readonly assignment: 'empty' | 'assigned' | 'pushed' | 'removed' | undefined;
  readonly enrollment: 'enrolling' | 'enabled' | 'ended' | undefined;
  readonly course: Pick<Course, 'state' | 'lane' | 'tries' | 'releaseCode' | 'accounts'> | undefined;
  /** What the release waits for. */
  readonly missing: readonly string[];
  readonly device: 'expected' | 'registered' | 'repair' | 'revoked' | undefined;
  /** Active registrations of people on it. */
  readonly people: number;
  /** Whether a person's channel of device management is there. */
  readonly hasUserChannel: boolean;
}

/** Where a Mac stands. */
export interface MacStanding {
  readonly stage: MacStage;
  /** One sentence. */
  readonly reason: string;
}

type Row = readonly [MacStage, (facts: MacFacts) => boolean, (facts: MacFacts) => string];

const isManaged = ({ enrollment }: MacFacts) => enrollment === 'enabled' || enrollment === 'enrolling';
const isRegistered = ({ device }: MacFacts) => device === 'registered' || device === 'repair';
// Where the management is another's, a person's registration is all that can be seen, and is made in an account.
const hasAccount = (facts: MacFacts) =>
  facts.hasUserChannel || (facts.course?.accounts?.length ?? 0) > 0 || facts.enrollment === undefined;
const isHeld = ({ course }: MacFacts) =>
  course !== undefined && ['due', 'preparing', 'installing', 'releasing'].includes(course.state);

const table: readonly Row[] = [
  ['revoked', ({ device }) => device === 'revoked', () => 'An administrator revoked it; it gets nothing.'],
  [
    'unenrolled',
    (facts) => facts.enrollment === 'ended' && !isRegistered(facts),
    () => 'It left management, and its registration is gone.',
  ],
  [
    'awaiting-configuration',
    (facts) => isManaged(facts) && facts.course?.lane === 'setup-assistant' && isHeld(facts),
    waiting,
  ],
  [
    'joined',
    (facts) => isRegistered(facts) && facts.people > 0 && hasAccount(facts),
    () => 'Mac and person are registered, and the account is there.',
  ],
  [
    'registered',
    isRegistered,
    ({ people }) =>
      people > 0
        ? 'Mac and person are registered, but the Mac has not told of an account yet.'
        : 'The Mac is registered; no person has registered on it yet.',
  ],
  ['released', ({ course }) => course?.state === 'released', notRegistered],
  [
    'released',
    (facts) => facts.enrollment === 'enabled',
    () => 'It is managed; the settings of the plan are under way, and it has not registered yet.',
  ],
  [
    'enrolling',
    ({ enrollment }) => enrollment === 'enrolling',
    () => 'It began to enroll and has not given its push token yet.',
  ],
  [
    'assigned',
    ({ assignment }) => assignment === 'assigned' || assignment === 'pushed',
    ({ assignment }) =>
      assignment === 'pushed'
        ? 'Apple has handed it the enrollment profile; it has not enrolled yet.'
        : 'Apple knows where to send it; it has not asked yet.',
  ],
  [
    'expected',
    () => true,
    ({ assignment }) =>
      assignment === undefined
        ? 'It may register; nothing was heard of it yet.'
        : 'Apple says that it is ours, but has no enrollment profile for it yet.',
  ],
];

/** Where a Mac stands. */
export function concludeStage(facts: MacFacts): MacStanding {
  const [stage, , reason] = table.find(([, fits]) => fits(facts)) ?? table[table.length - 1] ?? noRow();
  return { stage, reason: reason(facts) };
}

function noRow(): never {
  throw new Error('The table of stages has a row that fits everything.');
}

function waiting({ course, missing }: MacFacts): string {
  if (course?.state === 'releasing') return 'It was told to go on, and has not answered yet.';
  if (course?.state !== 'installing') return 'The commands of its setup are being made.';
  const what = missing.length === 0 ? 'its answers' : missing.join(', ');
  return `Setup Assistant waits for ${what}; ${course.tries} ${course.tries === 1 ? 'try' : 'tries'} so far.`;
}

function notRegistered({ course }: MacFacts): string {
  return course?.releaseCode === 'watchdog'
    ? 'The watchdog let it go with something missing; it has not registered yet.'
    : 'It is set up; it has not registered for Platform SSO yet.';
}
