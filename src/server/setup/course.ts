/**
 * The course of an enrollment, from the first message to a Mac that is set up:
 *
 * | state | what is so | goes on when |
 * |---|---|---|
 * | `enrolling` | the Mac authenticated | TokenUpdate: `due` |
 * | `due` | commands are to be made | they are being made: `preparing` |
 * | `preparing` | a node makes them | they are queued: `installing`; a minute passed: made again |
 * | `installing` | they are under way | all are final and the app is there, or the watchdog: `releasing` |
 * | `releasing` | DeviceConfigured is queued | it is final: `released`. Outside Setup Assistant there is none |
 * | `released` | the Mac is the person's | Authenticate: `enrolling`, from the start |
 * | `ended` | the Mac checked out | Authenticate |
 */

import { defaultRolloutSettings, type RolloutSettings } from './rollout/delivery.ts';

/** Where an enrollment came from: held in Setup Assistant, or not. */
export type Lane = 'setup-assistant' | 'manual';

/** See the table above. */
export type CourseState = 'enrolling' | 'due' | 'preparing' | 'installing' | 'releasing' | 'released' | 'ended';

/** Why a Mac was let go: all was there, time was over, or nothing held it. */
export type ReleaseCode = 'ready' | 'watchdog' | 'refused';

/** A course. Times in milliseconds since 1970. */
export interface Course {
  readonly enrollmentId: string;
  readonly serialNumber: string;
  /** One more for each enrollment of the Mac. */
  readonly generation: number;
  readonly lane: Lane;
  readonly state: CourseState;
  readonly begunAt: number;
  readonly dueAt: number | undefined;
  /** How often the Mac was asked for the app, or waited for. */
  readonly tries: number;
  /** Bundle identifiers that have to be installed before the release. */
  readonly awaited: readonly string[];
  readonly isApplicationSeen: boolean;
  readonly releaseCode: ReleaseCode | undefined;
  readonly releasedAt: number | undefined;
  /** Short names of people's accounts, once the Mac told of them. */
  readonly accounts: readonly string[] | undefined;
  readonly accountTries: number;
}

/** When a Mac is let go although something is missing: any of both. */
export interface SetupSettings {
  /** Seconds and tries that must both have passed. */
  readonly watchdog: { readonly seconds: number; readonly tries: number };
  /** Tries that are enough by themselves. */
  readonly mostTries: number;
  /** Seconds before the next question for the app: the first ones, then for ever. */
  readonly firstDelays: readonly number[];
  readonly delay: number;
  /** What becomes of a registration when its Mac leaves management. */
  readonly onUnenrollment: 'unregister' | 'keep';
  readonly rollout: RolloutSettings;
}

/** As it is unless configured otherwise. Once a Mac that waits said that the app is missing, it is asked again at once, twice. */
export const defaultSetupSettings: SetupSettings = {
  watchdog: { seconds: 900, tries: 10 },
  mostTries: 30,
  firstDelays: [0, 0, 5, 5, 10],
  delay: 30,
  onUnenrollment: 'unregister',
  rollout: defaultRolloutSettings,
};

/** Seconds until the next question, after so many. */
export function delayAfter(tries: number, { firstDelays, delay }: SetupSettings): number {
  return firstDelays[tries - 1] ?? delay;
}

/** Whether a Mac is let go now, come what may. */
export function isOverdue({ begunAt, tries }: Course, { watchdog, mostTries }: SetupSettings, now: number): boolean {
  return tries >= mostTries || (tries >= watchdog.tries && now - begunAt >= watchdog.seconds * 1000);
}
