/**
 * `com.apple.psso.required` (macOS 26 and later): before the Mac is enrolled it installs a profile and a signed application,
 * and opens a sign-in that ends with a token. Source: Apple, "Implementing Platform SSO during Automated Device Enrollment".
 */
import type { JsonObject } from '#protocol/encoding/json.ts';
import { isJsonObject } from '#protocol/encoding/json.ts';
import type { MacParts } from '../mac-parts.ts';
import { installMobileconfig, payloadTypes } from '../mdm-client/install-mobileconfig.ts';
import { installPackage } from '../package-installer/package-installer.ts';
import { readMobileconfig } from '../profile-store/mobileconfig.ts';
import { ProfileError } from '../profile-store/payload-reader.ts';
import { ssoPlan } from '../profile-store/profile-store.ts';
import { exchange, systemHeaders } from '../transport.ts';

/** The scheme that the sign-in comes back with. */
export const callbackScheme = 'apple-remotemanagement-user-login';

/** What may stand in the profile beside Platform SSO. */
const permitted: ReadonlySet<string> = new Set([
  'com.apple.extensiblesso',
  'com.apple.associated-domains',
  'com.apple.security.acme',
  'com.apple.security.scep',
  'com.apple.security.pem',
  'com.apple.security.pkcs1',
  'com.apple.security.pkcs12',
  'com.apple.security.root',
  'com.apple.security.certificatepreference',
  'com.apple.security.certificatetransparency',
  'com.apple.security.identitypreference',
  'com.apple.ManagedClient.preferences',
]);

/** What came of the preparation. */
export type Prepared =
  | { readonly kind: 'ready'; readonly authUrl: string }
  | { readonly kind: 'alert'; readonly sentence: string };

/** Installs what the error document names. A failure is an alert, after which the person may try again. */
export async function preparePlatformSso(mac: MacParts, details: JsonObject): Promise<Prepared> {
  const { ProfileURL: profileUrl, AuthURL: authUrl, Package: pack } = details;
  const manifestUrl = isJsonObject(pack) ? pack['ManifestURL'] : undefined;
  if (typeof profileUrl !== 'string' || typeof authUrl !== 'string' || typeof manifestUrl !== 'string') {
    return alert('The server does not say what single sign-on needs.');
  }
  if (![profileUrl, authUrl, manifestUrl].every((url) => url.startsWith('https://'))) {
    return alert('The server names an address that is not https.');
  }
  const refusal = await installRequiredProfile(mac, profileUrl);
  if (refusal !== undefined) return alert(refusal);
  const installed = await installPackage(mac, { source: manifestUrl, managed: true, removedOnUnenroll: true });
  if (installed.kind === 'refused') return alert(installed.sentence);
  return { kind: 'ready', authUrl };
}

async function installRequiredProfile(mac: MacParts, url: string): Promise<string | undefined> {
  const headers = { Accept: '*/*', ...systemHeaders(mac, 'SetupAssistant') };
  const answer = await exchange(mac, {
    purpose: 'profile',
    method: 'GET',
    url,
    headers,
    anyRoot: true,
    mayRedirect: true,
  });
  if (answer.status !== 200) return `The profile for single sign-on cannot be had (status ${answer.status}).`;
  try {
    const other = payloadTypes(readMobileconfig(answer.bytes).content).find((type) => !permitted.has(type));
    if (other !== undefined) return `The profile for single sign-on may not have a payload "${other}".`;
  } catch (error) {
    if (error instanceof ProfileError) return error.message;
    throw error;
  }
  const outcome = await installMobileconfig(mac, answer.bytes, 'setup');
  if (outcome.kind === 'refused') return outcome.sentence;
  const plan = ssoPlan(mac.state.profiles, mac.traits());
  return plan?.platformSso.enableRegistrationDuringSetup
    ? undefined
    : 'The profile does not let this Mac register during setup (EnableRegistrationDuringSetup).';
}

/** The token inside `apple-remotemanagement-user-login://authentication-results?access-token=...`. */
export function takeAccessToken(callback: string): string | undefined {
  const url = new URL(callback);
  const isResult =
    url.host === 'authentication-results' || url.pathname.replaceAll('/', '') === 'authentication-results';
  return isResult ? url.searchParams.get('access-token') || undefined : undefined;
}

function alert(sentence: string): Prepared {
  return { kind: 'alert', sentence };
}
