/**
 * The grants that an extension declares (`supportedGrantTypes()`, macOS 14 and later) and those that a method logs in by:
 * without one that fits, macOS does not begin the device registration. Source: Apple,
 * `ASAuthorizationProviderExtensionRegistrationHandler` and "Creating and validating a login request".
 */

import type { AuthenticationMethod } from '#protocol/platform-sso/registration/user-registration.ts';

/** The flags of `ASAuthorizationProviderExtensionSupportedGrantTypes`. */
export type GrantTypeFlag = 'password' | 'jwtBearer' | 'saml1_1' | 'saml2_0' | 'tokenExchange';

/**
 * The grants of each method; one of them must be declared. A password travels by `password`, encrypted by `jwtBearer`, and
 * by one of the SAML grants with WS-Trust; which it will be, the login configuration says only after registration.
 */
const grantsOf: Readonly<Record<AuthenticationMethod, readonly GrantTypeFlag[]>> = {
  Password: ['password', 'jwtBearer', 'saml1_1', 'saml2_0'],
  UserSecureEnclaveKey: ['jwtBearer'],
  SmartCard: ['jwtBearer'],
  OpenID: ['tokenExchange'],
};

/** Whether a method can log in by what the extension declares. An extension that declares nothing is not asked. */
export function supportsMethod(declared: readonly string[] | undefined, method: AuthenticationMethod): boolean {
  return declared === undefined || grantsOf[method].some((grant) => declared.includes(grant));
}
