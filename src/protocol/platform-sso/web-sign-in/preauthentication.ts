/**
 * The preauthentication of a web sign-in: before the window opens, the Mac asks where to load it, and what to sign. Source:
 * Apple, "Implementing web-based authentication with Platform Single Sign-on", step 2.
 */
import { appleForm } from '../../encoding/form.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '../../encoding/json.ts';

/**
 * `federationType`: 0 to 2 are those of the public headers. Apple documents the names of the last two, not their numbers.
 */
export const federationType = { none: 0, wsTrust: 1, dynamicWsTrust: 2, openId: 3, dynamicOpenId: 4 } as const;

/** The member of our answer that has the address, as the login configuration names it. */
export const authorizationUrlKeyPath = 'authorizationURL';

/** What the Mac is told. */
export interface Preauthentication {
  readonly authorizationUrl: string;
  /** Claims of the request object to be signed; absent: none is. */
  readonly authorizationRequest: JsonObject | undefined;
}

/** The body of our answer. */
export function encodePreauthentication({ authorizationUrl, authorizationRequest }: Preauthentication): JsonObject {
  return {
    account_type: 'Federated',
    federation_protocol: 'OIDC',
    [authorizationUrlKeyPath]: authorizationUrl,
    ...(authorizationRequest === undefined ? {} : { authorizationRequest }),
  };
}

/** Reads an answer; undefined without an address at the key path, which may lead into objects. */
export function parsePreauthentication(body: JsonObject, keyPath: string): Preauthentication | undefined {
  const url = keyPath
    .split('.')
    .reduce<JsonValue | undefined>((value, key) => (isJsonObject(value) ? value[key] : undefined), body);
  const { authorizationRequest: request } = body;
  if (typeof url !== 'string' || url === '') return undefined;
  return { authorizationUrl: url, authorizationRequest: isJsonObject(request) ? request : undefined };
}

/** The address of the question: what the configured address has in its query stays and comes first. */
export function preauthenticationUrl(
  url: string,
  user: string,
  customValues: Iterable<readonly [string, string]> = [],
): string {
  return `${url}${url.includes('?') ? '&' : '?'}${appleForm([['user', user], ...customValues])}`;
}
