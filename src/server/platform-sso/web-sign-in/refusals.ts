/** Refusals of web sign-ins: of the Mac's request, of the pages, and of the callback at the token endpoint. */
import type { RefusalFacts } from '../refusal.ts';

const askAdmin = 'This window cannot sign you in. Please contact your administrator.';
const tooLate = 'This window has been open for too long.';
const again = 'Please sign in again.';

function request(admin: string, user = askAdmin): RefusalFacts {
  return { status: 400, error: 'invalid_request', user, admin };
}

// 400 and not 401: that would make a Mac ask for a password.
function grant(admin: string): RefusalFacts {
  return { status: 400, error: 'invalid_grant', user: again, admin };
}

/** The catalogue. */
export const webRefusals = {
  several_authorization_scopes: request('The scope names more than one occasion of urn:apple:platformsso:auth.'),
  authorization_scope_missing: request('The scope names no occasion of urn:apple:platformsso:auth.'),
  authorization_scope_unknown: request('The scope names an occasion that this server does not know.'),
  authorization_request_mismatch: request('The signed request object says something else than its address.'),
  redirect_uri_mismatch: request('The redirect_uri is not com.apple.platformsso://callback.'),
  repeated_parameter: request('A parameter of the address stands twice.'),
  parameter_too_long: request('A parameter of the address is too long.'),
  callback_malformed: request('The subject_token is not the whole callback with one code and one state.'),
  authorization_request_unsigned: request('The Mac did not sign its request, and settings want that.'),
  authorization_request_foreign: request('State and nonce were not given out by this server for this person.'),
  authorization_request_expired: request('State and nonce were given out too long ago.', tooLate),
  authorization_request_replayed: request('The signed request object was used before.', tooLate),
  web_sign_in_unknown: request('No web sign-in of this address is under way.', tooLate),
  form_foreign: request('The form does not come from these pages.', again),
  signed_in_as_another: {
    status: 403,
    error: 'access_denied',
    user: 'You signed in with another account than the one on this Mac.',
    admin: 'The person who signed in is not the one whom the Mac named.',
  },
  authorization_code_unknown: grant('The code of the callback is not one of ours, or was given out too long ago.'),
  authorization_code_expired: grant('The code of the callback was given out more than a minute ago.'),
  authorization_code_replayed: grant('The code of the callback was used before; what it gave was revoked.'),
  authorization_code_foreign: grant('The code of the callback was given to another Mac, or to another person.'),
  authorization_scope_mismatch: grant('The person signed in on the web for another occasion than the login is for.'),
  callback_mismatch: grant('The callback is not the one that the code was given out with.'),
} as const satisfies Readonly<Record<string, RefusalFacts>>;
