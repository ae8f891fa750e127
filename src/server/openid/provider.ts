/** The provider: oidc-provider with what we allow, where it is, and what it looks like. */
import { type Configuration, type JWK, Provider } from 'oidc-provider';
import { utf8 } from '#protocol/encoding/utf8.ts';
import { toBase64url } from '#protocol/encoding/base64.ts';
import { constantTimeEqual } from '#runtime/crypto.ts';
import { claimsByScope, findAccount } from './account.ts';
import { adapterOf } from './adapter.ts';
import { backChannelFetch } from './back-channel-fetch.ts';
import { hashSecret } from './clients.ts';
import { grantFor } from './consent.ts';
import type { OpenIdBudgets, OpenIdPorts, SigningKey } from './context.ts';
import { devicePages, errorPage, signOutPages } from './documents.ts';
import { macAcr } from './mac-proof/acr.ts';
import { interactionPolicyWithMacs } from './mac-proof/prompt.ts';
import type { OpenIdKeys } from './openid-key.ts';
import { sessionCookie } from './session-cookie.ts';
import { acrValues } from '#server/sign-in/feature.ts';

/** Seconds. Access tokens are short, since whoever accepts them may not ask us again. */
const lives = {
  AccessToken: 900,
  AuthorizationCode: 60,
  DeviceCode: 600,
  IdToken: 3600,
  Interaction: 1800,
  Session: sessionCookie.life,
  RefreshToken: 14 * 86_400,
  Grant: 14 * 86_400,
} as const;

const routes = {
  authorization: '/openid/authorization',
  code_verification: '/openid/device',
  device_authorization: '/openid/device-authorization',
  end_session: '/openid/sign-out',
  introspection: '/openid/introspection',
  jwks: '/.well-known/jwks.json',
  pushed_authorization_request: '/openid/request',
  revocation: '/openid/revocation',
  token: '/openid/token',
  userinfo: '/openid/userinfo',
} as const;

/** What a provider is made of. */
export interface ProviderParts {
  readonly ports: OpenIdPorts;
  readonly keys: OpenIdKeys;
  readonly budgets: OpenIdBudgets;
}

/** Makes a provider that signs with the first key and recognises what the others have signed. */
export function makeProvider({ ports, budgets, keys }: ProviderParts, signing: readonly SigningKey[]): Provider {
  const policy = interactionPolicyWithMacs({ ports, budgets });
  const { interactions, ...rest } = configurationOf(ports, keys, signing);
  const provider = new Provider(ports.issuer, { ...rest, interactions: { ...interactions, policy } });
  // The provider compares secrets; what we keep of them is a hash.
  Object.defineProperty(provider.Client.prototype, 'compareClientSecret', {
    value(this: { readonly clientSecret: string }, secret: string) {
      return constantTimeEqual(utf8(this.clientSecret), utf8(hashSecret(secret)));
    },
  });
  return provider;
}

function configurationOf(ports: OpenIdPorts, keys: OpenIdKeys, signing: readonly SigningKey[]): Configuration {
  return {
    adapter: (model) => adapterOf(ports, model),
    findAccount: (_context, userId) => findAccount(ports, userId),
    loadExistingGrant: grantFor,
    jwks: { keys: signing.map(privateJwk) },
    acrValues: [...Object.values(acrValues), macAcr],
    claims: Object.fromEntries(Object.entries(claimsByScope).map(([scope, names]) => [scope, [...names]])),
    // Applications read the person and the groups from the id_token.
    conformIdTokenClaims: false,
    scopes: ['openid', 'offline_access'],
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'none'],
    allowOmittingSingleRegisteredRedirectUri: false,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    extraClientMetadata: { properties: ['asks_consent', 'mac_application'] },
    clientBasedCORS: () => false,
    ttl: { ...lives },
    routes,
    discovery: { ...ports.discovery },
    interactions: { url: (_context, interaction) => `/openid/interaction/${interaction.uid}` },
    renderError: (context, out) => errorPage(ports, context, out),
    cookies: cookiesOf(keys),
    fetch: backChannelFetch({ mayReachOwnComputer: ports.isLaboratory }),
    features: featuresOf(keys, ports),
  };
}

function cookiesOf(keys: OpenIdKeys): NonNullable<Configuration['cookies']> {
  const { path, ...short } = sessionCookie.attributes;
  return {
    keys: [toBase64url(keys('cookies'))],
    names: {
      session: sessionCookie.name,
      // These keep to their addresses, which the other prefix does not allow.
      interaction: '__Secure-porchlight-interaction',
      resume: '__Secure-porchlight-resume',
    },
    long: { ...short, path },
    short,
  };
}

function featuresOf(keys: OpenIdKeys, ports: OpenIdPorts): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: false },
    resourceIndicators: { enabled: false },
    pushedAuthorizationRequests: { enabled: true },
    dPoP: { enabled: true, nonceSecret: Buffer.from(keys('dpop-nonces')) },
    deviceFlow: { enabled: true, ...devicePages(ports) },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true, ...signOutPages(ports) },
    // Clients without a secret learn of their own tokens only.
    introspection: {
      enabled: true,
      allowedPolicy: (_context, client, token) =>
        client.clientAuthMethod !== 'none' || token.clientId === client.clientId,
    },
    revocation: { enabled: true, allowedPolicy: (_context, client, token) => token.clientId === client.clientId },
  };
}

function privateJwk({ keyId, privateKey }: SigningKey): JWK {
  return { ...(privateKey.export({ format: 'jwk' }) as JWK), kid: keyId, alg: 'ES256', use: 'sig' };
}
