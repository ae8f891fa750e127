/**
 * How far a Mac has come, concluded from what several features know: device management does not report Platform SSO (8), and
 * Platform SSO knows of no management. The first row that fits is the state; its sentence says why it is not a later one.
 */
/** From bought to joined, and out again. A stage is kept as its place in this order, which lists are sorted by. */
export const macStages = [
  'expected',
  'assigned',
  'enrolling',
  'awaiting-configuration',
  'released',
  'registered',
  'joined',
  'unenrolled',
  'revoked',
] as const;

/** How far a Mac has come. */
export type MacStage = (typeof macStages)[number];

/** Why a Mac is in its stage, as a word that is counted by. */
export type ReasonCode =
  | 'revoked'
  | 'left-management'
  | 'setup-being-made'
  | 'setup-waits'
  | 'release-unanswered'
  | 'all-there'
  | 'account-not-told'
  | 'no-person'
  | 'not-registered'
  | 'let-go-by-watchdog'
  | 'settings-under-way'
  | 'no-push-token'
  | 'profile-handed-out'
  | 'profile-assigned'
  | 'not-heard-of'
  | 'no-profile';

/** What counts of a Mac's course through its setup. */
export interface CourseFacts {
  readonly state: 'enrolling' | 'due' | 'preparing' | 'installing' | 'releasing' | 'released' | 'ended';
  readonly lane: 'setup-assistant' | 'manual';
  readonly tries: number;
  readonly releaseCode: 'ready' | 'watchdog' | 'refused' | undefined;
  /** Short names of people's accounts, once the Mac told of them. */
  readonly accounts: readonly string[] | undefined;
}

/** What is known of a Mac, by where it is known. */
export interface MacFacts {
  /** Of Apple's list of devices; undefined when it is not on it, or no longer. */
  readonly assignment: 'empty' | 'assigned' | 'pushed' | 'removed' | undefined;
  readonly enrollment: 'enrolling' | 'enabled' | 'ended' | undefined;
  readonly course: CourseFacts | undefined;
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
  readonly reasonCode: ReasonCode;
  /** The reason in one sentence. */
  readonly reason: string;
}

type Reason = readonly [ReasonCode, string];
type Row = readonly [MacStage, (facts: MacFacts) => boolean, (facts: MacFacts) => Reason];

const isManaged = ({ enrollment }: MacFacts) => enrollment === 'enabled' || enrollment === 'enrolling';
const isRegistered = ({ device }: MacFacts) => device === 'registered' || device === 'repair';
// Where the management is another's, a person's registration is all that can be seen, and is made in an account.
const hasAccount = (facts: MacFacts) =>
  facts.hasUserChannel || (facts.course?.accounts?.length ?? 0) > 0 || facts.enrollment === undefined;
const isHeld = ({ course }: MacFacts) =>
  course !== undefined && ['due', 'preparing', 'installing', 'releasing'].includes(course.state);

const table: readonly Row[] = [
  ['revoked', ({ device }) => device === 'revoked', () => ['revoked', 'An administrator revoked it; it gets nothing.']],
  [
    'unenrolled',
    (facts) => facts.enrollment === 'ended' && !isRegistered(facts),
    () => ['left-management', 'It left management, and its registration is gone.'],
  ],
  [
    'awaiting-configuration',
    (facts) => isManaged(facts) && facts.course?.lane === 'setup-assistant' && isHeld(facts),
    waiting,
  ],
  [
    'joined',
    (facts) => isRegistered(facts) && facts.people > 0 && hasAccount(facts),
    () => ['all-there', 'Mac and person are registered, and the account is there.'],
  ],
  [
    'registered',
    isRegistered,
    ({ people }) =>
      people > 0
        ? ['account-not-told', 'Mac and person are registered, but the Mac has not told of an account yet.']
        : ['no-person', 'The Mac is registered; no person has registered on it yet.'],
  ],
  ['released', ({ course }) => course?.state === 'released', notRegistered],
  [
    'released',
    (facts) => facts.enrollment === 'enabled',
    () => [
      'settings-under-way',
      'It is managed; the settings of the plan are under way, and it has not registered yet.',
    ],
  ],
  [
    'enrolling',
    ({ enrollment }) => enrollment === 'enrolling',
    () => ['no-push-token', 'It began to enroll and has not given its push token yet.'],
  ],
  [
    'assigned',
    ({ assignment }) => assignment === 'assigned' || assignment === 'pushed',
    ({ assignment }) =>
      assignment === 'pushed'
        ? ['profile-handed-out', 'Apple has handed it the enrollment profile; it has not enrolled yet.']
        : ['profile-assigned', 'Apple knows where to send it; it has not asked yet.'],
  ],
  [
    'expected',
    () => true,
    ({ assignment }) =>
      assignment === undefined
        ? ['not-heard-of', 'It may register; nothing was heard of it yet.']
        : ['no-profile', 'Apple says that it is ours, but has no enrollment profile for it yet.'],
  ],
];

/** Where a Mac stands. */
export function concludeStage(facts: MacFacts): MacStanding {
  const [stage, , reason] = table.find(([, fits]) => fits(facts)) ?? table[table.length - 1] ?? noRow();
  const [reasonCode, sentence] = reason(facts);
  return { stage, reasonCode, reason: sentence };
}

function noRow(): never {
  throw new Error('The table of stages has a row that fits everything.');
}

function waiting({ course, missing }: MacFacts): Reason {
  if (course?.state === 'releasing') return ['release-unanswered', 'It was told to go on, and has not answered yet.'];
  if (course?.state !== 'installing') return ['setup-being-made', 'The commands of its setup are being made.'];
  const what = missing.length === 0 ? 'its answers' : missing.join(', ');
  return [
    'setup-waits',
    `Setup Assistant waits for ${what}; ${course.tries} ${course.tries === 1 ? 'try' : 'tries'} so far.`,
  ];
}

function notRegistered({ course }: MacFacts): Reason {
  return course?.releaseCode === 'watchdog'
    ? ['let-go-by-watchdog', 'The watchdog let it go with something missing; it has not registered yet.']
    : ['not-registered', 'It is set up; it has not registered for Platform SSO yet.'];
}

/** How long before its enrollment a Mac may have registered in the same setup, in milliseconds. */
const earlier = 3_600_000;

/** Since when registrations count: a Mac in Setup Assistant has nothing of before, and registers anew. */
export function registrationsCountSince(
  course: { readonly lane: CourseFacts['lane']; readonly begunAt: number } | undefined,
): number {
  return course?.lane === 'setup-assistant' ? course.begunAt - earlier : 0;
}

/** The state of a registration as it counts: one of before is none, unless it was revoked. */
export function countingState(
  device: { readonly state: NonNullable<MacFacts['device']>; readonly registeredAt: number | undefined },
  since: number,
): NonNullable<MacFacts['device']> {
  return device.state === 'revoked' || (device.registeredAt ?? 0) >= since ? device.state : 'expected';
}

/** What a release waits for, as one phrase each. */
export function missingPhrases(
  { awaited, isApplicationSeen }: { readonly awaited: readonly string[]; readonly isApplicationSeen: boolean },
  openRequestTypes: readonly string[],
): readonly string[] {
  return [
    ...(isApplicationSeen ? [] : awaited.map((identifier) => `the app ${identifier}`)),
    ...openRequestTypes.map((requestType) => `the answer to ${requestType}`),
  ];
}
