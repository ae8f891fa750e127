/**
 * The URL that ends the sign-in of an enrollment with Platform SSO in Setup Assistant: the `Location` of a 308 answer, whose
 * scheme is registered by macOS. Sent by the service, read by the Mac. Source: Apple, "Implementing Platform SSO during
 * Automated Device Enrollment"; fact sheet section 2.5.
 */

/** The callback scheme of the web authentication session. */
export const authenticationResultsScheme = 'apple-remotemanagement-user-login';

const prefix = `${authenticationResultsScheme}://authentication-results?`;

/** The URL with an access token, which the Mac sends as a bearer token afterwards. */
export function encodeAuthenticationResults(accessToken: string): string {
  return `${prefix}access-token=${encodeURIComponent(accessToken)}`;
}

/** The access token of such a URL; undefined when it is another URL or has no token. */
export function parseAuthenticationResults(url: string): string | undefined {
  if (!url.toLowerCase().startsWith(prefix)) return undefined;
  for (const pair of url.slice(prefix.length).split(/[&#]/)) {
    if (!pair.startsWith('access-token=')) continue;
    try {
      const token = decodeURIComponent(pair.slice('access-token='.length));
      return token === '' ? undefined : token;
    } catch {
      return undefined;
    }
  }
  return undefined;
}
