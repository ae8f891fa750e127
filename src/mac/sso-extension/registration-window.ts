/**
 * The extension's registration window: the organisation's sign-in pages in a web view, which somebody fills in, until the
 * callback of the extension's own scheme. On a real Mac this is an `ASWebAuthenticationSession`.
 */
import { toBase64url } from '#protocol/encoding/base64.ts';
import { encodeRegistrationSignIn, parseRegistrationAccessToken } from '#protocol/platform-sso/registration/sign-in.ts';
import {
  challengeOf,
  encodeWindowRequest,
  parseRegistrationCallback,
  registrationCallbackScheme,
} from '#protocol/platform-sso/registration/window.ts';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import { attendWebView } from '../web-view/attend.ts';
import type { Attendant } from '../web-view/attendant.ts';
import { postJson } from './registration-call.ts';
import type { LoginManager, WindowSignIn } from './sso-extension.ts';

/**
 * Signs the person in. Gives the access token for registrations.
 * @param base where the server is
 * @throws {PlatformSsoError} `window-closed`, `sign-in-refused`, and those of exchanges
 */
export async function signInAtWindow(
  manager: LoginManager,
  base: string,
  person: WindowSignIn | Attendant,
): Promise<string> {
  const { mac } = manager;
  const verifier = toBase64url(mac.ports.random.bytes(32));
  const state = toBase64url(mac.ports.random.bytes(18));
  const query = encodeWindowRequest({
    codeChallenge: challengeOf(verifier, (bytes) => mac.crypto.sha256(bytes)),
    state,
    serialNumber: mac.state.hardware.serialNumber,
    loginHint: 'userName' in person ? person.userName : undefined,
  });
  const url = `${base}/platform-sso/registration-window?${query}`;
  const end = parseRegistrationCallback(await attendWebView(mac, url, registrationCallbackScheme, person));
  if (end.state !== state) throw new PlatformSsoError('window-closed', 'The callback belongs to another window.');
  if (end.kind === 'failed') throw new PlatformSsoError('window-closed', 'The sign-in was cancelled.');
  const body = encodeRegistrationSignIn({ code: end.code, codeVerifier: verifier });
  const exchange = { purpose: 'registration sign-in', url: `${base}/platform-sso/registration-sign-in`, body } as const;
  return parseRegistrationAccessToken(await postJson(manager, exchange)).accessToken;
}
