/** What somebody does at the desk: to a Mac, to a window on it, to an answer that an act waits for. */
import { z } from 'zod';
import { line, password } from '../members.ts';

const entries = z.array(z.tuple([z.string().max(500), z.string().max(65_536)])).max(200);

/** What somebody does with a page of the organisation, as a browser would send it. */
export const pageAct = z.discriminatedUnion('kind', [
  /** The form of this place on the page, its button by place among the form's controls (null: none), what would be sent. */
  z.strictObject({
    kind: z.literal('send'),
    form: z.number().int().min(0).max(100),
    button: z.number().int().min(0).max(1000).nullable(),
    entries,
  }),
  z.strictObject({ kind: z.literal('follow'), address: z.string().max(8192) }),
  z.strictObject({ kind: z.literal('look-again') }),
  z.strictObject({ kind: z.literal('close') }),
]);

/** What somebody does with a page. */
export type PageAct = z.infer<typeof pageAct>;

/** What somebody answers to a prompt. */
export const promptAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string().max(1024) }),
  z.strictObject({ kind: z.literal('touch'), choice: z.string().max(320).optional() }),
  z.strictObject({ kind: z.literal('page'), act: pageAct }),
  z.strictObject({ kind: z.literal('close') }),
]);

/** What somebody answers to a prompt. */
export type PromptAnswer = z.infer<typeof promptAnswer>;

function plain<const Kinds extends readonly [string, ...string[]]>(...kinds: Kinds) {
  return z.strictObject({ kind: z.enum(kinds) });
}

const setupAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('continue') }),
  z.strictObject({ kind: z.literal('back') }),
  z.strictObject({ kind: z.literal('language'), language: line(20) }),
  z.strictObject({ kind: z.literal('country'), country: line(100) }),
  z.strictObject({ kind: z.literal('network'), network: line(100) }),
  z.strictObject({
    kind: z.literal('account'),
    fullName: line(200).optional(),
    shortName: line(100).optional(),
    password: z.string().max(1024),
  }),
  /** "Single Sign-On for Mac" of macOS 26 and later: prompts follow. */
  z.strictObject({ kind: z.literal('register') }),
]);

const safariStep = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open'), address: z.string().max(8192), newTab: z.boolean().optional() }),
  z.strictObject({ kind: z.literal('page'), act: pageAct }),
  z.strictObject({ kind: z.literal('reload') }),
  z.strictObject({ kind: z.literal('back') }),
  z.strictObject({ kind: z.literal('tab'), number: z.number().int().min(1) }),
  z.strictObject({ kind: z.literal('close-tab') }),
]);

/** What somebody does at a Mac. */
export const deskAct = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('setup'), answer: setupAnswer }),
  z.strictObject({ kind: z.literal('setup-page'), act: pageAct }),
  /** The notification's Register; the prompts that follow ask for password, PIN and sign-in. */
  z.strictObject({ kind: z.literal('register') }),
  z.strictObject({ kind: z.literal('repair'), newKeys: z.boolean().optional() }),
  /** "Authentication Required" > Sign-in. */
  z.strictObject({ kind: z.literal('sign-in') }),
  z.strictObject({ kind: z.literal('dismiss'), notification: line(100) }),
  z.strictObject({ kind: z.literal('safari'), step: safariStep }),
  z.strictObject({ kind: z.literal('passkeys'), isOn: z.boolean() }),
  /** A downloaded profile in System Settings, by its file's name. Installing asks for the password of the account. */
  z.strictObject({ kind: z.literal('install-profile'), file: z.string().max(500) }),
  z.strictObject({ kind: z.literal('ignore-profile'), file: z.string().max(500) }),
  z.strictObject({ kind: z.literal('app'), step: z.enum(['account', 'device', 'report', 'deregister']) }),
  /** In Terminal. The outcome is `{kind: 'output', stdout, stderr, exitCode}`. */
  z.strictObject({ kind: z.literal('command'), line: z.string().max(4096) }),
  /** At the login window or pre-boot. `way` web: prompts follow. */
  z.strictObject({
    kind: z.literal('log-in'),
    user: line(320),
    way: z.enum(['password', 'smart-card', 'web']),
    secret: z.string().max(1024),
  }),
  z.strictObject({
    kind: z.literal('unlock'),
    way: z.enum(['password', 'smart-card', 'web']),
    secret: z.string().max(1024),
  }),
  /** `touch-id`: a finger at the lock screen. */
  plain(
    'lock',
    'touch-id',
    'log-out',
    'reboot',
    'erase',
    'work',
    'unenroll',
    'go-online',
    'go-offline',
    'remove-card',
    'behave',
  ),
  z.strictObject({ kind: z.literal('insert-card'), card: line(100) }),
  /** Makes a card of the desk's own authority for a person, and puts it into the reader. */
  z.strictObject({ kind: z.literal('new-card'), userPrincipalName: line(320), pin: z.string().regex(/^\d{4,8}$/) }),
  z.strictObject({ kind: z.literal('advance-clock'), milliseconds: z.number().int().min(0).max(31_536_000_000) }),
  z.strictObject({ kind: z.literal('misbehave'), quirk: line(100), value: line(500).optional() }),
  z.strictObject({ kind: z.literal('upgrade'), macos: line(10) }),
]);

/** What somebody does at a Mac. */
export type DeskAct = z.infer<typeof deskAct>;

/** A Mac to be put on the desk. */
export const newMac = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be lower-case letters, digits, ".", "_" or "-"'),
  macos: line(10),
  /** `boxed`: says Hello. `set-up`: somebody has made an account on it, and it belongs to no organisation. */
  as: z.enum(['boxed', 'set-up']),
  /** Bought by the organisation: Apple knows it as theirs. Of a boxed one. */
  isAssigned: z.boolean(),
  account: z.strictObject({ shortName: line(100), fullName: line(200), password }).optional(),
});

/** A Mac to be put on the desk. */
export type NewMac = z.infer<typeof newMac>;

/** What an act led to: the Mac's own outcome, `sentence` where it has something to say to the person. */
export interface ActAnswer {
  readonly outcome: { readonly kind: string; readonly sentence?: string; readonly [member: string]: unknown };
}

/** Why the desk did not do what was asked, with status 4xx or 5xx. */
export interface DeskProblem {
  readonly code: string;
  readonly sentence: string;
}
