/** What is said of one key of the sign-in plan. */
import type { PlanMethod } from '../plan-parts.ts';

/** Sections of the plan, in the order of a Mac's life. */
export const planSections = {
  organisation: {
    title: 'Organisation and app',
    text: 'Whose Macs these are, and the app with the extension that signs in to this server.',
  },
  method: { title: 'Method', text: 'How people prove who they are at their Mac.' },
  registration: {
    title: 'Registration',
    text: 'How a Mac comes under management and makes its keys known to this server.',
  },
  accounts: {
    title: 'Accounts and authorization',
    text: 'Who gets an account on a Mac, and with which rights.',
  },
  policies: {
    title: 'Policies and grace periods',
    text: 'When this server must be asked, and for how long it may be away.',
  },
  setup: {
    title: 'Setup Assistant',
    text: 'What people see between “Hello” and the desktop, and the accounts that are made there.',
  },
  'single-sign-on': {
    title: 'Single sign-on',
    text: 'Which addresses the extension signs in to, and for which hosts the app may speak.',
  },
  advanced: { title: 'Advanced', text: 'What most plans leave alone.' },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly text: string }>>;

/** The name of a section. */
export type PlanSection = keyof typeof planSections;

/**
 * What kind of value a key has, so that a form can show the right control. `part`: an object that is there or not, with
 * keys of its own below. `groups`: names of groups of the directory. `duration`: seconds.
 */
export type PlanKeyKind =
  | 'text'
  | 'switch'
  | 'choice'
  | 'choices'
  | 'list'
  | 'groups'
  | 'map'
  | 'duration'
  | 'number'
  | 'version'
  | 'json'
  | 'panes'
  | 'domains'
  | 'part';

/**
 * Where Apple has a key: the payload `com.apple.extensiblesso`, the payload `com.apple.associated-domains`, the declaration
 * `com.apple.configuration.extensible-sso`, the enrollment profile of device services, the command AccountConfiguration, the
 * command InstallEnterpriseApplication, or the answer to a Mac that asks to enroll.
 */
export type AppleSource =
  | 'profile'
  | 'domains'
  | 'declaration'
  | 'enrollment-profile'
  | 'account-configuration'
  | 'install-application'
  | 'error-document';

/** A key of Apple's. */
export interface AppleKey {
  readonly source: AppleSource;
  /** With full stops between dictionaries, as in `PlatformSSO.LoginPolicy`. */
  readonly key: string;
  /** The first macOS that reads it; declarations of single sign-on are of macOS 27 altogether. */
  readonly since?: string;
}

/** One value that a key may have. */
export interface PlanValueWords {
  readonly title: string;
  readonly text: string;
  /** The first macOS that knows the value, where it is later than the key. */
  readonly since?: string;
}

/** What happens to Macs when a key is changed. The change guard counts the Macs of each kind for a given edit. */
export const planChangeWords = {
  quiet: 'Takes effect by itself with the next profile; nobody notices.',
  'sign-in-again': 'People may have to sign in once more.',
  'register-again': 'Macs have to register again: each person is asked.',
  unregister: 'Macs lose their registration.',
  'next-enrollment': 'Counts for Macs that enroll from then on.',
  server: 'Changes nothing on Macs.',
} as const;

/** A kind of change. */
export type PlanChange = keyof typeof planChangeWords;

/** One key in words. */
export interface PlanKeyWords {
  readonly title: string;
  readonly text: string;
  readonly kind: PlanKeyKind;
  /** Apple's keys that it becomes, and what Apple means by them, in our words. */
  readonly apple?: { readonly keys: readonly AppleKey[]; readonly meaning: string };
  /** The first macOS for which it does anything, where that is later than 13. */
  readonly since?: string;
  readonly values?: Readonly<Record<string, PlanValueWords>>;
  /** The methods that it matters to; every method unless given. */
  readonly methods?: readonly PlanMethod[];
  /** What holds while an optional key is left out. */
  readonly absent?: string;
  readonly change: PlanChange;
}

/** Keys of one section by their place in the plan, as in `policies.login`. */
export type SectionWords = Readonly<Record<string, PlanKeyWords>>;

/** A key of the dictionary `PlatformSSO` (macOS 14, unless it came later) and its counterpart in the declaration. */
export function platformSso(profileKey: string, declarationKey: string | undefined, since = '14.0'): AppleKey[] {
  return [
    { source: 'profile', key: `PlatformSSO.${profileKey}`, since },
    ...(declarationKey === undefined ? [] : [{ source: 'declaration' as const, key: `PlatformSSO.${declarationKey}` }]),
  ];
}
