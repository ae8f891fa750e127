/** What an administrator should do something about: states, as long as they last. Events are in the audit chain. */

/** `error`: something does not work now. `warning`: it will not, unless somebody acts. */
export type AlertSeverity = 'warning' | 'error';

/** Every code, with how bad it is and what to do. What is not in the table cannot be raised. */
export const alertKinds = {
  ade_token_expires_soon: {
    severity: 'warning',
    action: 'Renew the server token: "porchlight ade token-certificate", the same server at Apple, "ade import-token".',
  },
  ade_token_expired: {
    severity: 'error',
    action: 'Renew the server token: "porchlight ade token-certificate", the same server at Apple, "ade import-token".',
  },
  ade_terms_not_signed: {
    severity: 'error',
    action: 'Sign in to Apple Business Manager as an administrator and agree to the new terms.',
  },
  ade_sync_failed: {
    severity: 'error',
    action: 'See "porchlight ade status" for the reason, and try again with "porchlight ade sync".',
  },
  push_certificate_missing: {
    severity: 'error',
    action: 'Get one at identity.apple.com/pushcert, then "porchlight push-certificate import".',
  },
  push_certificate_expires_soon: {
    severity: 'warning',
    action: 'Renew it at identity.apple.com/pushcert with the same Apple Account, then "push-certificate import".',
  },
  push_certificate_expired: {
    severity: 'error',
    action: 'Renew it at identity.apple.com/pushcert with the same Apple Account, then "push-certificate import".',
  },
  push_refused: {
    severity: 'error',
    action: 'See "porchlight push-certificate show"; a renewed certificate of the same topic mends a revoked one.',
  },
  tls_certificate_expires_soon: {
    severity: 'warning',
    action: 'Renew the certificate where it comes from and restart the server; one of its own it renews at a restart.',
  },
  tls_certificate_expired: {
    severity: 'error',
    action: 'Renew the certificate where it comes from and restart the server; one of its own it renews at a restart.',
  },
  identity_expires_soon: {
    severity: 'warning',
    action: 'Have the Macs switched on and online: each was asked to renew. See "porchlight identity list".',
  },
  identity_expired: {
    severity: 'error',
    action: 'These Macs cannot be managed any more: enroll each again, by its profile or by erasing it.',
  },
  master_key_missing: {
    severity: 'error',
    action: 'Put the master key file back before the server is restarted; without it no secret can be opened.',
  },
  master_key_exposed: {
    severity: 'error',
    action: 'Run chmod 600 on the master key file, then "porchlight key rotate --master" if somebody may have read it.',
  },
  master_key_malformed: {
    severity: 'error',
    action: 'Put the master key file back from its copy before the server is restarted.',
  },
  passkey_counter_back: {
    severity: 'warning',
    action: 'Ask the person, remove the passkey with "porchlight passkey remove", and have another added.',
  },
  setup_released_by_watchdog: {
    severity: 'warning',
    action: 'Look at what was missing on the Mac; its person may have an account without single sign-on.',
  },
  setup_command_failed: {
    severity: 'error',
    action: 'See "porchlight command list" for the error of the Mac.',
  },
  setup_application_not_hosted: {
    severity: 'error',
    action: 'Import the package of the plan: "porchlight application import FILE".',
  },
  setup_release_refused: {
    severity: 'error',
    action: 'Restart the Mac; where it still waits, erase it and let it begin again.',
  },
  setup_not_prepared: {
    severity: 'error',
    action: 'See the log of the server; it tries again by itself.',
  },
  setup_declaration_invalid: {
    severity: 'error',
    action: 'Take the other profile for single sign-on off the Mac, or change the plan by what the Mac says.',
  },
  authenticator_disowned: {
    severity: 'error',
    action:
      'Somebody may know the password: have it changed, look at the sign-ins with "porchlight audit list", then "porchlight authenticator clear-alarm USER".',
  },
  authenticator_copied: {
    severity: 'error',
    action: 'Remove it with "porchlight authenticator remove", ask what became of the phone, and offer a new one.',
  },
  setup_plan_refused: {
    severity: 'error',
    action:
      'See "porchlight command list" for the error of the Mac, mend the plan, and save it: the Mac is tried again.',
  },
} as const satisfies Record<string, { readonly severity: AlertSeverity; readonly action: string }>;

/** A code. */
export type AlertCode = keyof typeof alertKinds;

/** Every code there is. */
export const alertCodes = Object.keys(alertKinds) as readonly AlertCode[];

/** A state that lasts. */
export interface Alert {
  readonly code: AlertCode;
  readonly severity: AlertSeverity;
  /** Serial number of the Mac it is about; undefined for the whole installation. */
  readonly serialNumber: string | undefined;
  /** What is the case. */
  readonly sentence: string;
  /** What to do. */
  readonly action: string;
  /** Since when, in milliseconds since 1970; undefined where nobody knows. */
  readonly since: number | undefined;
}

/** An alert of a code. */
export function alertOf(code: AlertCode, sentence: string, since: number | undefined, serialNumber?: string): Alert {
  return { code, ...alertKinds[code], sentence, since, serialNumber };
}
