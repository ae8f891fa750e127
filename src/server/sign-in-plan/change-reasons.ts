/** Why an edit of the plan makes a Mac do something. Words are stable. */
import type { PlanEffect } from '#api/sign-in-plan.ts';

interface Meaning {
  readonly effect: PlanEffect;
  readonly message: string;
}

/** Every reason with its effect and a sentence. */
export const changeReasons = {
  extension_changed: {
    effect: 'unregister',
    message: 'Another extension knows nothing of the registration; the old one is thrown away.',
  },
  method_withdrawn: {
    effect: 'unregister',
    message: 'The plan has no method any more that this macOS knows, so Platform SSO ends there.',
  },
  domain_withdrawn: {
    effect: 'unregister',
    message: 'A host is no associated domain any more; a Mac that signs in to it finds its extension not associated.',
  },
  method_changed: { effect: 'register-again', message: 'Another method: each person is asked to register again.' },
  shared_keys_changed: { effect: 'register-again', message: 'Other device keys: device and people register again.' },
  extension_updated: {
    effect: 'register-again',
    message: 'Another version of the app: macOS loads its extension anew and may ask to register again.',
  },
  profile_of_other_making: {
    effect: 'register-again',
    message: 'The Mac registered by a profile that no plan made; the plan’s profile takes its place.',
  },
  authentication_required: {
    effect: 'sign-in-again',
    message: 'A policy now requires the identity provider: the password is checked there at the next unlock.',
  },
  touch_id_required: { effect: 'sign-in-again', message: 'A policy now requires Touch ID.' },
  login_frequency_shortened: {
    effect: 'sign-in-again',
    message: 'A full login comes sooner, and with this method it asks the person.',
  },
  local_accounts_denied: {
    effect: 'sign-in-again',
    message: 'Local accounts that are not registered are let in no longer, without a grace period.',
  },
  profile_changed: { effect: 'profile-updated', message: 'The profile changes quietly.' },
} as const satisfies Readonly<Record<string, Meaning>>;

/** A stable word. */
export type ChangeReason = keyof typeof changeReasons;
