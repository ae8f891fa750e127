/** Why a passkey is refused: a stable code, one sentence for the person and one for administrators. */

/** What a code means. */
export interface PasskeyRefusalFacts {
  /** For the person, with the next step. */
  readonly user: string;
  readonly admin: string;
}

// One sentence for everything that could tell a stranger who is known here.
const unusable = 'This passkey cannot be used here. Please sign in another way.';
const again = 'That took too long, or was done twice. Please try again.';
const notMade = 'The passkey could not be added. Please try again.';

/** The catalogue. Codes are never renamed. */
export const passkeyRefusals = {
  passkey_malformed: {
    user: 'The answer of the browser cannot be read. Please try again.',
    admin: 'The response is no JSON of a WebAuthn credential, or a part of it cannot be read.',
  },
  passkey_too_large: {
    user: 'The answer of the browser is too large.',
    admin: 'The response is far larger than those of authenticators.',
  },
  passkey_wrong_ceremony: {
    user: unusable,
    admin: 'A response of a registration came for a sign-in, or the other way round.',
  },
  passkey_challenge_unknown: { user: again, admin: 'The challenge was not given out here.' },
  passkey_challenge_foreign: {
    user: again,
    admin: 'The challenge was given out for another attempt, person or ceremony.',
  },
  passkey_challenge_used: {
    user: again,
    admin: 'The challenge was used before: a replay, or a form that was sent twice.',
  },
  passkey_challenge_expired: { user: again, admin: 'The challenge was given out more than five minutes ago.' },
  passkey_wrong_origin: {
    user: unusable,
    admin: 'The browser was on another site than ours: a look-alike, or a server that is reached by a second name.',
  },
  passkey_cross_origin: { user: unusable, admin: 'Our page stood inside a page of another site.' },
  passkey_wrong_rp_id: { user: unusable, admin: 'The authenticator signed for another relying party.' },
  passkey_user_missing: { user: unusable, admin: 'The authenticator did not check that anybody was there.' },
  passkey_user_not_verified: {
    user: 'Your passkey has to check that it is you, by fingerprint, face or code. Please try again.',
    admin: 'The authenticator did not verify its user.',
  },
  passkey_unknown: { user: unusable, admin: 'The passkey is not known here, or was removed.' },
  passkey_of_another_user: { user: unusable, admin: 'The passkey belongs to somebody else than the one who signs in.' },
  passkey_user_handle_wrong: {
    user: unusable,
    admin: 'The user handle is missing, or is not that of the person whose passkey it is.',
  },
  passkey_locked: { user: unusable, admin: 'The passkey is locked because its counter went back once.' },
  passkey_counter_back: {
    user: unusable,
    admin: 'The signature counter went back: there may be a copy of the key. The passkey is locked.',
  },
  passkey_backup_flags_wrong: {
    user: unusable,
    admin: 'The authenticator contradicts itself about whether the passkey can be backed up.',
  },
  passkey_signature_wrong: { user: unusable, admin: 'The signature is not by the key of the passkey.' },
  passkey_user_disabled: { user: unusable, admin: 'The signature is right, but the person is disabled or gone.' },
  passkey_model_refused: {
    user: 'Your organisation does not allow passkeys of this kind. Please use another.',
    admin: 'The policy does not let in this model of authenticator (AAGUID).',
  },
  passkey_attestation_missing: {
    user: 'Your organisation allows only passkeys of known devices, and this one did not say what it is.',
    admin: 'The policy wants an attestation, and there is none, or one by the passkey itself.',
  },
  passkey_attestation_untrusted: {
    user: 'Your organisation allows only passkeys of known devices, and this one is not known.',
    admin: 'The attestation does not lead to a root that the policy trusts.',
  },
  passkey_attestation_wrong: {
    user: notMade,
    admin: 'The attestation does not verify, or has a format that is not supported.',
  },
  passkey_algorithm_unsupported: {
    user: notMade,
    admin: 'The passkey has a key of an algorithm that was not asked for.',
  },
  passkey_exists: { user: 'This passkey was added already.', admin: 'There is a passkey with this credential id.' },
  passkey_too_many: {
    user: 'You have as many passkeys as you may have. Please remove one first.',
    admin: 'The person has the most passkeys that one may have.',
  },
} as const satisfies Readonly<Record<string, PasskeyRefusalFacts>>;

/** A stable code. */
export type PasskeyRefusalCode = keyof typeof passkeyRefusals;

/** A no, on its way to the edge of the feature; it leaves the feature as a value. */
export class PasskeyRefusal extends Error {
  override readonly name = 'PasskeyRefusal';
  readonly code: PasskeyRefusalCode;

  constructor(code: PasskeyRefusalCode) {
    super(passkeyRefusals[code].admin);
    this.code = code;
  }
}
