/** Which audit events tell of what a page of the console listens for. */
import type { ConsoleTopic } from '#api/console.ts';

/** Beginnings of types of audit events, with what has changed when there is one. The first that fits counts. */
const rows: readonly (readonly [beginning: string, ...topics: ConsoleTopic[]])[] = [
  ['directory.group.', 'groups', 'users'],
  ['directory.card-', 'certificates', 'users'],
  ['directory.revocation-list.', 'certificates'],
  ['directory.user.', 'users', 'groups'],
  ['directory.', 'users'],
  ['sign-in-plan.', 'plan', 'macs'],
  ['policy.', 'policy'],
  ['branding.', 'branding'],
  ['applications.', 'apps'],
  ['openid.client.', 'apps'],
  ['openid.', 'sessions'],
  ['account.', 'sessions'],
  ['console.', 'sessions'],
  ['admin.token.', 'tokens'],
  ['ade.', 'enrollment', 'macs'],
  ['enrollment.', 'enrollment', 'macs'],
  ['management.push.', 'enrollment', 'macs'],
  ['management.', 'macs'],
  ['setup.', 'macs'],
  ['device-attestation.', 'macs'],
  ['authority.', 'certificates', 'macs'],
  ['platform-sso.signing-key.', 'keys'],
  ['platform-sso.', 'macs', 'sessions'],
  ['keys.', 'keys'],
  ['passkeys.policy.', 'passkeys'],
  ['passkeys.', 'users', 'passkeys'],
  ['factors.', 'users'],
  ['authenticator.', 'users'],
];

/** What has changed, by the types of new audit events; nothing where there are none. */
export function topicsOf(types: readonly string[]): readonly ConsoleTopic[] {
  if (types.length === 0) return [];
  const found = new Set<ConsoleTopic>(['audit']);
  for (const type of new Set(types)) {
    const [, ...topics] = rows.find(([beginning]) => type.startsWith(beginning)) ?? [''];
    for (const topic of topics) found.add(topic);
  }
  return [...found];
}
