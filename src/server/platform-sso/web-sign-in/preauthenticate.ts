/** Where a Mac may begin a web sign-in. The answer is the same for everybody: whether a name exists, nobody learns here. */
import { appleForm, FormError, parseForm } from '#protocol/encoding/form.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { callbackUri } from '#protocol/platform-sso/web-sign-in/callback.ts';
import { encodePreauthentication } from '#protocol/platform-sso/web-sign-in/preauthentication.ts';
import type { PlatformSso } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { endpoints } from '../settings.ts';

/** Characters of a name at most. */
const longestName = 256;

/** Answers a preauthentication. @throws {Refusal} `malformed_form` */
export function preauthenticate({ settings, webStates }: PlatformSso, query: string): JsonObject {
  const user = userOf(query);
  const { state, nonce } = webStates.issue(user);
  const { authorization } = endpoints(settings.issuer);
  const pair = [
    ['state', state],
    ['nonce', nonce],
  ] as const;
  return encodePreauthentication({
    authorizationUrl: `${authorization}?${appleForm(pair)}`,
    authorizationRequest: {
      client_id: settings.clientId,
      nonce,
      redirect_uri: callbackUri,
      response_type: 'code',
      scope: 'openid',
      state,
    },
  });
}

function userOf(query: string): string | undefined {
  try {
    const user = parseForm(query).get('user') || undefined;
    if (user !== undefined && user.length > longestName) throw new Refusal('malformed_form');
    return user;
  } catch (error) {
    if (error instanceof FormError) throw new Refusal('malformed_form');
    throw error;
  }
}
