/**
 * Misbehaviour on request. A quirk is a description and what it does at some of the points that every message passes;
 * messages themselves know nothing of quirks.
 */
import type { JsonObject } from '#protocol/encoding/json.ts';
import type { Crypto, KeyAgreement, Signer } from '#protocol/crypto.ts';
import type { DeviceRegistration } from '#protocol/platform-sso/registration/device-registration.ts';
import type { UserRegistrationClaims } from '#protocol/platform-sso/registration/user-registration.ts';
import type { AuthenticatorData } from '#protocol/webauthn/authenticator-data.ts';
import type { ClientData } from '#protocol/webauthn/client-data.ts';
import type { Random } from '#runtime/random.ts';

/** Messages that quirks can change. */
export type QuirkPurpose =
  | 'login'
  | 'refresh'
  | 'key request'
  | 'key exchange'
  | 'device registration'
  | 'user registration'
  | 'sso proof'
  /** The window of a web sign-in (macOS 27), until it ends. */
  | 'web sign-in'
  | 'machine information'
  | 'check-in'
  | 'command'
  | 'report'
  | 'declarations'
  /** All requests by ACME for one identity. */
  | 'identity'
  /** A ceremony of WebAuthn. */
  | 'passkey'
  /** No message: a command of MDM, about to be executed. */
  | 'execution';

/** A JWS about to be signed. */
export interface Draft {
  readonly header: JsonObject;
  readonly claims: JsonObject;
  readonly signer: Signer;
}

/** An attestation about to be asked for. */
export interface AttestationDraft {
  readonly publicKey: Uint8Array;
  readonly clientDataHash: Uint8Array;
  readonly chain: readonly Uint8Array[];
}

/** What a quirk may use. */
export interface QuirkTools {
  /** Given with the quirk, or undefined. */
  readonly value: string | undefined;
  /** What was remembered under a name, or undefined. */
  remembered(name: string): string | undefined;
  readonly random: Random;
  readonly crypto: Crypto;
  /** A key that nobody has registered. */
  strangerKey(): { readonly signer: Signer; readonly agreement: KeyAgreement };
  /** Seconds since 1970, by the Mac's clock. */
  readonly now: number;
  readonly purpose: QuirkPurpose;
}

/** One way to misbehave. Each function returns what takes the place of what it is given. */
export interface Quirk {
  /** What it does, and what an identity provider must answer. One sentence each. */
  readonly description: string;
  readonly purposes: readonly QuirkPurpose[];
  /** Needs a `value`. */
  readonly needsValue?: boolean;
  /** The `client-request-id` of the signed message. */
  requestId?(id: string, tools: QuirkTools): string;
  /** The server nonce that the message names. */
  serverNonce?(nonce: string, tools: QuirkTools): string;
  /** The embedded assertion before it is signed. */
  assertion?(draft: Draft, tools: QuirkTools): Draft;
  /** The signed request before it is signed. */
  request?(draft: Draft, tools: QuirkTools): Draft;
  /** The compact JWS after signing. */
  compact?(jws: string, tools: QuirkTools): string;
  /** The address that the window of a web sign-in loads, after macOS has written it. */
  webAddress?(url: string, tools: QuirkTools): string;
  /** The window of a web sign-in loads its address without a request object. */
  readonly leavesOutRequestObject?: boolean;
  deviceRegistration?(registration: DeviceRegistration, tools: QuirkTools): DeviceRegistration;
  userRegistration?(registration: UserRegistrationClaims, tools: QuirkTools): UserRegistrationClaims;
  /** Signs the proof that the user's key is held. */
  userKeySigner?(signer: Signer, tools: QuirkTools): Signer;
  /** What is asked of the attestation service. */
  attestationQuestion?(draft: AttestationDraft, tools: QuirkTools): AttestationDraft;
  /** The chain that the attestation service answered. */
  attestationChain?(draft: AttestationDraft, tools: QuirkTools): readonly Uint8Array[];
  /** What the browser says of a ceremony. */
  clientData?(data: ClientData, tools: QuirkTools): ClientData;
  /** What the authenticator says of a ceremony. */
  authenticatorData?(data: AuthenticatorData, tools: QuirkTools): AuthenticatorData;
  /** Signs for a passkey. */
  passkeySigner?(signer: Signer, tools: QuirkTools): Signer;
  /** What becomes of an MDM command, in place of executing it; with a value only of the request type that it names. */
  readonly commandStatus?: 'NotNow' | 'Error';
  /** The header `Mdm-Signature`, or undefined for none. */
  mdmSignature?(signature: string, tools: QuirkTools): string;
  /** A property list is sent in binary. */
  readonly binary?: boolean;
  /** ES256 signatures whose r or s begins with a zero lose it: 63 bytes. */
  readonly shortSignature?: boolean;
  /** CMS is written in DER, with signed attributes and the time of signing. */
  readonly signedAttributes?: boolean;
  /** The answer is thrown away after the message was sent; the Mac tries again by itself, with a fresh nonce. */
  readonly losesAnswer?: boolean;
}
