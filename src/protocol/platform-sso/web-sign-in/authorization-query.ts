/**
 * The query of the authorization address as macOS 27 loads it, and how the system writes it: `redirect_uri` and `login_hint`
 * are its own, `scope` the union of the address's and the login's. Source: Apple, "Implementing web-based authentication
 * with Platform Single Sign-on", steps 2 and 3.
 */
import { FormError, type FormFields, appleForm, parseForm } from '../../encoding/form.ts';
import { type Occasion, requiredOccasion } from '../authorization-scope.ts';
import { words } from '../claims.ts';
import { MessageError } from '../message-error.ts';
import { callbackUri } from './callback.ts';

/** The query, read. */
export interface AuthorizationQuery {
  readonly state: string;
  readonly nonce: string | undefined;
  /** The name at the organisation; absent when the person has not said it yet. */
  readonly loginHint: string | undefined;
  readonly scopes: readonly string[];
  readonly occasion: Occasion;
  /** Our own: which Mac an address was given to that is the same every time. */
  readonly device: string | undefined;
}

/** Characters of a value at most. */
const longestValue = 1024;

/**
 * Reads the query.
 * @throws {MessageError} `repeated_parameter`, `missing_parameter`, `parameter_too_long`, `redirect_uri_mismatch`, and those
 * of the scope
 */
export function parseAuthorizationQuery(query: string): AuthorizationQuery {
  const fields = readQuery(query);
  for (const [name, value] of fields) {
    if (value.length > longestValue || name.length > longestValue) {
      throw new MessageError('parameter_too_long', 'A parameter of the address is too long.');
    }
  }
  if (required(fields, 'redirect_uri') !== callbackUri) {
    throw new MessageError('redirect_uri_mismatch', `The redirect_uri is not ${callbackUri}.`);
  }
  // A space may come as "+" here: no scope has a plus sign.
  const scopes = words(required(fields, 'scope').replaceAll('+', ' '));
  return {
    state: required(fields, 'state'),
    nonce: fields.get('nonce') || undefined,
    loginHint: fields.get('login_hint') || undefined,
    scopes,
    occasion: requiredOccasion(scopes),
    device: fields.get('device') || undefined,
  };
}

/** The address with what macOS changes of it. @param scope the login's own; the address's stand before it */
export function editAuthorizationUrl(
  url: string,
  changes: { readonly loginHint: string; readonly scope: string },
): string {
  const [address = '', query = ''] = (url.split('#')[0] ?? '').split(/\?(.*)/s);
  const fields = [...parseForm(query)];
  const kept = fields.filter(([name]) => !['redirect_uri', 'login_hint', 'scope'].includes(name));
  const own = [
    ['login_hint', changes.loginHint],
    ['redirect_uri', callbackUri],
    ['scope', mergedScope(parseForm(query).get('scope'), changes.scope)],
  ] as const;
  return `${address}?${appleForm([...kept, ...own])}`;
}

/** Both scopes, each word once. */
export function mergedScope(first: string | undefined, second: string): string {
  return [...new Set([...words(first), ...words(second)])].join(' ');
}

function readQuery(query: string): FormFields {
  try {
    return parseForm(query);
  } catch (error) {
    if (!(error instanceof FormError)) throw error;
    if (error.code === 'duplicate_field') throw new MessageError('repeated_parameter', 'A parameter stands twice.');
    throw new MessageError('missing_parameter', 'The query has a broken percent escape.');
  }
}

function required(fields: FormFields, name: string): string {
  const value = fields.get(name);
  if (!value) throw new MessageError('missing_parameter', `The address has no "${name}".`);
  return value;
}
