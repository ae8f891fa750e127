/** Login configurations of every shape, for property tests: every member that Apple's class has may be there or not. */
import fc from 'fast-check';
import { toBase64 } from '#protocol/encoding/base64.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import type { LoginConfiguration } from '../login-configuration.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 });
const binary = fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => toBase64(bytes));
const number = fc.integer();
const flag = fc.boolean();
const object = fc
  .dictionary(text, fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2, noNullPrototype: true })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);

const required = { clientID: text, issuer: text, tokenEndpointURL: text, jwksEndpointURL: text };
type Optional = Exclude<keyof LoginConfiguration, keyof typeof required>;

const optional: { readonly [Name in Optional]: fc.Arbitrary<NonNullable<LoginConfiguration[Name]>> } = {
  audience: text,
  accountDisplayName: text,
  invalidCredentialPredicate: text,
  nonceEndpointURL: text,
  nonceResponseKeypath: text,
  serverNonceClaimName: text,
  additionalScopes: text,
  additionalAuthorizationScopes: text,
  includePreviousRefreshTokenInLoginRequest: flag,
  previousRefreshTokenClaimName: text,
  customRequestJWTParameterName: text,
  uniqueIdentifierClaimName: text,
  groupRequestClaimName: text,
  groupResponseClaimName: text,
  refreshEndpointURL: text,
  keyEndpointURL: text,
  loginRequestEncryptionPublicKey: binary,
  loginRequestEncryptionAPVPrefix: text,
  loginRequestEncryptionAlgorithm: text,
  loginRequestHPKEPreSharedKey: binary,
  loginRequestHPKEPreSharedKeyID: binary,
  hpkePreSharedKey: binary,
  hpkePreSharedKeyID: binary,
  hpkeAuthPublicKey: binary,
  jwksTrustedRootCertificates: fc.array(binary, { maxLength: 2 }),
  deviceContext: binary,
  userSecureEnclaveKeyBiometricPolicy: number,
  federationType: number,
  federationRequestURN: text,
  federationMEXURL: text,
  federationUserPreauthenticationURL: text,
  federationMEXURLKeypath: text,
  federationPredicate: text,
  fallbackFederationType: number,
  authorizationURL: text,
  authorizationURLKeypath: text,
  includePlatformSSOAuthorizationScopes: flag,
  serverNonceExpirationTime: number,
  kerberosTicketMappings: fc.array(object, { maxLength: 2 }),
  customFederationUserPreauthenticationRequestValues: object,
  customNonceRequestValues: object,
  customLoginRequestValues: object,
  customLoginRequestHeaderClaims: object,
  customLoginRequestBodyClaims: object,
  customAssertionRequestHeaderClaims: object,
  customAssertionRequestBodyClaims: object,
  customRefreshRequestValues: object,
  customRefreshRequestHeaderClaims: object,
  customRefreshRequestBodyClaims: object,
  customKeyRequestValues: object,
  customKeyRequestHeaderClaims: object,
  customKeyRequestBodyClaims: object,
  customKeyExchangeRequestValues: object,
  customKeyExchangeRequestHeaderClaims: object,
  customKeyExchangeRequestBodyClaims: object,
  supportedGrantTypes: fc.array(text, { maxLength: 3 }),
  protocolVersion: fc.constantFrom('1.0' as const, '2.0' as const),
};

/** Any login configuration, each optional member there or not. */
export const anyLoginConfiguration: fc.Arbitrary<LoginConfiguration> = fc.record(
  { ...required, ...optional },
  { requiredKeys: ['clientID', 'issuer', 'tokenEndpointURL', 'jwksEndpointURL'], noNullPrototype: true },
);
