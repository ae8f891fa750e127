/** Refusals of web sign-ins (macOS 27): of the Mac's request, of the pages, and of the callback at the token endpoint. */
import { signingKey } from '#protocol/platform-sso/contract/sample-mac.ts';
import { authorizationScope } from '#protocol/platform-sso/authorization-scope.ts';
import type { RefusalCode } from '../refusal.ts';
import type { RefusalRow } from './refusal-row.ts';
import { expected, type Reply } from './reply.ts';
import { TestMac } from './test-mac.ts';
import { type Person, password, type Provider } from './test-provider.ts';
import {
  callbackOf,
  loadWindow,
  openWindow,
  pagesOf,
  preauthenticated,
  scopeOf,
  signInOnPages,
  webLogin,
  webMac,
  type WindowChanges,
} from './web-window.ts';

type Scene = { readonly provider: Provider; readonly mac: TestMac; readonly ada: Person };

function scene(act: (scene: Scene) => Promise<Reply>): RefusalRow['provoke'] {
  return async (provider) => {
    const ada = await provider.person();
    return act({ provider, mac: await webMac(provider, ada), ada });
  };
}

function window(
  code: RefusalCode,
  title: string,
  changes: WindowChanges | ((scene: Scene) => WindowChanges),
): RefusalRow {
  const provoke = scene((here) =>
    openWindow(here.mac, here.ada, typeof changes === 'function' ? changes(here) : changes),
  );
  return {
    code,
    status: 400,
    title: `a web sign-in ${title} (section 5.9)`,
    purpose: 'web-sign-in',
    page: true,
    provoke,
  };
}

const without = (name: string, instead = '') => ({
  url: (url: string) => `${url.replace(new RegExp(`&${name}=[^&]*`), '')}${instead}`,
});

const requests: readonly RefusalRow[] = [
  window('authorization_request_unsigned', 'that the Mac did not sign', { unsigned: true }),
  window('authorization_request_mismatch', 'whose request object has another state', { claims: { state: 'x' } }),
  window('authorization_request_mismatch', 'whose request object is for something else', {
    claims: { scope: authorizationScope('unlock') },
  }),
  window('authorization_request_foreign', 'with a nonce of nobody', {
    claims: { nonce: 'made-up' },
    url: (url) => url.replace(/nonce=[^&]*/, 'nonce=made-up'),
  }),
  window('authorization_request_foreign', 'whose state was given out for somebody else', {
    url: (url) => url.replace(/login_hint=[^&]*/, 'login_hint=eve@example.org'),
  }),
  window('signature_invalid', 'whose request object another key signed', { signer: signingKey() }),
  window('device_unknown', 'of a key that nobody registered', () => {
    const stranger = signingKey();
    return { signer: stranger, header: { kid: stranger.kid } };
  }),
  window('unexpected_typ', 'whose request object is a login', { header: { typ: 'platformsso-login-request+jwt' } }),
  window(
    'redirect_uri_mismatch',
    'that is to end elsewhere',
    without('redirect_uri', '&redirect_uri=https://evil.example/'),
  ),
  window('missing_parameter', 'without a redirect_uri', without('redirect_uri')),
  window('repeated_parameter', 'with two states', { url: (url) => `${url}&state=x` }),
  window('parameter_too_long', 'with a parameter without end', { url: (url) => `${url}&x=${'x'.repeat(1025)}` }),
  window('authorization_scope_missing', 'that does not say what for', without('scope', '&scope=openid')),
  window(
    'authorization_scope_unknown',
    'for something that nobody knows',
    without('scope', '&scope=urn:apple:platformsso:auth:lunch'),
  ),
  window('several_authorization_scopes', 'for two things', {
    url: (url) => `${url}%20${authorizationScope('unlock')}`,
  }),
  {
    ...window('authorization_request_replayed', 'with a request object that was used', {}),
    provoke: scene(async ({ mac, ada }) => {
      const asked = await preauthenticated(mac, ada.username);
      pagesOf(await loadWindow(mac, asked, { loginHint: ada.username }));
      return loadWindow(mac, asked, { loginHint: ada.username });
    }),
  },
  {
    ...window('authorization_request_expired', 'that took too long to open', {}),
    provoke: scene(async ({ provider, mac, ada }) => {
      const asked = await preauthenticated(mac, ada.username);
      provider.time += 300_000;
      return loadWindow(mac, asked, { loginHint: ada.username });
    }),
  },
  {
    ...window('device_revoked', 'of a Mac that was revoked', {}),
    status: 403,
    provoke: scene(async ({ provider, mac, ada }) => {
      await provider.feature.administration.revokeDevice(mac.serialNumber, 'test');
      return openWindow(mac, ada);
    }),
  },
  {
    ...window('device_keys_retired', 'by keys that were replaced', {}),
    provoke: scene(async ({ provider, mac, ada }) => {
      await provider.feature.administration.unregisterDevice(mac.serialNumber, 'test');
      return openWindow(mac, ada);
    }),
  },
  {
    ...window('device_unknown', 'at the unchanging address of a Mac that nobody knows', {}),
    options: { settings: { webSignIn: 'static' } },
    provoke: scene(({ mac, ada }) =>
      openWindow(mac, ada, { unsigned: true, url: (url) => `${url}&device=dev-unknown` }),
    ),
  },
  {
    code: 'malformed_form',
    status: 400,
    title: 'a preauthentication for a name without end (section 5.9)',
    purpose: 'web-sign-in',
    provoke: (provider) =>
      new TestMac(provider).get(`/platform-sso/web-sign-in/preauthentication?user=${'x'.repeat(257)}`),
  },
];

function onPages(code: RefusalCode, title: string, act: (scene: Scene, path: string) => Promise<Reply>): RefusalRow {
  const provoke = scene(async (here) => act(here, pagesOf(await openWindow(here.mac, here.ada))));
  return { ...window(code, title, {}), provoke };
}

const pages: readonly RefusalRow[] = [
  onPages('web_sign_in_unknown', 'that nobody began', ({ mac }) => mac.get('/platform-sso/web-sign-in/made-up')),
  onPages('web_sign_in_unknown', 'that took more than ten minutes', ({ provider, mac }, path) => {
    provider.time += 600_000;
    return mac.get(path);
  }),
  onPages('web_sign_in_unknown', 'that has ended already', async ({ mac, ada }, path) => {
    await signInOnPages(mac, path, ada);
    return signInOnPages(mac, path, ada);
  }),
  onPages('form_foreign', 'whose form comes from elsewhere', ({ provider }, path) =>
    provider.send({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' },
      body: '',
      address: '10.0.0.9',
    }),
  ),
  {
    ...onPages('signed_in_as_another', 'by another person than the one of the Mac', async ({ provider, mac }, path) =>
      signInOnPages(mac, path, await provider.person()),
    ),
    status: 403,
  },
];

function login(code: RefusalCode, title: string, act: (scene: Scene) => Promise<Reply>): RefusalRow {
  return { code, status: 400, title: `a web login ${title} (section 5.9)`, provoke: scene(act) };
}

const logins: readonly RefusalRow[] = [
  login('callback_malformed', 'without the whole callback', async ({ mac, ada }) =>
    mac.post(await webLogin(mac, ada, (await callbackOf(mac, ada)).replace(/&state=.*/, ''))),
  ),
  login('callback_mismatch', 'whose callback has another state', async ({ mac, ada }) =>
    mac.post(await webLogin(mac, ada, (await callbackOf(mac, ada)).replace(/state=.*/, 'state=x'))),
  ),
  login('authorization_code_unknown', 'with a code of nobody', async ({ mac, ada }) =>
    mac.post(await webLogin(mac, ada, 'com.apple.platformsso://callback?code=made-up&state=made-up')),
  ),
  login('authorization_code_expired', 'with a code of more than a minute ago', async ({ provider, mac, ada }) => {
    const callback = await callbackOf(mac, ada);
    provider.time += 60_000;
    return mac.post(await webLogin(mac, ada, callback));
  }),
  login('authorization_code_replayed', 'with a code that was used', async ({ mac, ada }) => {
    const callback = await callbackOf(mac, ada);
    expected(await mac.post(await webLogin(mac, ada, callback)));
    return mac.post(await webLogin(mac, ada, callback));
  }),
  {
    ...login('authorization_code_foreign', 'with the callback of another Mac', async ({ provider, mac, ada }) => {
      const other = await webMac(provider, ada);
      return other.post(await webLogin(other, ada, await callbackOf(mac, ada)));
    }),
    reason: 'another-device',
  },
  {
    ...login('authorization_code_foreign', "with another person's callback", async ({ provider, mac, ada }) => {
      const bob = await provider.person();
      expected(await mac.registerUser(bob, 'OpenID'));
      return mac.post(await webLogin(mac, bob, await callbackOf(mac, ada)));
    }),
    reason: 'another-person',
  },
  login('authorization_scope_mismatch', 'for something else than the web sign-in', async ({ mac, ada }) =>
    mac.post(await webLogin(mac, ada, await callbackOf(mac, ada), { occasion: 'elevation' })),
  ),
  login('several_authorization_scopes', 'for two things', async ({ mac, ada }) => {
    const scope = `${scopeOf('login')} ${authorizationScope('unlock')}`;
    return mac.post(await webLogin(mac, ada, await callbackOf(mac, ada), { claims: { scope } }));
  }),
  login('token_exchange_not_supported', 'with a token of another type', async ({ mac, ada }) =>
    mac.post(await webLogin(mac, ada, 'x', { claims: { subject_token_type: 'urn:ietf:params:oauth:token-type:jwt' } })),
  ),
  {
    ...login('token_exchange_not_supported', 'where it is switched off', async ({ mac, ada }) =>
      mac.post(await webLogin(mac, ada, 'com.apple.platformsso://callback?code=a&state=b')),
    ),
    options: { settings: { webSignIn: 'off' } },
  },
  {
    ...login('wrong_credential', 'of somebody who was disabled meanwhile', async ({ provider, mac, ada }) => {
      const callback = await callbackOf(mac, ada);
      await provider.directory.disableUser(ada.id, 'test');
      return mac.post(await webLogin(mac, ada, callback));
    }),
    status: 401,
    reason: 'disabled',
  },
  {
    ...login('method_not_allowed', 'of somebody who is registered with a password', async ({ mac, ada }) => {
      expected(await mac.registerUser(ada, 'Password'));
      return mac.post(await webLogin(mac, ada, await callbackOf(mac, ada)));
    }),
    status: 403,
  },
  {
    ...login('user_not_registered', 'of somebody who is not registered on the Mac', async ({ provider, mac }) => {
      const bob = await provider.person();
      return mac.post(await webLogin(mac, bob, await callbackOf(mac, bob)));
    }),
    status: 403,
  },
  {
    ...login('wrong_credential', 'where the Mac comes with a password after all', async ({ mac, ada }) =>
      mac.post(await mac.passwordLogin(ada, { password: `${password}!` })),
    ),
    status: 401,
  },
];

/** Rows about signing in on the web. */
export const refusalsOfWebSignIns: readonly RefusalRow[] = [...requests, ...pages, ...logins];
