/** Events of the audit chain in words for people. Types stay beside them: they are what is searched for. */
import type { AuditEventItem } from '#api/audit.ts';
import type { Tone } from '../../parts/state.tsx';

/** How an outcome is toned. */
export const outcomeTone: Readonly<Record<AuditEventItem['outcome'], Tone>> = {
  allowed: 'good',
  refused: 'bad',
  changed: 'still',
};

/** What an outcome is called. */
export const outcomeWords: Readonly<Record<AuditEventItem['outcome'], string>> = {
  allowed: 'Allowed',
  refused: 'Refused',
  changed: 'Changed',
};

/** Ids of people are upper-case UUIDs; others are programs, or the system. */
export function isPersonId(id: string): boolean {
  return /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/.test(id);
}

/** Families of types, as the filter offers them. The full stop at the end finds all that begin so. */
export const families: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'admin.', label: 'Administration' },
  { value: 'directory.', label: 'Users and groups' },
  { value: 'sign-in.', label: 'Sign-in pages' },
  { value: 'platform-sso.', label: 'Platform SSO' },
  { value: 'openid.', label: 'Applications (OpenID)' },
  { value: 'management.', label: 'Device management' },
  { value: 'enrollment.', label: 'Enrollment' },
  { value: 'ade.', label: 'Apple Business Manager' },
  { value: 'setup.', label: 'Setup of Macs' },
  { value: 'sign-in-plan.', label: 'Sign-in plan' },
  { value: 'policy.', label: 'Policies' },
  { value: 'passkeys.', label: 'Passkeys' },
  { value: 'factors.', label: 'Codes and passes' },
  { value: 'authenticator.', label: 'Authenticators' },
  { value: 'authority.', label: 'Device identities' },
  { value: 'applications.', label: 'Packages' },
  { value: 'branding.', label: 'Branding' },
  { value: 'keys.', label: 'Keys' },
  { value: 'console.', label: 'Console' },
  { value: 'account.', label: 'My sign-in pages' },
];

const sentences: Readonly<Record<string, string>> = {
  'admin.request.refused': 'Request to the interface refused',
  'admin.sign-in.allowed': 'Administrator signed in by password',
  'admin.sign-in.refused': 'Administrator sign-in refused',
  'admin.token.created': 'Token made',
  'admin.token.revoked': 'Token revoked',
  'console.sign-in.allowed': 'Signed in to the console',
  'console.sign-in.refused': 'Sign-in to the console refused',
  'console.signed-out': 'Signed out of the console',
  'directory.user.created': 'User added',
  'directory.user.updated': 'User changed',
  'directory.user.disabled': 'User disabled',
  'directory.user.enabled': 'User enabled',
  'directory.user.deleted': 'User deleted',
  'directory.password.set': 'Password set by an administrator',
  'directory.password.changed': 'Password changed',
  'platform-sso.login': 'Signed in at a Mac',
  'platform-sso.login.refused': 'Sign-in at a Mac refused',
  'platform-sso.refresh': 'Tokens renewed at a Mac',
  'platform-sso.user.registered': 'User registered on a Mac',
  'platform-sso.device.registered': 'Mac registered for Platform SSO',
  'openid.signed-in': 'Signed in to an application',
  'sign-in.refused': 'Sign-in refused',
  'account.signed-in': 'Signed in to their own pages',
  'sign-in-plan.saved': 'Sign-in plan saved',
  'policy.saved': 'Policies saved',
  'branding.changed': 'Branding changed',
  'keys.master-key.rotated': 'Master key rotated',
  'platform-sso.signing-key.rotated': 'Signing key rotated',
  'management.enrollment.authenticated': 'Mac enrolled',
  'management.command.enqueued': 'Command queued for a Mac',
  'management.command.finished': 'Command answered by a Mac',
};

/** What happened, in a few words. */
export function sentenceOf({ type }: Pick<AuditEventItem, 'type'>): string {
  const known = sentences[type];
  if (known !== undefined) return known;
  const words = type.replaceAll(/[.-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
