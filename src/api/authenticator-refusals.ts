/** How the server says no to a phone: stable codes, with a sentence that a phone may show as it is. */

interface PhoneRefusal {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 429;
  readonly error: string;
  readonly description: string;
}

const invalid = { status: 400, error: 'invalid_request' } as const;
const unsigned = { status: 401, error: 'invalid_token' } as const;
const denied = { status: 403, error: 'access_denied' } as const;
const missing = { status: 404, error: 'not_found' } as const;
const conflict = { status: 409, error: 'conflict' } as const;

/** Every refusal under `/authenticator/api`. Codes are never renamed and never reused. */
export const phoneRefusals = {
  phone_message_malformed: { ...invalid, description: 'The message has members that are missing or wrong.' },
  phone_message_not_json: { ...invalid, status: 415, description: 'The message must be sent as application/json.' },
  phone_message_too_large: { ...invalid, status: 413, description: 'The message is larger than allowed.' },
  offer_unknown: { ...missing, description: 'This code for adding an account is not known. Ask for a new one.' },
  offer_expired: { ...denied, description: 'This code for adding an account has ended. Ask for a new one.' },
  offer_used: { ...conflict, description: 'This code for adding an account was used already. Ask for a new one.' },
  proof_invalid: { ...invalid, description: 'The proof of the key cannot be accepted.' },
  key_in_use: { ...conflict, description: 'This key belongs to an account already.' },
  too_many_authenticators: { ...conflict, description: 'There are five authenticators already. Remove one first.' },
  unlock_required: { ...denied, description: 'Set a PIN or a passkey for this app first, and unlock it.' },
  signature_missing: { ...unsigned, description: 'The request is not signed.' },
  signature_malformed: { ...unsigned, description: 'The signature of the request cannot be read.' },
  signature_invalid: { ...unsigned, description: 'This phone is not known, or its signature does not fit.' },
  signature_outdated: { ...unsigned, description: 'The clock of this phone is wrong by more than a minute.' },
  signature_replayed: { ...unsigned, description: 'This request was received before.' },
  signature_out_of_order: { ...unsigned, description: 'A later request of this phone overtook this one.' },
  authenticator_removed: { ...denied, description: 'This account was removed from this phone.' },
  authenticator_locked: {
    ...denied,
    description: 'This phone is locked, because its key may have been copied. Remove the account and add it again.',
  },
  person_disabled: { ...denied, description: 'The account is switched off.' },
  request_unknown: { ...missing, description: 'There is no such request.' },
  request_expired: { ...conflict, description: 'The request has ended.' },
  request_over: { ...conflict, description: 'The request was answered already.' },
  answer_invalid: { ...invalid, description: 'The signature of the answer does not fit the request.' },
  number_wrong: { ...denied, description: 'That is not the number on the other screen.' },
  numbers_exhausted: { ...denied, description: 'The number was wrong three times; the request has ended.' },
  ticket_invalid: { ...unsigned, description: 'The ticket for live events has ended or was used.' },
  events_limited: { status: 429, error: 'slow_down', description: 'Too many windows of this app are open.' },
  push_endpoint_refused: { ...invalid, description: 'Messages cannot be sent to that push service.' },
  attempts_limited: { status: 429, error: 'slow_down', description: 'There were too many attempts; wait a little.' },
} as const satisfies Readonly<Record<string, PhoneRefusal>>;

/** A stable code. */
export type PhoneRefusalCode = keyof typeof phoneRefusals;
