/**
 * The login configuration: everything an SSO extension saves in device registration, as one JSON document with the
 * names of Apple's class `ASAuthorizationProviderExtensionLoginConfiguration`. Served by the identity provider, read by
 * the extension; binary values are standard base64.
 */
import { fromAnyBase64 } from '../encoding/base64.ts';
import { type JsonObject, isJsonObject } from '../encoding/json.ts';
import { optionalText, optionalTexts, requiredText } from './claims.ts';
import { MessageError } from './message-error.ts';

/** Names and values that are added to a message. */
export type CustomValues = JsonObject;

/** The document. Optional members have Apple's defaults, which {@link withDefaults} fills in. */
export interface LoginConfiguration {
  readonly clientID: string;
  readonly issuer: string;
  readonly tokenEndpointURL: string;
  readonly jwksEndpointURL: string;
  readonly audience?: string;
  readonly accountDisplayName?: string;
  readonly invalidCredentialPredicate?: string;
  readonly nonceEndpointURL?: string;
  readonly nonceResponseKeypath?: string;
  readonly serverNonceClaimName?: string;
  readonly additionalScopes?: string;
  readonly additionalAuthorizationScopes?: string;
  readonly includePreviousRefreshTokenInLoginRequest?: boolean;
  readonly previousRefreshTokenClaimName?: string;
  readonly customRequestJWTParameterName?: string;
  readonly uniqueIdentifierClaimName?: string;
  readonly groupRequestClaimName?: string;
  readonly groupResponseClaimName?: string;
  readonly refreshEndpointURL?: string;
  readonly keyEndpointURL?: string;
  /** X9.63 P-256 key that passwords are encrypted to, standard base64; absent: passwords travel in the signed request. */
  readonly loginRequestEncryptionPublicKey?: string;
  readonly loginRequestEncryptionAPVPrefix?: string;
  readonly loginRequestEncryptionAlgorithm?: string;
  readonly loginRequestHPKEPreSharedKey?: string;
  readonly loginRequestHPKEPreSharedKeyID?: string;
  readonly hpkePreSharedKey?: string;
  readonly hpkePreSharedKeyID?: string;
  readonly hpkeAuthPublicKey?: string;
  /** DER certificates, standard base64: the id_token's `x5c` must chain to one of them. */
  readonly jwksTrustedRootCertificates?: readonly string[];
  readonly deviceContext?: string;
  readonly userSecureEnclaveKeyBiometricPolicy?: number;
  readonly federationType?: number;
  readonly federationRequestURN?: string;
  readonly federationMEXURL?: string;
  readonly federationUserPreauthenticationURL?: string;
  readonly federationMEXURLKeypath?: string;
  readonly federationPredicate?: string;
  readonly fallbackFederationType?: number;
  readonly authorizationURL?: string;
  readonly authorizationURLKeypath?: string;
  readonly includePlatformSSOAuthorizationScopes?: boolean;
  readonly serverNonceExpirationTime?: number;
  readonly kerberosTicketMappings?: readonly CustomValues[];
  readonly customFederationUserPreauthenticationRequestValues?: CustomValues;
  readonly customNonceRequestValues?: CustomValues;
  readonly customLoginRequestValues?: CustomValues;
  readonly customLoginRequestHeaderClaims?: CustomValues;
  readonly customLoginRequestBodyClaims?: CustomValues;
  readonly customAssertionRequestHeaderClaims?: CustomValues;
  readonly customAssertionRequestBodyClaims?: CustomValues;
  readonly customRefreshRequestValues?: CustomValues;
  readonly customRefreshRequestHeaderClaims?: CustomValues;
  readonly customRefreshRequestBodyClaims?: CustomValues;
  readonly customKeyRequestValues?: CustomValues;
  readonly customKeyRequestHeaderClaims?: CustomValues;
  readonly customKeyRequestBodyClaims?: CustomValues;
  readonly customKeyExchangeRequestValues?: CustomValues;
  readonly customKeyExchangeRequestHeaderClaims?: CustomValues;
  readonly customKeyExchangeRequestBodyClaims?: CustomValues;
  /** What the extension declares besides: grants by `supportedGrantTypes()`, 1.0 or 2.0 by `protocolVersion()`. */
  readonly supportedGrantTypes?: readonly string[];
  readonly protocolVersion?: '1.0' | '2.0';
}

/** A configuration in which every member that has a default is present. */
export type CompleteLoginConfiguration = LoginConfiguration &
  Required<
    Pick<
      LoginConfiguration,
      | 'nonceEndpointURL'
      | 'nonceResponseKeypath'
      | 'serverNonceClaimName'
      | 'additionalScopes'
      | 'includePreviousRefreshTokenInLoginRequest'
      | 'previousRefreshTokenClaimName'
      | 'uniqueIdentifierClaimName'
      | 'refreshEndpointURL'
      | 'keyEndpointURL'
      | 'protocolVersion'
    >
  >;

/** Fills in Apple's defaults (SDK header of macOS 15). */
export function withDefaults(configuration: LoginConfiguration): CompleteLoginConfiguration {
  const { tokenEndpointURL } = configuration;
  return {
    nonceEndpointURL: tokenEndpointURL,
    nonceResponseKeypath: 'Nonce',
    serverNonceClaimName: 'request_nonce',
    additionalScopes: 'urn:apple:platformsso',
    includePreviousRefreshTokenInLoginRequest: false,
    previousRefreshTokenClaimName: 'previous_refresh_token',
    uniqueIdentifierClaimName: 'sub',
    refreshEndpointURL: tokenEndpointURL,
    keyEndpointURL: tokenEndpointURL,
    protocolVersion: '2.0',
    ...configuration,
  };
}

/** Reads the document; unknown members are kept out. @throws {MessageError} `missing_claim`, `malformed_claim` */
export function parseLoginConfiguration(json: JsonObject): LoginConfiguration {
  const configuration: Record<string, unknown> = {};
  for (const name of requiredNames) configuration[name] = requiredText(json, name);
  for (const [name, read] of Object.entries(optionalMembers)) {
    const value = read(json, name);
    if (value !== undefined) configuration[name] = value;
  }
  return configuration as unknown as LoginConfiguration;
}

const requiredNames = ['clientID', 'issuer', 'tokenEndpointURL', 'jwksEndpointURL'] as const;

type Optional = Exclude<keyof LoginConfiguration, (typeof requiredNames)[number]>;
type Read = (json: JsonObject, name: string) => unknown;

function typed(type: 'boolean' | 'number' | 'object'): Read {
  return (json, name) => {
    const value = json[name];
    const fits = type === 'object' ? isJsonObject(value) : typeof value === type;
    if (value !== undefined && !fits)
      throw new MessageError('malformed_claim', `The member "${name}" is not of type ${type}.`);
    return value;
  };
}

const binary: Read = (json, name) => {
  const text = optionalText(json, name);
  if (text !== undefined && !fromAnyBase64(text))
    throw new MessageError('malformed_claim', `The member "${name}" is not base64.`);
  return text;
};

const objects: Read = (json, name) => {
  const value = json[name];
  if (value !== undefined && !(Array.isArray(value) && value.every((item) => isJsonObject(item)))) {
    throw new MessageError('malformed_claim', `The member "${name}" is not an array of objects.`);
  }
  return value;
};

const protocolVersion: Read = (json, name) => {
  const value = json[name];
  if (value !== undefined && value !== '1.0' && value !== '2.0') {
    throw new MessageError('malformed_claim', `The member "${name}" is neither 1.0 nor 2.0.`);
  }
  return value;
};

const text: Read = optionalText;
const flag = typed('boolean');
const number = typed('number');
const object = typed('object');

const optionalMembers: Readonly<Record<Optional, Read>> = {
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
  jwksTrustedRootCertificates: optionalTexts,
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
  kerberosTicketMappings: objects,
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
  supportedGrantTypes: optionalTexts,
  protocolVersion,
};
