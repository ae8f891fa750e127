/** The join of one Mac as stages: what is known of it, what each stage makes of that, and the words for it. */
import type { AuditRecord } from '#server/audit/audit.ts';
import type { CommandRecord } from '#server/mdm/management.ts';
import type { WholeMac } from '#server/setup/feature.ts';

/** From bought to signed in, in the order of the story. */
export type TimelineStageName =
  | 'assigned'
  | 'enrolled'
  | 'app'
  | 'profile'
  | 'device-registered'
  | 'user-registered'
  | 'account'
  | 'signed-in';

/** How it stands with a stage. `not-asked-for`: this Mac does without it. */
export type TimelineState = 'done' | 'under-way' | 'stopped' | 'not-yet' | 'not-asked-for';

/** What says so: an event of the chain, a command, or what a feature keeps. Times in milliseconds since 1970. */
export interface Evidence {
  readonly at: number | undefined;
  /** One line, as an administrator reads it. */
  readonly what: string;
  readonly source: 'audit' | 'command' | 'record';
  /** The number of the event, or the CommandUUID. */
  readonly reference: string | undefined;
}

/** What a stage makes of the facts. */
export interface StageVerdict {
  readonly state: TimelineState;
  readonly at: number | undefined;
  readonly evidence: readonly Evidence[];
  /** Why it is no further; one sentence. */
  readonly why: string | undefined;
  /** What an administrator can do; one sentence. */
  readonly whatToDo: string | undefined;
}

/** All that is known of one Mac. */
export interface TimelineFacts {
  readonly mac: WholeMac;
  /** Open commands, then finished ones, the newest first. */
  readonly commands: readonly CommandRecord[];
  /** Events about the registered device, the newest first. */
  readonly events: readonly AuditRecord[];
  /** Whether there is a sign-in plan. */
  readonly hasPlan: boolean;
  /** What a refusal of Platform SSO means to an administrator. */
  readonly sentenceOf: (code: string) => string | undefined;
}

/** One stage: its name, its title, and its rule. */
export interface StageRule {
  readonly name: TimelineStageName;
  readonly title: string;
  conclude(facts: TimelineFacts): StageVerdict;
}

/** A stage of a Mac. */
export interface TimelineStage extends StageVerdict {
  readonly name: TimelineStageName;
  readonly title: string;
}
