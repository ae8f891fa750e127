/**
 * The pane "Remote Management": the Mac tells the organisation's server what it is, and gets a profile, a page to sign in on,
 * or a 403 with what is wanted first. Source: Apple, Profile (Automated Device Enrollment), MachineInfo, the 403 errors,
 * "Implementing Platform SSO during Automated Device Enrollment".
 */
import { isPlistDictionary, parsePlist, PlistError } from '#protocol/encoding/plist/plist.ts';
import { toBase64 } from '#protocol/encoding/base64.ts';
import { type JsonObject, isJsonObject, parseJsonObject } from '#protocol/encoding/json.ts';
import type { MacParts } from '../mac-parts.ts';
import { isAtLeast } from '../macos/versions.ts';
import { installMobileconfig } from '../mdm-client/install-mobileconfig.ts';
import { jsonOf } from '../profile-store/mobileconfig.ts';
import { type Answer, exchange } from '../transport.ts';
import { type PageMove, isPageMove } from '../web-view/attendant.ts';
import { movePage } from '../web-view/exact-move.ts';
import { type Navigation, type WebAnswers, openPage, reopenPage, submitPage } from '../web-view/web-view.ts';
import { signedMachineInfo } from './machine-info.ts';
import { callbackScheme, preparePlatformSso, takeAccessToken } from './platform-sso-required.ts';
import type { SetupState } from './setup-state.ts';

/** Where the pane leads: on, to another pane, or to an alert on this one. */
export type RemoteManagementStep =
  | { readonly kind: 'enrolled' }
  | { readonly kind: 'web-sign-in' }
  | { readonly kind: 'software-update' }
  | { readonly kind: 'alert'; readonly sentence: string };

/** What somebody does with the organisation's page. */
export type PageAnswers = WebAnswers | 'look again' | PageMove;

/** "Continue" on the pane. @throws {PlatformSsoError} `offline`, `unreachable` */
export async function requestEnrollment(mac: MacParts, setup: SetupState): Promise<RemoteManagementStep> {
  const { url, configuration_web_url: webUrl } = setup.enrollmentProfile ?? {};
  if (typeof webUrl === 'string') {
    const quirks = mac.quirks.begin('machine information');
    const info = toBase64(await signedMachineInfo(mac, setup, quirks, false));
    const navigation = await openPage(mac, webUrl, { 'x-apple-aspen-deviceinfo': info }, undefined);
    return arrive(mac, setup, 'enrollment', navigation);
  }
  if (typeof url !== 'string') return alert('The enrollment profile has no address.');
  return postMachineInfo(mac, setup, url);
}

/** The organisation's page, filled in or closed. @throws {PlatformSsoError} as above */
export async function answerPage(
  mac: MacParts,
  setup: SetupState,
  answers: PageAnswers,
): Promise<RemoteManagementStep | { readonly kind: 'closed' }> {
  const { webView } = setup;
  if (!webView) return alert('No page is open.');
  const scheme = webView.purpose === 'platform-sso' ? callbackScheme : undefined;
  if (isPageMove(answers)) {
    const led = await movePage(mac, webView.page, answers, scheme);
    return led ? arrive(mac, setup, webView.purpose, led) : { kind: 'closed' };
  }
  const navigation =
    answers === 'look again'
      ? await reopenPage(mac, webView.page, scheme)
      : await submitPage(mac, webView.page, answers, scheme);
  return navigation ? arrive(mac, setup, webView.purpose, navigation) : alert('The page has nothing to fill in.');
}

async function postMachineInfo(mac: MacParts, setup: SetupState, url: string): Promise<RemoteManagementStep> {
  const token = setup.platformSso?.accessToken;
  const quirks = mac.quirks.begin('machine information');
  const answer = await exchange(mac, {
    purpose: 'machine information',
    method: 'POST',
    url,
    headers: {
      'Content-Type': 'application/pkcs7-signature',
      'User-Agent': 'DeviceManagementClient/1.0',
      Accept: '*/*',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: await signedMachineInfo(mac, setup, quirks, token === undefined),
    anyRoot: true,
    quirks,
  });
  const contentType = answer.headers['content-type'] ?? '';
  if (answer.status === 200) return install(mac, setup, answer.bytes);
  // A token that did not do is not shown twice: the sign-in begins anew.
  setup.platformSso = undefined;
  if (answer.status === 403) return wanted(mac, setup, answer, contentType);
  return alert(`The server of your organisation answers with status ${answer.status}.`);
}

async function install(mac: MacParts, setup: SetupState, bytes: Uint8Array): Promise<RemoteManagementStep> {
  const { await_device_configured: awaits, is_mdm_removable: removable } = setup.enrollmentProfile ?? {};
  const course = { automated: true, awaitsConfiguration: awaits === true, removable: removable !== false };
  const outcome = await installMobileconfig(mac, bytes, 'setup', course);
  if (outcome.kind === 'refused') return alert(outcome.sentence);
  if (!mac.state.management) return alert('The profile of the server does not enroll this Mac.');
  setup.webView = undefined;
  return { kind: 'enrolled' };
}

/** A 403 in JSON or as a property list, by its Content-Type. */
async function wanted(mac: MacParts, setup: SetupState, answer: Answer, type: string): Promise<RemoteManagementStep> {
  const document = readDocument(answer, type);
  const details = document?.['details'];
  const inside = isJsonObject(details) ? details : {};
  const code = document?.['code'];
  if (code === 'com.apple.softwareupdate.required') return softwareUpdate(mac, setup, inside);
  if (code === 'com.apple.psso.required') return platformSso(mac, setup, inside);
  const message = document?.['message'];
  return alert(typeof message === 'string' ? message : 'This Mac cannot be enrolled now.');
}

function readDocument({ text, bytes }: Answer, type: string): JsonObject | undefined {
  if (!/^application\/xml\b/i.test(type)) return parseJsonObject(text);
  try {
    const value = parsePlist(bytes);
    return isPlistDictionary(value) ? jsonOf(value) : undefined;
  } catch (error) {
    if (error instanceof PlistError) return undefined;
    throw error;
  }
}

function softwareUpdate(mac: MacParts, setup: SetupState, details: JsonObject): RemoteManagementStep {
  const { OSVersion: version } = details;
  if (typeof version !== 'string' || !isAtLeast(mac.state.macos, '14.0'))
    return alert('This Mac has to be updated first.');
  setup.updateTo = version;
  return { kind: 'software-update' };
}

async function platformSso(mac: MacParts, setup: SetupState, details: JsonObject): Promise<RemoteManagementStep> {
  if (!isAtLeast(mac.state.macos, '26.0')) return alert('This Mac cannot set up single sign-on before it is enrolled.');
  const prepared = await preparePlatformSso(mac, details);
  if (prepared.kind === 'alert') return prepared;
  setup.platformSso = { authUrl: prepared.authUrl, accessToken: undefined };
  return arrive(mac, setup, 'platform-sso', await openPage(mac, prepared.authUrl, {}, callbackScheme));
}

async function arrive(
  mac: MacParts,
  setup: SetupState,
  purpose: 'enrollment' | 'platform-sso',
  navigation: Navigation,
): Promise<RemoteManagementStep> {
  switch (navigation.kind) {
    case 'page':
      setup.webView = { purpose, page: navigation.state };
      return { kind: 'web-sign-in' };
    case 'profile':
      return purpose === 'enrollment'
        ? install(mac, setup, navigation.bytes)
        : alert('The page ended with a profile, where a sign-in was wanted.');
    case 'callback':
      return takeToken(mac, setup, navigation.url);
    case 'failed': {
      const fromServer = navigation.status === 403 ? parseJsonObject(navigation.text)?.['message'] : undefined;
      const plain = `The page of your organisation answers with status ${navigation.status}.`;
      setup.webView = undefined;
      return alert(typeof fromServer === 'string' ? fromServer : plain);
    }
  }
}

/** The sign-in is over: the same request again, now with the token and without the offer. */
async function takeToken(mac: MacParts, setup: SetupState, callback: string): Promise<RemoteManagementStep> {
  setup.webView = undefined;
  const accessToken = takeAccessToken(callback);
  const { url } = setup.enrollmentProfile ?? {};
  if (accessToken === undefined || !setup.platformSso || typeof url !== 'string') {
    return alert('The sign-in came back without a token.');
  }
  setup.platformSso = { ...setup.platformSso, accessToken };
  return postMachineInfo(mac, setup, url);
}

function alert(sentence: string): RemoteManagementStep {
  return { kind: 'alert', sentence };
}
