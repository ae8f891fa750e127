/** The documents that tell an SSO extension, and the system, how to reach us. */
import { toBase64 } from '#protocol/encoding/base64.ts';
import { type LoginConfiguration, withDefaults } from '#protocol/platform-sso/login-configuration.ts';
import { authorizationUrlKeyPath, federationType } from '#protocol/platform-sso/web-sign-in/preauthentication.ts';
import { appleForm } from '#protocol/encoding/form.ts';
import type { PlatformSso } from './context.ts';
import { authorizationScope } from './first-login-policy.ts';
import { endpoints } from './settings.ts';

/** Prefix of the party info of encrypted passwords; Apple's own sample uses the same. */
export const assertionApvPrefix = 'APPLEEMBEDDED';

/**
 * The login configuration. Complete: what has a default is written out, so that an extension need not know Apple's.
 * @param encryptPasswords false for extensions in the style of macOS 13, which cannot
 * @param deviceId whose it is, where it is for one Mac
 */
export function loginConfigurationOf(
  sso: Pick<PlatformSso, 'settings' | 'keys' | 'webStates' | 'offersWebSignIn'>,
  { encryptPasswords, deviceId }: { readonly encryptPasswords: boolean; readonly deviceId?: string },
): LoginConfiguration {
  const { issuer, clientId, accountDisplayName } = sso.settings;
  const urls = endpoints(issuer);
  const key = sso.keys.encryption().agreement.publicKey;
  return withDefaults({
    clientID: clientId,
    issuer,
    tokenEndpointURL: urls.token,
    jwksEndpointURL: urls.jwks,
    audience: urls.assertionAudience,
    nonceEndpointURL: urls.nonce,
    accountDisplayName,
    additionalAuthorizationScopes: authorizationScope,
    includePlatformSSOAuthorizationScopes: true,
    supportedGrantTypes: ['password', 'jwtBearer', ...(sso.offersWebSignIn ? ['tokenExchange'] : [])],
    protocolVersion: encryptPasswords ? '2.0' : '1.0',
    ...(encryptPasswords && sso.settings.encryptPasswords
      ? { loginRequestEncryptionPublicKey: toBase64(key), loginRequestEncryptionAPVPrefix: assertionApvPrefix }
      : {}),
    ...(sso.offersWebSignIn && encryptPasswords ? webSignInMembers(sso, deviceId) : {}),
  });
}

// As the fallback: the extension makes it the type of the login itself where the method is OpenID. Other methods with a
// federation would go elsewhere with their passwords.
function webSignInMembers(
  { settings, webStates }: Pick<PlatformSso, 'settings' | 'webStates'>,
  deviceId: string | undefined,
): Partial<LoginConfiguration> {
  const urls = endpoints(settings.issuer);
  if (settings.webSignIn === 'dynamic' || deviceId === undefined) {
    return {
      fallbackFederationType: federationType.dynamicOpenId,
      federationUserPreauthenticationURL: urls.preauthentication,
      authorizationURLKeypath: authorizationUrlKeyPath,
    };
  }
  const state = webStates.stateOfDevice(deviceId);
  const query = appleForm([
    ['device', deviceId],
    ['state', state],
  ]);
  return { fallbackFederationType: federationType.openId, authorizationURL: `${urls.authorization}?${query}` };
}

/** What discovery says of Platform SSO alone; the names are Apple's. */
export function platformSsoDiscovery({ issuer }: Pick<PlatformSso['settings'], 'issuer'>) {
  const urls = endpoints(issuer);
  return { nonce_endpoint: urls.nonce, platform_sso_login_configuration: urls.loginConfiguration };
}

/** OpenID discovery (OpenID Connect Discovery 1.0 section 3), as far as Platform SSO serves it. */
export function openIdConfiguration({ issuer }: PlatformSso['settings']) {
  const urls = endpoints(issuer);
  return {
    issuer,
    token_endpoint: urls.token,
    jwks_uri: urls.jwks,
    ...platformSsoDiscovery({ issuer }),
    grant_types_supported: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
    response_types_supported: [],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    scopes_supported: ['openid', 'offline_access', 'urn:apple:platformsso'],
    claims_supported: [
      'iss',
      'aud',
      'sub',
      'nonce',
      'iat',
      'exp',
      'auth_time',
      'amr',
      'preferred_username',
      'name',
      'upn',
      'email',
      'groups',
    ],
  };
}
