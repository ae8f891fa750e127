/** How a command says no: a sentence, a hint, an exit code. */
import { ApiAnswerError, ApiError } from '#api/error.ts';
import { PhoneError } from '#phone/phone.ts';
import { HttpsError } from '#runtime/https-fetch.ts';

/** A no of the command line itself. Exit code 1: could not be done; 2: asked wrongly. */
export class CliRefusal extends Error {
  override readonly name = 'CliRefusal';
  readonly code: string;
  readonly hint: string;
  readonly exitCode: 1 | 2;

  constructor(code: string, message: string, hint: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

const signInFirst = 'sign in with "porchlight sign-in", or run this where the server keeps its files';

const newOffer = 'ask for a new one: "porchlight authenticator offer NAME"';

const hints: Readonly<Record<string, string>> = {
  token_missing: signInFirst,
  token_unknown: signInFirst,
  token_expired: signInFirst,
  token_revoked: signInFirst,
  role_insufficient: 'use a token with the role admin',
  sign_in_refused: '"porchlight user show NAME" says who is an administrator',
  password_change_required: 'another administrator can set one with "porchlight user set-password"',
  user_not_found: '"porchlight user list" shows the users',
  user_exists: 'choose another name',
  one_time_codes_exist: 'take them away first with "porchlight user remove-otp NAME"',
  one_time_codes_not_found: 'give some with "porchlight user add-otp NAME"',
  temporary_pass_not_found: 'give one with "porchlight temporary-pass give NAME"',
  passkey_not_found: '"porchlight passkey list NAME" shows the passkeys',
  offer_unknown: newOffer,
  offer_expired: newOffer,
  offer_used: newOffer,
  offer_address_malformed: 'give the whole address of "porchlight authenticator offer NAME"',
  unlock_required: 'offer it with "porchlight authenticator offer NAME --without-unlock"',
  too_many_authenticators: '"porchlight authenticator remove NAME ID" makes room',
  authenticator_removed: '"porchlight phone remove" takes it off this phone',
  authenticator_locked: '"porchlight phone remove", then add the account again',
  request_expired: 'begin the sign-in again',
  request_over: 'begin the sign-in again',
  numbers_exhausted: 'begin the sign-in again',
  number_wrong: 'type the number of the sign-in page',
  number_malformed: 'type the number of the sign-in page',
  authenticator_not_found: '"porchlight authenticator list NAME" shows the authenticators',
  session_not_found: '"porchlight session list NAME" shows the sessions',
  binding_not_found: '"porchlight smart-card bindings NAME" shows the bindings',
  group_not_found: '"porchlight group list" shows the groups',
  group_exists: 'choose another name',
  member_not_found: '"porchlight group show NAME" shows the members',
  doctor_nothing_given: 'name a Mac, or give what it printed with "--file FILE"; "--help" shows more',
  device_not_found: '"porchlight device list" shows the Macs',
  enrollment_not_found: '"porchlight enrollment list" shows the Macs under management',
  enrollment_ended: 'the Mac has to enroll again first',
  command_result_not_found: '"porchlight command list" shows the commands of a Mac and which are finished',
  command_malformed: 'docs of Apple say which keys it takes; give them with "--plist FILE"',
  push_certificate_not_found: 'import one with "porchlight push-certificate import CERTIFICATE KEY"',
  push_key_mismatch: 'use the key that the certificate was asked for with',
  push_topic_changed: 'renew the existing certificate at identity.apple.com instead of making a new one',
  enrollment_profile_not_found: '"porchlight enrollment profiles" shows what was exported',
  identity_not_found: '"porchlight identity list" shows the certificates',
  registration_not_found: '"porchlight registration list" shows the registrations',
  authority_not_found: '"porchlight smart-card list" shows the authorities',
  admin_token_not_found: '"porchlight admin-token list" shows the tokens',
  mac_not_found: '"porchlight device list" shows the Macs',
  alert_not_found: '"porchlight device alerts" shows the alerts',
  client_not_found: '"porchlight client list" shows the clients',
  client_public: 'public clients prove themselves by PKCE alone; add a confidential one for a secret',
  application_not_found: '"porchlight application list" shows the packages',
  archive_is_component: '"productbuild --package" makes a product archive of it',
  archive_not_signed: '"productsign" signs it',
  application_demonstration_refused: 'take in a signed package with "porchlight application import FILE"',
  plan_not_found: 'write one and save it with "porchlight plan set FILE"; docs/sign-in-plan.md has an example',
  accent_malformed: 'such as --accent "#0a6a4b"',
  accent_contrast: 'take a darker one: white words stand on it, and it is written on white',
  help_text_refused: 'such as --help-text "Need help? Call 1234."',
  logo_too_large: 'make the picture smaller, or take an SVG',
  logo_unknown_type: 'export it as PNG or as SVG',
  logo_damaged: 'export it again as PNG, with sides of at most 4096 pixels',
  logo_svg_refused:
    'export it as plain SVG, without scripts, links, embedded pictures and data of the editor; or as PNG',
  policy_has_errors: '"porchlight policy lint FILE" says everything about it',
  policy_outdated: 'take the policy in force with "porchlight policy show --json", and change that',
  plan_has_errors: '"porchlight plan lint FILE" says everything about it',
  plan_outdated: 'take the plan in force with "porchlight plan show --json", and change that',
  plan_change_unconfirmed:
    '"porchlight plan preview FILE" names the Macs; "porchlight plan set FILE --confirm NUMBER" goes on',
  plan_method_unknown_to_macos: 'name another version with --macos, or give the plan a fallback',
  ade_token_certificate_missing: 'make one with "porchlight ade token-certificate" and upload it at Apple',
  ade_token_undecryptable:
    'upload the certificate of "porchlight ade token-certificate" at Apple, and download the token again',
  ade_token_other_server: 'download the token of the same server at Apple; another one would orphan every Mac',
  ade_not_configured: 'start with "porchlight ade token-certificate"',
  ade_token_ended: 'renew it: "porchlight ade token-certificate", upload, download, "porchlight ade import-token FILE"',
  ade_terms_not_signed: 'sign in at Apple Business Manager and agree to the new terms',
  ade_device_not_found: '"porchlight ade devices" shows them',
  apple_unreachable: 'start it with "porchlight apple start", or with "npm start"',
  password_refused: 'choose a longer one, or let "--generate" make one',
  unreachable: 'start the server with "npm start", or name another with "--server URL"',
  certificate_untrusted: 'run this where the server keeps its files, or name them with "--home DIRECTORY"',
  not_https: 'give an address that starts with https://',
};

/** What to print for an error, or undefined when it is a fault of this program. */
export function refusalOf(error: unknown): CliRefusal | undefined {
  if (error instanceof CliRefusal) return error;
  if (error instanceof ApiError) return new CliRefusal(error.code, wordsOf(error), hintOf(error));
  if (error instanceof PhoneError) {
    return new CliRefusal(error.code, phrase(error.message), hints[error.code] ?? 'try again in a moment');
  }
  if (error instanceof HttpsError || error instanceof ApiAnswerError) {
    return new CliRefusal(error.code, phrase(error.message), hints[error.code] ?? 'try again in a moment');
  }
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    return new CliRefusal(String(error.code), phrase(error.message), 'check the path and who may read it');
  }
  return undefined;
}

function wordsOf({ message, body }: ApiError): string {
  const problems = (body.problems ?? []).map(({ member, message: what }) => `${member} ${what}`.trim());
  return problems.length === 0 ? phrase(message) : `${phrase(message)}: ${problems.join('; ')}`;
}

function hintOf({ code, retryAfterSeconds }: ApiError): string {
  if (retryAfterSeconds !== undefined) return `try again in ${retryAfterSeconds} s`;
  return hints[code] ?? '"--help" shows what the command takes';
}

/** No capital, no full stop. */
function phrase(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}
