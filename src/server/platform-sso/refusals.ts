/**
 * Every refusal on the wire: status, OAuth error word, a sentence for the person, a sentence for the admin.
 *
 * 401 means to macOS "wrong credential: ask the person again", so it is used for that alone; any other failure under
 * 401 would make a broken Mac ask for a password without end.
 */
import type { RefusalCode, RefusalFacts } from './refusal.ts';
import { webRefusals } from './web-sign-in/refusals.ts';

const askAdmin = 'Your Mac could not be signed in. Please contact your administrator.';
const tryAgain = 'Your Mac could not be signed in. Please try again in a few moments.';
const again = 'The name or password is not right. Please try again.';
const registerAgain = 'This Mac needs to be registered again.';

function malformed(admin: string): RefusalFacts {
  return { status: 400, error: 'invalid_request', user: askAdmin, admin };
}

function unverified(admin: string): RefusalFacts {
  return { status: 400, error: 'invalid_request', user: tryAgain, admin };
}

function unsupported(admin: string): RefusalFacts {
  return { status: 400, error: 'unsupported_grant_type', user: askAdmin, admin };
}

function wrongCredential(admin: string, user = again): RefusalFacts {
  return { status: 401, error: 'invalid_grant', user, admin };
}

function forbidden(user: string, admin: string): RefusalFacts {
  return { status: 403, error: 'access_denied', user, admin };
}

function conflict(user: string, admin: string): RefusalFacts {
  return { status: 409, error: 'invalid_request', user, admin };
}

function tokenRefused(admin: string): RefusalFacts {
  return { status: 400, error: 'invalid_token', user: 'Please sign in again.', admin };
}

/** The catalogue. The type makes it complete. */
export const refusals: Readonly<Record<RefusalCode, RefusalFacts>> = {
  malformed_form: malformed('The body is not a form.'),
  malformed_body: malformed('The body is not the JSON object that this endpoint takes.'),
  missing_parameter: malformed('The form lacks a parameter.'),
  unsupported_version: malformed('The form has an unknown platform_sso_version.'),
  unsupported_grant_type: unsupported('The grant type is not one of Platform SSO.'),
  unsupported_request_type: unsupported('The request type is neither key_request nor key_exchange.'),
  unexpected_typ: malformed('The JWT has a typ that does not fit its purpose.'),
  unsupported_algorithm: malformed('The JWT or its jwe_crypto names an algorithm that is not accepted.'),
  malformed_jws: malformed('The JWT cannot be read.'),
  malformed_key_id: malformed('The kid is not the SHA-256 of a key.'),
  malformed_certificate: malformed('A certificate in the message cannot be read.'),
  missing_claim: malformed('The JWT lacks a claim.'),
  malformed_claim: malformed('A claim of the JWT has the wrong form.'),
  conflicting_claims: malformed('Claims of the JWT contradict each other.'),
  ws_trust_not_supported: unsupported('WS-Trust federation is not offered; remove it from the login configuration.'),
  hpke_not_supported: unsupported('HPKE is not offered; remove it from the login configuration.'),
  token_exchange_not_supported: unsupported(
    'No token is exchanged here but the end of a web sign-in, where it is offered.',
  ),
  ...webRefusals,
  signature_invalid: unverified('The signature is not of the device signing key that kid names.'),
  client_mismatch: unverified('The client_id is not the one of the login configuration.'),
  issuer_mismatch: unverified('The iss is not the client id of the login configuration.'),
  audience_mismatch: unverified('The aud is not the token endpoint of the login configuration.'),
  request_expired: unverified('The request has expired: compare the clocks of the Mac and of the server.'),
  request_from_future: unverified('The request is from the future: compare the clocks of the Mac and of the server.'),
  party_info_malformed: malformed('The apv cannot be read.'),
  party_info_wrong_key: unverified('The apv names another device encryption key than the registered one.'),
  party_info_wrong_nonce: unverified('The apv names another nonce than the request.'),
  assertion_malformed: malformed('The embedded assertion cannot be read.'),
  assertion_signature_invalid: wrongCredential(
    'The embedded assertion is not signed by the key of this person.',
    registerAgain,
  ),
  assertion_subject_mismatch: unverified('The embedded assertion names another user than the request.'),
  assertion_audience_mismatch: unverified('The embedded assertion has another audience than the login configuration.'),
  assertion_nonce_mismatch: unverified('The embedded assertion has other nonces than the request.'),
  assertion_scope_mismatch: unverified('The embedded assertion has another scope than the request.'),
  assertion_expired: unverified('The embedded assertion has expired.'),
  assertion_from_future: unverified('The embedded assertion is from the future.'),
  assertion_undecryptable: unverified(
    'The encrypted assertion is not for our key: has the login configuration been renewed?',
  ),
  point_not_on_curve: unverified('A public key in the message is not a point of P-256.'),
  response_malformed: malformed('A response cannot be read.'),
  response_undecryptable: malformed('A response cannot be decrypted.'),
  response_party_info_missing: malformed('A response has no apu.'),
  response_party_info_mismatch: malformed('A response has a wrong apu.'),
  device_unknown: {
    status: 400,
    error: 'invalid_client',
    user: registerAgain,
    admin: 'No registered Mac has this device signing key.',
  },
  device_revoked: forbidden(
    'This Mac may no longer sign in.',
    'The Mac was revoked. Allow a repair to let it register again.',
  ),
  device_keys_retired: {
    status: 400,
    error: 'invalid_client',
    user: registerAgain,
    admin: 'The Mac signs with keys that a later registration replaced.',
  },
  device_mismatch: unverified('The message is signed by another device than the one it concerns.'),
  nonce_malformed: unverified('The server nonce is not one of ours.'),
  nonce_expired: unverified('The server nonce has expired.'),
  nonce_foreign: unverified('The server nonce was given to another client-request-id.'),
  nonce_replayed: unverified('The server nonce was used before.'),
  wrong_credential: wrongCredential(
    'Unknown user, wrong password, or a user who may not sign in; the audit chain says which.',
  ),
  password_must_change: wrongCredential(
    'The password must be changed before it can be used.',
    'Your password must be changed before you can sign in.',
  ),
  user_key_unknown: wrongCredential(
    'The Secure Enclave key is not the one registered for this person on this Mac.',
    registerAgain,
  ),
  card_not_accepted: wrongCredential(
    'The smart card is not accepted; the audit chain says why.',
    'This smart card is not accepted. Try another card or contact your administrator.',
  ),
  card_of_another: forbidden(
    'This smart card belongs to somebody else than the person who signed in.',
    'The sign-in of the registration window and the smart card name two people.',
  ),
  user_not_registered: forbidden(registerAgain, 'The person has no active registration on this Mac.'),
  first_login_not_allowed: forbidden(
    'Your account may not be used on this Mac. Please contact your administrator.',
    'The person has no registration on this Mac, and settings let only others get one by logging in.',
  ),
  method_not_allowed: forbidden(registerAgain, 'The person is registered on this Mac with another method.'),
  password_not_encrypted: forbidden(
    registerAgain,
    'The login configuration asks for encrypted passwords, this one was not.',
  ),
  refresh_token_unknown: tokenRefused('The refresh token is not one of ours.'),
  refresh_token_expired: tokenRefused('The refresh token has expired.'),
  refresh_token_reused: tokenRefused('A replaced refresh token was used again; the whole family was revoked.'),
  refresh_token_foreign: tokenRefused('The refresh token belongs to another Mac or another person.'),
  refresh_token_revoked: tokenRefused('The refresh token was revoked.'),
  user_disabled: forbidden(
    'Your account may not sign in. Please contact your administrator.',
    'The person is disabled in the directory.',
  ),
  proof_of_another_request: unverified('The proof for single sign-on was made for another request.'),
  proof_token_replaced: unverified('The proof for single sign-on names a refresh token that was replaced meanwhile.'),
  key_context_invalid: unverified('The key context is not one that was given to this person on this Mac.'),
  unlock_key_unknown: unverified('The unlock key is gone; the Mac must make a new key request.'),
  registration_token_unknown: forbidden(askAdmin, 'The registration token is not one of ours.'),
  registration_token_expired: forbidden(askAdmin, 'The registration token has expired; make a new one.'),
  registration_token_spent: forbidden(askAdmin, 'The registration token was used by another key; make a new one.'),
  registration_token_foreign: forbidden(askAdmin, 'The registration token was made for another serial number.'),
  window_request_malformed: malformed(
    'The address of the registration window lacks a challenge, a state or a serial number.',
  ),
  registration_window_unknown: {
    status: 400,
    error: 'invalid_request',
    user: 'This window has been open for too long, or was opened elsewhere.',
    admin: 'No registration window of this address is open, or its cookie is missing.',
  },
  registration_code_invalid: forbidden(
    'Please sign in again.',
    'The code of the registration window is unknown, was tried before, or its verifier is wrong.',
  ),
  registration_code_expired: forbidden('Please sign in again.', 'The code of the registration window is too old.'),
  access_token_foreign: forbidden(
    'Please sign in again.',
    'The access token is of a sign-in during the setup of another Mac.',
  ),
  access_token_invalid: forbidden(
    'Please sign in again.',
    'The access token for registration is unknown or has expired.',
  ),
  registration_not_allowed: forbidden(
    'Your account may not register a Mac.',
    'Settings do not let people register Macs without a token.',
  ),
  device_already_registered: conflict(
    askAdmin,
    'The serial number is registered with other keys; allow a repair or make a token.',
  ),
  key_already_registered: conflict(askAdmin, 'The key is registered already, for another Mac or another person.'),
  key_proof_invalid: unverified('The registration is not signed by the key that it registers.'),
  attestation_required: forbidden(askAdmin, 'Settings require an attestation and the Mac sent none.'),
  attestation_invalid: forbidden(askAdmin, 'The attestation is not accepted; the audit chain says why.'),
  too_many_attempts: {
    status: 429,
    error: 'slow_down',
    user: 'Too many attempts. Please wait a little.',
    admin: 'The budget for failed attempts is used up.',
  },
  busy: {
    status: 503,
    error: 'temporarily_unavailable',
    user: tryAgain,
    admin: 'Too many passwords are being checked at once.',
  },
};
