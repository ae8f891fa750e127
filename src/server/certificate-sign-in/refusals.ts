/** Everything that is said where a certificate is asked for, in one catalogue: to the person, and to the administrator. */
import type { CertificateOutcome } from '#server/directory/directory.ts';

type Reason = Extract<CertificateOutcome, { readonly kind: 'refused' }>['reason'];

interface RefusalMeaning {
  readonly status: 400 | 403 | 429;
  readonly user: string;
  readonly admin: string;
}

const notGood = (user: string, admin: string): RefusalMeaning => ({ status: 403, user, admin });
const startOver = 'Please go back to where you wanted to sign in, and begin again.';

/** Every code. Codes are never renamed and never reused. */
export const refusals = {
  certificate_missing: notGood(
    'Your browser showed no certificate. Insert your card, close the windows of this browser, and try again.',
    'The browser sent no certificate: none was chosen, or there is none that it offers.',
  ),
  certificate_malformed: notGood('This certificate cannot be read.', 'The certificate cannot be read.'),
  certificate_untrusted: notGood(
    'This certificate was not given out for signing in here. Choose another one.',
    'The certificate leads to no trusted authority: trust one with "porchlight smart-card trust".',
  ),
  certificate_expired: notGood(
    'This certificate has expired. Ask for a new card.',
    'The certificate, or one above it, has expired.',
  ),
  certificate_not_yet_valid: notGood(
    'This certificate is not valid yet.',
    'The certificate, or one above it, begins in the future: look at the clocks.',
  ),
  certificate_wrong_usage: notGood(
    'This certificate is not meant for signing in. Choose another one.',
    'The certificate is for neither smart card log-on nor clients, or it is an authority’s own.',
  ),
  certificate_revoked: notGood(
    'This certificate has been revoked. Ask for a new card.',
    'The certificate, or one above it, stands in the revocation list of its authority.',
  ),
  certificate_revocation_unknown: notGood(
    'Whether this certificate still counts cannot be found out now. Choose another way to sign in.',
    'There is no revocation list in force for an authority of the certificate.',
  ),
  certificate_unmapped: notGood(
    'This certificate belongs to nobody here. Choose another one.',
    'No rule and no binding leads from the certificate to a user: bind it with "porchlight smart-card bind".',
  ),
  certificate_ambiguous: notGood(
    'This certificate belongs to more than one person here, so it counts for none.',
    'One rule leads from the certificate to several users: bind it to one of them.',
  ),
  certificate_disabled: notGood('You cannot sign in here. Ask your administrator.', 'The user is disabled.'),
  link_unknown: { status: 400, user: startOver, admin: 'The address holds nothing that this server gave out.' },
  link_expired: { status: 400, user: startOver, admin: 'The address was given out too long ago.' },
  link_used: { status: 400, user: startOver, admin: 'The address has led to a sign-in already: it counts once.' },
  too_many_attempts: {
    status: 429,
    user: 'There were too many attempts. Wait a few minutes, and try again.',
    admin: 'Too many attempts came from this address.',
  },
} as const satisfies Readonly<Record<string, RefusalMeaning>>;

/** A stable code. */
export type CertificateRefusalCode = keyof typeof refusals;

/** What the directory says of a certificate, as a code. */
export const codeOfReason: Readonly<Record<Reason, CertificateRefusalCode>> = {
  malformed: 'certificate_malformed',
  untrusted: 'certificate_untrusted',
  expired: 'certificate_expired',
  'not-yet-valid': 'certificate_not_yet_valid',
  'wrong-usage': 'certificate_wrong_usage',
  revoked: 'certificate_revoked',
  'revocation-unknown': 'certificate_revocation_unknown',
  unmapped: 'certificate_unmapped',
  ambiguous: 'certificate_ambiguous',
  disabled: 'certificate_disabled',
};
