/**
 * Everything that the linter can say. An error keeps a policy from being saved: with it people would be locked out, or a
 * rule would not do what it says.
 */

/** What a code means, and the way out. */
export interface FindingMeaning {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly wayOut: string;
}

const error = (message: string, wayOut: string): FindingMeaning => ({ severity: 'error', message, wayOut });
const warning = (message: string, wayOut: string): FindingMeaning => ({ severity: 'warning', message, wayOut });

/** Every code. Codes are never renamed and never reused. */
export const findingCodes = {
  rule_name_taken: error('Two rules have this name.', 'Give each rule a name of its own: decisions name their rule.'),
  rule_name_reserved: error('This is the name of the rule that is built in.', 'Choose another name.'),
  user_unknown: error('The directory has no such user.', 'Correct the name, or take it out of the rule.'),
  group_unknown: error('The directory has no such group.', 'Correct the name, make the group, or take it out.'),
  registration_needs_registered_mac: error(
    'A Mac cannot come in: only Macs that are registered or managed already pass an earlier rule, and this one refuses the others.',
    'Put a rule before this one that lets people in for this purpose from a Mac that is not known yet.',
  ),
  registration_behind_itself: error(
    'A Mac cannot come in: the rule asks for the proof of a Mac that is in already.',
    'Take a factor that people can have before, or let a temporary pass stand in (bootstrap).',
  ),
  enrolment_behind_itself: error(
    'The rule asks for a factor that can be added only by somebody who has passed it already.',
    'Take a factor that an administrator can give, or let a temporary pass stand in (bootstrap).',
  ),
  rule_cannot_be_met: error(
    'The rule takes only certificates, and this server asks nobody for one.',
    'Set PORCHLIGHT_CERTIFICATE_LISTEN, or take another factor too.',
  ),
  account_closed: error(
    'Nobody is left who may sign in to their own page: no factor could be added, renewed or taken away there.',
    'Put a rule before this one that lets people in for the purpose account.',
  ),
  rule_never_fits: warning(
    'The rule never fits: earlier rules decide everything that it is about.',
    'Move it up, or take it out.',
  ),
  rule_for_nobody: warning(
    'The rule is for nobody: whoever it names, it excepts.',
    'Correct the names, or take it out.',
  ),
  device_condition_before_registration: warning(
    'A Mac that comes in is not registered yet, so the rule fits none; a later rule decides.',
    'Leave the condition out for this purpose.',
  ),
  nobody_may_register: warning(
    'Nobody may register a Mac.',
    'If that is not meant, put a rule before this one that lets people in for mac-registration.',
  ),
  combination_single_factor: warning(
    'The set is one factor that can be stolen or guessed alone.',
    'Add password to the set.',
  ),
  combination_redundant: warning('The set holds all of another one, which suffices already.', 'Take it out.'),
  certificate_sign_in_off: warning(
    'The rule names certificates, and this server asks nobody for one.',
    'Set PORCHLIGHT_CERTIFICATE_LISTEN, or take the set out.',
  ),
} as const satisfies Readonly<Record<string, FindingMeaning>>;

/** A stable code. */
export type FindingCode = keyof typeof findingCodes;
