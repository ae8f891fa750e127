/** The registration window as the extension of a test's Mac uses it. */
import { toBase64url } from '#protocol/encoding/base64.ts';
import { encodeRegistrationSignIn } from '#protocol/platform-sso/registration/sign-in.ts';
import {
  challengeOf,
  encodeWindowRequest,
  parseRegistrationCallback,
} from '#protocol/platform-sso/registration/window.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { systemRandom } from '#runtime/random.ts';
import type { Reply } from './reply.ts';
import type { TestMac } from './test-mac.ts';

/** A window that is open. */
export interface OpenWindow {
  readonly path: string;
  readonly cookie: string;
  readonly verifier: string;
  readonly state: string;
}

/** Where the exchange is. */
export const exchangePath = '/platform-sso/registration-sign-in';

/** Opens one. */
export async function openWindow(mac: TestMac): Promise<OpenWindow> {
  const verifier = toBase64url(systemRandom.bytes(32));
  const state = toBase64url(systemRandom.bytes(18));
  const codeChallenge = challengeOf(verifier, (bytes) => nodeCrypto.sha256(bytes));
  const query = encodeWindowRequest({ codeChallenge, state, serialNumber: mac.serialNumber, loginHint: undefined });
  const begun = await mac.get(`/platform-sso/registration-window?${query}`);
  const path = new URL(String(begun.headers['location'])).pathname;
  const [cookie = ''] = String(begun.headers['set-cookie']).split(';');
  return { path, cookie, verifier, state };
}

/** Types name and password into the form of the page. */
export async function typeAtWindow(mac: TestMac, window: OpenWindow, username: string, word: string): Promise<Reply> {
  const { body } = await mac.get(window.path, window.cookie);
  const hidden = body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  const fields = Object.fromEntries([...hidden].map(([, name = '', value = '']) => [name, value]));
  const form = new URLSearchParams({ ...fields, username, password: word }).toString();
  return mac.postPage(window.path, form, window.cookie);
}

/** The code of the callback that a window ended with. */
export function codeAtEnd(end: Reply): string {
  const callback = parseRegistrationCallback(String(end.headers['location']));
  return callback.kind === 'code' ? callback.code : '';
}

/** Redeems a code. */
export function redeem(mac: TestMac, code: string, codeVerifier: string): Promise<Reply> {
  return mac.postJson(exchangePath, encodeRegistrationSignIn({ code, codeVerifier }));
}

/** All of it; the page where it does not end. */
export async function signInAtWindow(mac: TestMac, username: string, word: string): Promise<Reply> {
  const window = await openWindow(mac);
  const end = await typeAtWindow(mac, window, username, word);
  return end.status === 302 ? redeem(mac, codeAtEnd(end), window.verifier) : end;
}
