/** A Mac for tests of Safari: a site in the same process, and Ada registered by the Secure Enclave method. */
import { utf8 } from '#protocol/encoding/utf8.ts';
import { systemClock } from '#runtime/clock.ts';
import { systemRandom } from '#runtime/random.ts';
import { makeVerifier } from '../local-accounts/password-verifier.ts';
import { type MacParts, assemble } from '../mac-parts.ts';
import type { MacState } from '../mac-state.ts';
import type { MacRequest, MacResponse } from '../ports.ts';
import { sampleState, sampleUser } from '../terminal/testing/sample-mac.ts';

/** What a page of the site answers. Without a type it is HTML. */
export interface SiteAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Answers by host and path, such as `id.example.org/sign-in`. */
export type Site = Readonly<Record<string, (request: MacRequest, url: URL) => SiteAnswer>>;

/** A request that the site got. */
export interface SeenRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The organisation's address in its profile. */
export const organisation = 'https://id.example.org';

/** The Mac, and what its site was asked. `changes` replace members of the state. */
export function browsingMac(site: Site, changes: Partial<MacState> = {}) {
  const seen: SeenRequest[] = [];
  const clock = { ahead: 0 };
  const state = sampleState({
    profiles: [ssoProfile],
    extensions: [
      {
        teamIdentifier: 'PRCHLGHT01',
        applicationIdentifier: 'org.porchlight.companion',
        extensionIdentifier: 'org.porchlight.companion.ssoextension',
        displayName: 'Porchlight',
        sdkVersion: 15.2,
        kind: { kind: 'porchlight' },
      },
    ],
    secureEnclave: { keys: [] },
    ...changes,
  });
  for (const account of state.accounts) account.password = makeVerifier('local secret', systemRandom);
  const mac = assemble(state, {
    clock: { ...systemClock, now: () => systemClock.now() + clock.ahead },
    random: systemRandom,
    uidKey: systemRandom.bytes(32),
    pause: () => Promise.resolve(),
    fetch: (url, request) => {
      const target = new URL(url);
      const { method, headers, body = '' } = request;
      seen.push({ url, method, headers, body: typeof body === 'string' ? body : '' });
      return Promise.resolve(answerOf(site[`${target.host}${target.pathname}`]?.(request, target) ?? { status: 404 }));
    },
  });
  return { mac, seen, clock };
}

/** Registers Ada as the registration by the Secure Enclave method does, and gives the public key. */
export function registerWithSecureEnclave(mac: MacParts): Uint8Array {
  const handle = mac.enclave.create('userSecureEnclaveKey', 'ada');
  mac.state.platformSso.users['ada'] = {
    ...sampleUser,
    loginType: 'UserSecureEnclaveKey',
    secureEnclaveKey: handle,
  };
  return mac.enclave.publicKey(handle);
}

function answerOf({ status = 200, headers = {}, body = '' }: SiteAnswer): MacResponse {
  const all = { 'content-type': 'text/html; charset=utf-8', ...headers };
  return { status, headers: all, text: () => body, bytes: () => utf8(body) };
}

const ssoProfile = {
  identifier: 'org.porchlight.platform-sso',
  displayName: 'Platform SSO',
  installed: 0,
  content: {
    PayloadContent: [
      {
        PayloadType: 'com.apple.extensiblesso',
        Type: 'Redirect',
        TeamIdentifier: 'PRCHLGHT01',
        ExtensionIdentifier: 'org.porchlight.companion.ssoextension',
        URLs: [`${organisation}/`],
        PlatformSSO: { AuthenticationMethod: 'UserSecureEnclaveKey', UseSharedDeviceKeys: true },
      },
    ],
  },
};
