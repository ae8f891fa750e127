/**
 * Everything that the linter can say. An error keeps a plan from being saved: with it Macs would refuse the payload, not
 * do what the plan says, or lock people out. `microsoft` is the number that Microsoft's documents have for the same.
 */

/** What a code means. */
export interface FindingMeaning {
  readonly severity: 'error' | 'warning' | 'note';
  readonly message: string;
  readonly microsoft?: '10001' | '10002';
}

const error = (message: string): FindingMeaning => ({ severity: 'error', message });
const warning = (message: string): FindingMeaning => ({ severity: 'warning', message });
const note = (message: string): FindingMeaning => ({ severity: 'note', message });
const broken = (message: string): FindingMeaning => ({ severity: 'error', message, microsoft: '10001' });
const second = (message: string): FindingMeaning => ({ severity: 'error', message, microsoft: '10002' });

/** Every code. Codes are never renamed and never reused. */
export const findingCodes = {
  team_identifier_missing: broken('macOS wants the team identifier of the extension, and there is none.'),
  team_identifier_malformed: broken('A team identifier has ten capital letters and digits.'),
  extension_outside_application: broken(
    'The identifier of the extension must begin with that of its app and a full stop.',
  ),
  urls_missing: broken('An extension of the type Redirect needs at least one URL.'),
  url_malformed: broken('A URL must begin with http:// or https:// and have no query, fragment or name of a person.'),
  url_duplicate: broken('A URL stands here twice; scheme and host are compared without case.'),
  extension_data_unrepresentable: broken('The data for the extension holds null, which a property list cannot.'),
  url_taken: second('Another single sign-on payload on these Macs has this URL already.'),
  payload_duplicate: second('Another payload on these Macs configures Platform SSO; a Mac takes one only.'),
  payload_perhaps_duplicate: {
    severity: 'warning',
    message:
      'Managed Macs have a single sign-on payload of other making; should it configure Platform SSO, they refuse this plan’s.',
    microsoft: '10002',
  },
  url_not_encrypted: warning('A URL with http:// lets anybody on the way read the sign-in.'),
  issuer_not_in_urls: warning('No URL covers this server, so the extension takes no part in signing in to it.'),
  associated_domain_missing: warning(
    'The host of a URL is no associated domain; unless the app has it built in, the Mac will not register.',
  ),
  application_not_associated: warning(
    'The association file of this server does not name this app and extension; Macs will find them not associated.',
  ),
  package_missing: error('The app must be there before anybody signs in during setup, and the plan names no package.'),
  package_left_to_others: note('The plan names no package: the app must come to Macs another way.'),
  package_unsigned: error('macOS installs no package without a signature.'),
  minimum_macos_below_method: error('The oldest macOS that is let in has no method under this plan.'),
  method_without_fallback: warning('Older Macs do not know the method, and there is no fallback for them.'),
  macs_without_method: warning('Some Macs have a macOS for which the plan has no method; they will not register.'),
  fallback_never_used: warning('No Mac ever uses the fallback.'),
  web_login_missing: error('Web sign-in needs the list of addresses that its window may load.'),
  web_login_url_malformed: error(
    'An address for web sign-in is https:// and a host, with nothing after it and no wildcard.',
  ),
  web_login_misses_issuer: error('The window for web sign-in may not load this server, where people sign in.'),
  web_login_unused: note('The settings for web sign-in have no use without that method.'),
  login_frequency_too_short: error('macOS takes no login frequency under 3600 seconds.'),
  shared_keys_needed_for_accounts: error('Accounts can be made at the login window with shared device keys only.'),
  shared_keys_needed_for_authorization: error(
    'Prompts for rights take accounts of the organisation with shared device keys only.',
  ),
  shared_keys_needed_for_web_login: error('Web sign-in unlocks by the key service, with shared device keys only.'),
  shared_keys_needed_for_setup: error('Registration during setup works with shared device keys only.'),
  shared_keys_off: note(
    'Without shared device keys each person of a Mac registers anew, and nothing unlocks by the organisation’s password.',
  ),
  accounts_not_with_secure_enclave_key: error(
    'A new person has no Secure Enclave key yet: name Password or SmartCard as a method for new accounts.',
  ),
  first_user_not_with_secure_enclave_key: warning(
    'A new person has no Secure Enclave key yet, so the first account is not made from the directory; choose Password for new accounts.',
  ),
  new_user_methods_need_macos_26: warning('Macs before macOS 26 pass over the methods for new accounts.'),
  groups_missing: warning('Rights follow from groups, and the plan names no group.'),
  groups_unused: note(
    'Groups are named, but no mode is Groups and prompts for rights do not take accounts of the organisation.',
  ),
  groups_too_many: error('A Mac asks for at most 100 groups.'),
  temporary_needs_creation: error('Temporary accounts are made at the login window, which the plan does not allow.'),
  temporary_with_first_user: warning(
    'Temporary accounts leave nobody behind, so no first account should be made during setup.',
  ),
  temporary_needs_macos_26: warning(
    'Macs before macOS 26 have no temporary accounts, and will make no accounts at all.',
  ),
  quick_login_without_temporary: warning('The quick sign-in is for temporary accounts only.'),
  access_key_incomplete: error(
    'Access keys need the reader group, the terminal identity and the issuer’s certificate.',
  ),
  access_key_unused: note(
    'The settings for access keys have no use without AccessKey among the methods for new accounts.',
  ),
  mapping_claim_unknown: warning('This server’s tokens have no such claim, so no account can be made.'),
  short_name_needs_macos_15_4: warning('Macs before macOS 15.4 do not know this name for the account name.'),
  local_passcode_stricter: warning(
    'The passcode policy of the Macs refuses passwords that the directory takes: synchronising them will fail.',
  ),
  local_passcode_expires: warning(
    'The passcode policy of the Macs lets passwords expire that the directory owns: people are asked to change what they cannot.',
  ),
  policy_without_password: error('Policies count with the method Password only, and no Mac uses it.'),
  policy_contradictory: error('A policy names two words that exclude each other.'),
  grace_period_missing: error('A policy allows a grace period whose length is not given.'),
  grace_period_unused: warning('A grace period has no use unless a policy allows it.'),
  grace_without_requirement: warning('A grace period matters only beside RequireAuthentication.'),
  touch_id_fallback_alone: warning('A fallback for Touch ID has no use unless Touch ID is required.'),
  offline_lockout: warning('Without a network nobody gets in: RequireAuthentication has no offline grace period.'),
  administrator_under_policy: warning(
    'The managed administrator is under the policies too; name it among the accounts that are not.',
  ),
  break_glass_missing: warning(
    'Every account is under the policies; keep one that is not for when this server is away.',
  ),
  file_vault_needs_apple_silicon: note('The policy for FileVault works on Macs with Apple silicon.'),
  sign_in_page_excludes_platform_sso: error(
    'Macs that open the sign-in page are never asked for Platform SSO before enrollment; choose one of both.',
  ),
  auto_advance_with_sign_in_page: error(
    'Nobody is there to sign in on a page where Setup Assistant advances by itself.',
  ),
  registration_during_setup_needed: error('Signing in before enrollment needs registration during setup.'),
  registration_during_setup_needs_macos_26: warning('Macs before macOS 26 register after setup.'),
  registration_token_needed: error('A Mac with nobody at it registers with a token only, and the plan gives none.'),
  await_configured_needed: error(
    'Setup must wait for app and profile, or people are past it before they can register.',
  ),
  auto_advance_without_administrator: error(
    'A Mac that sets itself up has no account unless there is a managed administrator.',
  ),
  auto_advance_without_language: warning('A Mac that sets itself up should be told its language and region.'),
  auto_advance_with_first_user: warning('Nobody is there to make the first account when a Mac sets itself up.'),
  auto_advance_without_accounts: warning(
    'Nobody but the administrator can log in: accounts are not made at the login window.',
  ),
  primary_account_needs_administrator: error(
    'The first account can be left out, or made no administrator, only beside a managed administrator.',
  ),
  declaration_not_during_setup: warning(
    'Macs take declarations once they are out of Setup Assistant; since they register there, those with macOS 27 get the profile too.',
  ),
  declaration_needs_macos_27: note('Macs before macOS 27 get the profile.'),
  attested_only_refuses_older_macos: warning(
    'Macs before macOS 14 cannot prove their hardware and are refused; name a minimum, so that they update instead.',
  ),
  attested_only_refuses_intel: note(
    'Macs with an Intel processor and virtual Macs cannot prove their hardware and are refused.',
  ),
  attested_where_possible: note(
    'Macs with an Intel processor, virtual Macs and those before macOS 14 get their identity by SCEP, without proof of their hardware.',
  ),
  skip_pane_unknown: warning('macOS knows no such pane of Setup Assistant.'),
} as const satisfies Readonly<Record<string, FindingMeaning>>;

/** A stable code. */
export type FindingCode = keyof typeof findingCodes;
