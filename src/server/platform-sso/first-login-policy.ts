/**
 * Who may be registered by a proven first login, without the extension's registration: at the login window, where macOS
 * makes an account (`EnableCreateUserAtLogin`), and at an administrator prompt (`EnableAuthorization`).
 */

/** The people whom a rule lets in. */
export type WhoMay =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'everyone' }
  /** Whoever is in one of the groups; names compared to the letter. */
  | { readonly kind: 'members'; readonly groups: readonly string[] };

/** What a first login is for. */
export type FirstLoginPurpose = 'account-creation' | 'authorization';

/** Who may, for each purpose. */
export type FirstLoginPolicy = Readonly<Record<FirstLoginPurpose, WhoMay>>;

/**
 * The scope that our login configuration has Macs add at administrator prompts (`additionalAuthorizationScopes`, macOS 14
 * and later), so that they can be told from the login window.
 */
export const authorizationScope = 'porchlight:authorization';

/** The scopes of macOS 27 say why a login is made: this prefix, then an occasion. */
const occasionPrefix = 'urn:apple:platformsso:auth:';

const purposeOfOccasion: ReadonlyMap<string, FirstLoginPurpose> = new Map([
  ['create-user', 'account-creation'],
  ['temporary-session', 'account-creation'],
  ['setup-assistant', 'account-creation'],
  ['elevation', 'authorization'],
]);

/**
 * The purpose of a login by its scopes. Undefined for an occasion that only a registered person has, such as `unlock`. A
 * login that says nothing is one at the login window: before macOS 27 nothing marks those.
 */
export function purposeOfScopes(scopes: readonly string[]): FirstLoginPurpose | undefined {
  if (scopes.includes(authorizationScope)) return 'authorization';
  const occasion = scopes.find((scope) => scope.startsWith(occasionPrefix));
  return occasion === undefined ? 'account-creation' : purposeOfOccasion.get(occasion.slice(occasionPrefix.length));
}

/** Whether a rule lets somebody in. @param groups names of the groups that the person is in */
export function letsIn(rule: WhoMay, groups: readonly string[]): boolean {
  switch (rule.kind) {
    case 'nobody':
      return false;
    case 'everyone':
      return true;
    case 'members':
      return rule.groups.some((group) => groups.includes(group));
  }
}

/**
 * Reads a rule as settings spell it: `nobody`, `everyone`, or `groups:` and names with commas between. Undefined when it is
 * none of them.
 */
export function parseWhoMay(text: string): WhoMay | undefined {
  if (text === 'nobody' || text === 'everyone') return { kind: text };
  if (!text.startsWith('groups:')) return undefined;
  const groups = text
    .slice('groups:'.length)
    .split(',')
    .map((name) => name.trim());
  return groups.every((name) => name !== '') ? { kind: 'members', groups } : undefined;
}
