/** How the server says no: one shape, and one table of stable codes that programs may rely on. */
import { z } from 'zod';

/** What a code means: its status, the OAuth-like word, and a sentence for the person. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 429 | 500 | 502 | 503;
  readonly error: string;
  readonly description: string;
}

const invalid = { status: 400, error: 'invalid_request' } as const;
const unauthenticated = { status: 401, error: 'invalid_token' } as const;
const forbidden = { status: 403, error: 'access_denied' } as const;
const missing = { status: 404, error: 'not_found' } as const;
const conflict = { status: 409, error: 'conflict' } as const;

/** Every refusal of the administration interface. Codes are never renamed and never reused. */
export const refusals = {
  request_malformed: { ...invalid, description: 'The request cannot be read.' },
  request_invalid: { ...invalid, description: 'The request has members that are missing or wrong.' },
  body_malformed: { ...invalid, description: 'The body is not JSON.' },
  body_too_large: { status: 413, error: 'invalid_request', description: 'The body is larger than allowed.' },
  body_not_json: { status: 415, error: 'invalid_request', description: 'The body must be sent as application/json.' },
  body_not_file: {
    status: 415,
    error: 'invalid_request',
    description: 'The file must be sent as application/octet-stream.',
  },
  cursor_unknown: { ...invalid, description: 'The cursor is none that a list has given out.' },
  password_refused: { ...invalid, description: 'The password does not meet the rules for passwords.' },
  certificate_malformed: { ...invalid, description: 'There is no readable certificate in what was sent.' },
  certificate_not_authority: { ...invalid, description: 'The certificate is not that of a certificate authority.' },
  certificate_expired: { ...invalid, description: 'The certificate has expired.' },
  certificate_lacks_value: { ...invalid, description: 'The certificate does not hold what the rule asks for.' },
  binding_value_malformed: { ...invalid, description: 'The value does not have the form that the rule asks for.' },
  crl_address_malformed: { ...invalid, description: 'The address of the revocation list is not http or https.' },
  crl_malformed: { ...invalid, description: 'There is no readable certificate revocation list in what was sent.' },
  crl_wrong_issuer: { ...invalid, description: 'The revocation list is that of another authority.' },
  crl_signature_invalid: { ...invalid, description: 'The signature of the revocation list does not verify.' },
  crl_not_yet_valid: { ...invalid, description: 'The revocation list is from the future.' },
  ade_token_malformed: { ...invalid, description: 'The file is no server token of Apple, or it is damaged.' },
  ade_token_undecryptable: { ...invalid, description: 'The server token is for another certificate than ours.' },
  ade_token_expired: { ...invalid, description: 'The server token has ended already.' },
  archive_malformed: { ...invalid, description: 'The file is no package that can be read.' },
  archive_too_large: { ...invalid, description: 'What is inside the package is larger than allowed.' },
  archive_damaged: { ...invalid, description: 'The package is damaged: its checksums do not fit.' },
  archive_not_signed: { ...invalid, description: 'The package is not signed, and no Mac would install it.' },
  archive_signature_invalid: { ...invalid, description: 'The signature of the package does not verify.' },
  archive_is_component: {
    ...invalid,
    description: 'The package is a component alone; device management needs a product archive.',
  },
  archive_without_application: {
    ...invalid,
    description: 'The package puts no application into the Applications folder.',
  },
  application_too_large: { status: 413, error: 'invalid_request', description: 'The package is larger than allowed.' },
  token_missing: { ...unauthenticated, description: 'This needs a token of the administration interface.' },
  token_unknown: { ...unauthenticated, description: 'The token is not known here.' },
  token_expired: { ...unauthenticated, description: 'The token has expired.' },
  token_revoked: { ...unauthenticated, description: 'The token has been revoked.' },
  console_session_missing: { ...unauthenticated, description: 'Nobody is signed in to the console in this browser.' },
  console_session_ended: { ...unauthenticated, description: 'You are no longer signed in to the console.' },
  sign_in_refused: {
    status: 401,
    error: 'invalid_grant',
    description: 'The user name or the password is wrong, or the user is not an administrator.',
  },
  password_change_required: { ...forbidden, description: 'The password must be changed before it can be used.' },
  console_request_foreign: { ...forbidden, description: 'The request does not come from a page of the console.' },
  role_insufficient: {
    ...forbidden,
    description: 'This needs an administrator; an auditor may look, and change nothing.',
  },
  application_demonstration_refused: {
    ...forbidden,
    description: 'The package of the demonstration is for virtual Macs of a server on this computer alone.',
  },
  route_unknown: { ...missing, description: 'There is nothing at this address.' },
  user_not_found: { ...missing, description: 'There is no such user.' },
  one_time_codes_not_found: { ...missing, description: 'The user has no one-time codes.' },
  temporary_pass_not_found: { ...missing, description: 'The user has no temporary access pass.' },
  passkey_not_found: { ...missing, description: 'The user has no such passkey.' },
  authenticator_not_found: { ...missing, description: 'The user has no such authenticator.' },
  session_not_found: { ...missing, description: 'The user has no such session.' },
  group_not_found: { ...missing, description: 'There is no such group.' },
  member_not_found: { ...missing, description: 'The user is not a member of the group.' },
  device_not_found: { ...missing, description: 'There is no such device.' },
  mac_not_found: { ...missing, description: 'Nothing is known of such a Mac.' },
  alert_not_found: { ...missing, description: 'There is no such alert.' },
  administrator_not_found: { ...missing, description: 'No administrator was made on this Mac.' },
  registration_not_found: { ...missing, description: 'There is no such registration.' },
  enrollment_profile_not_found: { ...missing, description: 'There is no such exported enrollment profile.' },
  identity_not_found: { ...missing, description: 'There is no such certificate, and no Mac with one.' },
  authority_not_found: { ...missing, description: 'There is no such certificate authority.' },
  binding_not_found: { ...missing, description: 'There is no such binding of a certificate.' },
  admin_token_not_found: { ...missing, description: 'There is no such token.' },
  plan_version_not_found: { ...missing, description: 'There is no such version of the sign-in plan.' },
  plan_not_found: { ...missing, description: 'There is no sign-in plan yet.' },
  ade_device_not_found: { ...missing, description: 'There is no such device of ours at Apple.' },
  ade_token_certificate_missing: {
    ...conflict,
    description: 'No certificate was made here that a server token could be for.',
  },
  ade_token_other_server: {
    ...conflict,
    description: 'The server token belongs to another device management server at Apple.',
  },
  ade_not_configured: { ...conflict, description: 'There is no server token of Apple yet.' },
  ade_token_ended: { ...conflict, description: 'The server token of Apple has ended and must be renewed.' },
  ade_terms_not_signed: {
    ...conflict,
    description: 'New terms of Apple wait for an administrator to agree to them at Apple.',
  },
  ade_busy: { ...conflict, description: 'A sync with Apple is under way already.' },
  enrollment_not_found: { ...missing, description: 'There is no such Mac under management.' },
  push_certificate_not_found: { ...missing, description: 'There is no push certificate yet.' },
  enrollment_profile_unattested: {
    ...conflict,
    description: 'The plan lets in only Macs that prove their hardware, and a profile for any Mac cannot ask for that.',
  },
  enrollment_ended: { ...conflict, description: 'The Mac has left management.' },
  command_result_not_found: { ...missing, description: 'There is no such command, or it has no result.' },
  command_malformed: { ...invalid, description: 'The command cannot be read, or lacks a key.' },
  doctor_nothing_given: { ...invalid, description: 'Name a Mac, give a text, or both.' },
  push_key_unreadable: { ...invalid, description: 'The key of the push certificate cannot be read.' },
  push_key_mismatch: { ...invalid, description: 'The key is not that of the push certificate.' },
  push_topic_missing: { ...invalid, description: 'The certificate has no topic: it is no push certificate.' },
  push_topic_changed: {
    ...conflict,
    description: 'The certificate has another topic than the one in use: every Mac would have to enroll again.',
  },
  client_not_found: { ...missing, description: 'There is no such client.' },
  client_public: { ...conflict, description: 'The client is a public one, and has no secret.' },
  application_not_found: { ...missing, description: 'There is no such package.' },
  user_exists: { ...conflict, description: 'Another user has this name or address.' },
  one_time_codes_exist: { ...conflict, description: 'The user has one-time codes already.' },
  group_exists: { ...conflict, description: 'There is a group of this name already.' },
  certificate_bound: { ...conflict, description: 'The certificate belongs to another user already.' },
  crl_outdated: { ...conflict, description: 'A newer revocation list of this authority is here already.' },
  crl_address_missing: { ...conflict, description: 'No address is set for the revocation list of this authority.' },
  plan_has_errors: { ...conflict, description: 'The sign-in plan has errors, and is not saved with them.' },
  plan_outdated: { ...conflict, description: 'Somebody else has saved the sign-in plan meanwhile.' },
  accent_malformed: { ...invalid, description: 'The accent is no colour that is written as #rrggbb.' },
  accent_contrast: { ...invalid, description: 'Words on the accent, or in it, could not be read well.' },
  help_text_refused: { ...invalid, description: 'The help text is not one line of at most 200 characters.' },
  logo_too_large: { ...invalid, description: 'The logo is larger than 64 KiB.' },
  logo_unknown_type: { ...invalid, description: 'The logo is neither a PNG nor an SVG.' },
  logo_damaged: { ...invalid, description: 'The PNG is damaged, or its picture is too large.' },
  logo_svg_refused: { ...invalid, description: 'The SVG does more than draw, or cannot be read.' },
  policy_has_errors: { ...conflict, description: 'The sign-in policy has errors, and is not saved with them.' },
  policy_outdated: { ...conflict, description: 'Somebody else has saved the sign-in policy meanwhile.' },
  plan_change_unconfirmed: {
    ...conflict,
    description: 'The change disturbs people at their Macs, and their number was not confirmed.',
  },
  plan_method_unknown_to_macos: {
    ...conflict,
    description: 'The sign-in plan has no method that this version of macOS knows.',
  },
  attempts_limited: { status: 429, error: 'slow_down', description: 'There were too many attempts; wait a little.' },
  crl_unreachable: { status: 502, error: 'unreachable', description: 'The revocation list could not be fetched.' },
  ade_apple_refused: { status: 502, error: 'refused', description: 'What was asked of Apple was refused there.' },
  ade_apple_unavailable: {
    status: 502,
    error: 'unreachable',
    description: 'The services of Apple could not be reached, or are busy.',
  },
  ade_answer_malformed: {
    status: 502,
    error: 'unreadable',
    description: 'The answer of Apple cannot be understood.',
  },
  server_error: { status: 500, error: 'server_error', description: 'Something went wrong on the server.' },
  server_busy: {
    status: 503,
    error: 'temporarily_unavailable',
    description: 'Too many passwords are being checked; try again in a moment.',
  },
  application_import_busy: {
    status: 503,
    error: 'temporarily_unavailable',
    description: 'Another package is being taken in; try again in a moment.',
  },
  store_unavailable: {
    status: 503,
    error: 'temporarily_unavailable',
    description: 'The server cannot reach its database.',
  },
} as const satisfies Readonly<Record<string, Refusal>>;

/** A stable code. */
export type RefusalCode = keyof typeof refusals;

/** A member of the request that is missing or wrong. */
export const requestProblem = z
  .object({
    in: z.enum(['path', 'query', 'body']),
    member: z.string().describe('Where it is, as in `password` or `members.0`; empty for the whole.'),
    message: z.string(),
  })
  .meta({ id: 'RequestProblem' });

/** A member of the request that is missing or wrong. */
export type RequestProblem = z.infer<typeof requestProblem>;

/** The body of every refusal. */
export const apiErrorBody = z
  .object({
    error: z.string().describe('A word as in OAuth 2.0 (RFC 6749 section 5.2).'),
    code: z.string().describe('The stable code of this refusal.'),
    error_description: z.string().describe('One sentence for the person.'),
    admin_description: z.string().optional().describe('What an administrator should know beside it.'),
    problems: z.array(requestProblem).optional().describe('With `request_invalid`: each member that is wrong.'),
  })
  .meta({ id: 'Error' });

/** The body of every refusal. */
export type ApiErrorBody = z.infer<typeof apiErrorBody>;

/** A refusal as the client throws it. `retryAfterSeconds` comes from the `retry-after` header. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly body: ApiErrorBody;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, body: ApiErrorBody, retryAfterSeconds?: number) {
    super(body.error_description);
    this.status = status;
    this.code = body.code;
    this.body = body;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** An answer that is not of this contract, from a proxy for instance. */
export class ApiAnswerError extends Error {
  override readonly name = 'ApiAnswerError';
  readonly code = 'answer_not_understood';
}
