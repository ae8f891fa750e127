/** `typ` values and media types of the messages, in the two styles that the SDK of an extension selects. */

/** `sdk13`: extensions built before the macOS 14 SDK; `sdk14`: those built with it or later. */
export type MessageStyle = 'sdk13' | 'sdk14';

/** `typ` of each JWT in the newer style. */
export const typ = {
  loginRequest: 'platformsso-login-request+jwt',
  loginAssertion: 'platformsso-login-assertion+jwt',
  encryptedLoginAssertion: 'platformsso-encrypted-login-assertion+jwt',
  loginResponse: 'platformsso-login-response+jwt',
  refreshRequest: 'platformsso-refresh-request+jwt',
  keyRequest: 'platformsso-key-request+jwt',
  keyResponse: 'platformsso-key-response+jwt',
  /** macOS 27. */
  authorizationRequest: 'platformsso-authorization-request+jwt',
} as const;

/** `typ` of login requests, embedded assertions and login responses in the older style. */
export const oldTyp = 'JWT';

/** Media types of responses. */
export const mediaType = {
  loginResponse: 'application/platformsso-login-response+jwt',
  keyResponse: 'application/platformsso-key-response+jwt',
} as const;

/** `grant_type` values on the wire. */
export const grantType = {
  nonce: 'srv_challenge',
  password: 'password',
  refreshToken: 'refresh_token',
  jwtBearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  saml11: 'urn:ietf:params:oauth:grant-type:saml1_1-bearer',
  saml2: 'urn:ietf:params:oauth:grant-type:saml2-bearer',
  tokenExchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
} as const;

/** The scope that Platform SSO adds by default. */
export const platformSsoScope = 'urn:apple:platformsso';
