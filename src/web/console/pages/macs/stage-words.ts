/** Words and tones for how far a Mac has come, the same wherever it is shown. */
import type { MacStage, MacTimelineStage } from '#api/macs.ts';
import type { Tone } from '../../parts/state.tsx';

/** A stage as people read it. */
export const stageWords: Readonly<Record<MacStage, { readonly label: string; readonly tone: Tone }>> = {
  expected: { label: 'Expected', tone: 'still' },
  assigned: { label: 'Assigned', tone: 'still' },
  enrolling: { label: 'Enrolling', tone: 'busy' },
  'awaiting-configuration': { label: 'Setting up', tone: 'busy' },
  released: { label: 'Set up', tone: 'warn' },
  registered: { label: 'Registered', tone: 'warn' },
  joined: { label: 'Joined', tone: 'good' },
  unenrolled: { label: 'Left', tone: 'bad' },
  revoked: { label: 'Revoked', tone: 'bad' },
};

/** Why Macs are in a stage, as a chip says it. */
export const reasonWords: Readonly<Record<string, string>> = {
  revoked: 'Revoked by an administrator',
  'left-management': 'Left management',
  'setup-being-made': 'Commands being made',
  'setup-waits': 'Setup Assistant waits',
  'release-unanswered': 'Told to go on, no answer',
  'all-there': 'Mac, person and account there',
  'account-not-told': 'No account told yet',
  'no-person': 'No person registered',
  'not-registered': 'Not registered yet',
  'let-go-by-watchdog': 'Let go with something missing',
  'settings-under-way': 'Settings under way',
  'no-push-token': 'No push token yet',
  'profile-handed-out': 'Profile handed out',
  'profile-assigned': 'Has not asked Apple yet',
  'not-heard-of': 'Not heard of',
  'no-profile': 'No enrollment profile',
};

/** How a stage of the join stands, as people read it. */
export const timelineWords: Readonly<
  Record<MacTimelineStage['state'], { readonly label: string; readonly tone: Tone }>
> = {
  done: { label: 'Done', tone: 'good' },
  'under-way': { label: 'Under way', tone: 'busy' },
  stopped: { label: 'Stopped', tone: 'bad' },
  'not-yet': { label: 'Not yet', tone: 'still' },
  'not-asked-for': { label: 'Not needed', tone: 'still' },
};
