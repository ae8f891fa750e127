/** What a person brings to a login, and the claims that it becomes. Source: Apple, "Creating an embedded assertion". */
import type { KeyAgreement, Signer } from '#protocol/crypto.ts';
import { fromAnyBase64 } from '#protocol/encoding/base64.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { appleKeyId } from '#protocol/jose/jwk.ts';
import { encodeEncryptedLoginAssertion } from '#protocol/platform-sso/encrypted-login-assertion.ts';
import { grantType, oldTyp, typ } from '#protocol/platform-sso/media-types.ts';
import { callbackTokenType } from '#protocol/platform-sso/web-sign-in/callback.ts';
import { keyAgreement } from '#runtime/crypto.ts';
import type { DecodedMessage } from '../evidence.ts';
import type { Draft } from '../quirks/quirk.ts';
import { p256Pair, randomScalar } from '../secure-enclave/p256-key.ts';
import type { AgentContext } from './agent-context.ts';
import { PlatformSsoError } from './failure.ts';
import { type RequestMaterial, sign } from './signed-exchange.ts';

/** How the person proves who they are. */
export type Credential =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'secure-enclave-key'; readonly handle: string }
  /** The card after its PIN was right. */
  | { readonly kind: 'smart-card'; readonly signer: Signer; readonly kid: string; readonly x5c: readonly string[] }
  /** Where a web sign-in ended, whole (macOS 27). */
  | { readonly kind: 'web'; readonly callback: string };

/** The claims of a login that carry the credential. */
export interface CredentialClaims {
  readonly claims: JsonObject;
  readonly assertion?: DecodedMessage;
}

/**
 * The credential as claims.
 * @throws {PlatformSsoError} `configuration-incomplete` without an audience where one is needed
 */
export function credentialClaims(
  context: AgentContext,
  credential: Credential,
  material: RequestMaterial,
  scope: string,
): CredentialClaims {
  switch (credential.kind) {
    case 'password':
      return isEncrypted(context)
        ? encryptedPassword(context, credential.password, material, scope)
        : { claims: { grant_type: grantType.password, password: credential.password } };
    case 'secure-enclave-key': {
      const { enclave, crypto } = context.mac;
      const kid = appleKeyId(enclave.publicKey(credential.handle), crypto);
      return signedAssertion(context, { signer: enclave.signer(credential.handle), kid }, material, scope);
    }
    case 'smart-card':
      return signedAssertion(context, credential, material, scope);
    case 'web': {
      const { callback: subject_token } = credential;
      return { claims: { grant_type: grantType.tokenExchange, subject_token, subject_token_type: callbackTokenType } };
    }
  }
}

/** `amr` of a credential: only `pwd` is confirmed by a capture; the values of the others are expected, not known. */
export function authenticationMethods(context: AgentContext, credential: Credential): readonly string[] | undefined {
  if (!context.mac.traits().amr || credential.kind === 'web') return undefined;
  if (credential.kind === 'password') return ['pwd'];
  if (credential.kind === 'smart-card') return ['sc'];
  return (context.configuration.userSecureEnclaveKeyBiometricPolicy ?? 0) === 0 ? undefined : ['hwk'];
}

function isEncrypted({ mac, configuration }: AgentContext): boolean {
  return mac.traits().encryptedPassword && configuration.loginRequestEncryptionPublicKey !== undefined;
}

interface AssertionKey {
  readonly signer: Signer;
  readonly kid: string;
  readonly x5c?: readonly string[];
}

function signedAssertion(
  context: AgentContext,
  { signer, kid, x5c }: AssertionKey,
  material: RequestMaterial,
  scope: string,
): CredentialClaims {
  const { customAssertionRequestHeaderClaims: customHeader } = context.configuration;
  const draft: Draft = material.quirks.assertion({
    header: {
      typ: context.style === 'sdk14' ? typ.loginAssertion : oldTyp,
      alg: signer.alg,
      kid,
      ...(x5c ? { x5c } : {}),
      ...customHeader,
    },
    claims: assertionClaims(context, material, scope),
    signer,
  });
  return {
    claims: { grant_type: grantType.jwtBearer, assertion: sign(draft) },
    assertion: { header: draft.header, claims: draft.claims },
  };
}

function encryptedPassword(
  context: AgentContext,
  password: string,
  material: RequestMaterial,
  scope: string,
): CredentialClaims {
  const { mac, configuration } = context;
  const recipient = fromAnyBase64(configuration.loginRequestEncryptionPublicKey ?? '');
  if (recipient?.length !== 65) {
    throw new PlatformSsoError(
      'configuration-incomplete',
      'The encryption key of the login configuration is no P-256 key.',
    );
  }
  const kid = appleKeyId(recipient, mac.crypto);
  const draft = material.quirks.assertion({
    header: { typ: typ.encryptedLoginAssertion, alg: 'ECDH-ES', enc: 'A256GCM', kid },
    claims: { ...assertionClaims(context, material, scope), password },
    signer: mac.enclave.signer(context.signingKey),
  });
  const encryption = {
    recipient,
    ephemeral: ephemeralKey(context),
    iv: mac.ports.random.bytes(12),
    apvPrefix: configuration.loginRequestEncryptionAPVPrefix ?? '',
    kid,
  };
  const assertion = encodeEncryptedLoginAssertion(draft.claims, encryption, mac.crypto);
  return { claims: { grant_type: grantType.jwtBearer, assertion }, assertion: draft };
}

function assertionClaims(context: AgentContext, material: RequestMaterial, scope: string): JsonObject {
  const { configuration, loginUserName } = context;
  if (configuration.audience === undefined) {
    throw new PlatformSsoError('configuration-incomplete', 'audience missing from configuration.');
  }
  return {
    ...configuration.customAssertionRequestBodyClaims,
    iss: loginUserName,
    sub: loginUserName,
    aud: configuration.audience,
    iat: material.issuedAt,
    exp: material.expiresAt,
    nonce: material.nonce,
    request_nonce: material.requestNonce,
    scope,
  };
}

function ephemeralKey({ mac }: AgentContext): KeyAgreement {
  return keyAgreement(p256Pair(randomScalar(mac.ports.random)).privateKey);
}
