/**
 * The block "Login Configuration" of `app-sso platform -s`: what the extension saved, with Apple's defaults for the claim
 * names, and without the members that nobody set.
 */
import type { JsonObject, JsonValue } from '#protocol/encoding/json.ts';
import type { CompleteLoginConfiguration } from '#protocol/platform-sso/login-configuration.ts';
import { withDefaults } from '#protocol/platform-sso/login-configuration.ts';
import type { MacState } from '../../mac-state.ts';
import { isoDate } from './dates.ts';
import { certificateText, present, secretDigest } from './display.ts';
import { isAtLeast } from './release.ts';
import { biometricPolicyBits, describeBits } from './vocabulary.ts';

/** The block, or undefined before a device registration. */
export function loginBlock(state: MacState, time: number): JsonObject | undefined {
  const saved = state.platformSso.loginConfiguration;
  if (!saved) return undefined;
  const complete = withDefaults(saved.configuration);
  const sonoma = isAtLeast(state.macos, '14.0');
  return present({
    ...plainMembers(saved.configuration as unknown as JsonObject, isAtLeast(state.macos, '27.0')),
    created: isoDate(time),
    additionalScopes: complete.additionalScopes,
    includePreviousRefreshTokenInLoginRequest: complete.includePreviousRefreshTokenInLoginRequest,
    nonceResponseKeypath: complete.nonceResponseKeypath,
    previousRefreshTokenClaimName: complete.previousRefreshTokenClaimName,
    serverNonceClaimName: complete.serverNonceClaimName,
    uniqueIdentifierClaimName: sonoma ? complete.uniqueIdentifierClaimName : undefined,
    ...federation(complete),
    ...secrets(complete),
    ...(isAtLeast(state.macos, '15.0') ? { loginRequestEncryptionAlgorithm: algorithm(complete) } : {}),
    ...(isAtLeast(state.macos, '14.4') ? { userSEPKeyBiometricPolicy: biometricPolicy(complete) } : {}),
  });
}

/** Members that print under another name, in another form, or not at all. */
const notPlain = new Set([
  'deviceContext',
  'federationMEXURLKeypath',
  'federationMEXURL',
  'hpkePreSharedKey',
  'jwksTrustedRootCertificates',
  'loginRequestEncryptionPublicKey',
  'loginRequestHPKEPreSharedKey',
  'protocolVersion',
  'supportedGrantTypes',
  'userSecureEnclaveKeyBiometricPolicy',
]);

/** Members that came with macOS 27. */
const sinceMacos27 = new Set([
  'authorizationURL',
  'authorizationURLKeypath',
  'fallbackFederationType',
  'includePlatformSSOAuthorizationScopes',
]);

function plainMembers(configuration: JsonObject, isNewest: boolean): JsonObject {
  const shows = (name: string) => !notPlain.has(name) && (isNewest || !sinceMacos27.has(name));
  return Object.fromEntries(Object.entries(configuration).filter(([name]) => shows(name)));
}

function federation(configuration: CompleteLoginConfiguration): Record<string, JsonValue | undefined> {
  return {
    federationMexURL: configuration.federationMEXURL,
    federationMexURLKeypath: configuration.federationMEXURLKeypath,
  };
}

function secrets(configuration: CompleteLoginConfiguration): Record<string, JsonValue | undefined> {
  const digest = (secret: string | undefined) => (secret === undefined ? undefined : secretDigest(secret));
  return {
    deviceContext: digest(configuration.deviceContext),
    hpkePreSharedKey: digest(configuration.hpkePreSharedKey),
    jwksTrustedRootCertificates: configuration.jwksTrustedRootCertificates?.map((der) => certificateText(der)),
    loginRequestEncryptionPublicKey: digest(configuration.loginRequestEncryptionPublicKey),
    loginRequestHPKEPreSharedKey: digest(configuration.loginRequestHPKEPreSharedKey),
  };
}

function algorithm(configuration: CompleteLoginConfiguration): string {
  return configuration.loginRequestEncryptionAlgorithm ?? 'ECDHE-A256GCM';
}

function biometricPolicy(configuration: CompleteLoginConfiguration): string {
  return describeBits(biometricPolicyBits, configuration.userSecureEnclaveKeyBiometricPolicy ?? 0);
}
