/**
 * The scope that says why somebody is asked (macOS 27): exactly one of Apple's table in every web sign-in, and in other
 * login and key requests where the login configuration wants it. Source: Apple, "Interpreting Platform Single Sign-on
 * authorization scopes".
 */
import { MessageError } from './message-error.ts';

const prefix = 'urn:apple:platformsso:auth:';

/** Apple's table. */
export const occasions = [
  'login',
  'unlock',
  'auth-prompt',
  'elevation',
  'create-user',
  'fallback',
  'password-change',
  'refresh',
  'setup-assistant',
  'temporary-session',
] as const;

/** Why a Mac asks: the last part of the scope. */
export type Occasion = (typeof occasions)[number];

/** The scope of an occasion. */
export function authorizationScope(occasion: Occasion): string {
  return `${prefix}${occasion}`;
}

/**
 * The occasion of an ordinary request: undefined where it names none, `other` for one that a later macOS may add, which must
 * not keep people out.
 * @throws {MessageError} `several_authorization_scopes`
 */
export function occasionOf(scopes: readonly string[]): Occasion | 'other' | undefined {
  const named = new Set(scopes.filter((scope) => scope.startsWith(prefix)));
  if (named.size > 1) {
    throw new MessageError('several_authorization_scopes', 'The scope names more than one occasion.');
  }
  const [scope] = named;
  return scope === undefined ? undefined : (byScope.get(scope) ?? 'other');
}

/**
 * The occasion of a web sign-in, which must name one of the table.
 * @throws {MessageError} `several_authorization_scopes`, `authorization_scope_missing`, `authorization_scope_unknown`
 */
export function requiredOccasion(scopes: readonly string[]): Occasion {
  const occasion = occasionOf(scopes);
  if (occasion === undefined) {
    throw new MessageError('authorization_scope_missing', 'The scope does not say why the person is asked.');
  }
  if (occasion === 'other') {
    throw new MessageError('authorization_scope_unknown', 'The scope names an occasion that nobody knows.');
  }
  return occasion;
}

const byScope = new Map(occasions.map((occasion) => [authorizationScope(occasion), occasion]));
