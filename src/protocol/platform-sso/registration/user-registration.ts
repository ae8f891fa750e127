/**
 * User registration: binds a person, and for the Secure Enclave method their key, to a registered device. Porchlight's
 * own exchange: a JWS by the device signing key, posted as `{"registration": "<JWS>"}`.
 */
import type { Signer } from '../../crypto.ts';
import { toBase64 } from '../../encoding/base64.ts';
import { type JsonObject } from '../../encoding/json.ts';
import { type UnverifiedJws, signJws } from '../../jose/jws.ts';
import { optionalText, requiredDate, requiredText } from '../claims.ts';
import { type LoginAssertion, parseLoginAssertion } from '../login-assertion.ts';
import { MessageError } from '../message-error.ts';
import { parseKeyId, readJws } from '../signed-request.ts';
import { parseAttestationChain } from './device-registration.ts';
import { parsePublicKey } from './public-key-forms.ts';

/** `typ` of the JWS. */
export const userRegistrationTyp = 'porchlight-user-registration+jwt';
/** `typ` of the proof that the user's Secure Enclave key is held. */
export const userKeyProofTyp = 'porchlight-user-key-proof+jwt';

/** The method of the profile, in Apple's spelling; `OpenID` needs macOS 27. */
export type AuthenticationMethod = (typeof methods)[number];
const methods = ['Password', 'UserSecureEnclaveKey', 'SmartCard', 'OpenID'] as const;

/**
 * Who the person is: a token of their sign-in, or the smart card's own signature. A sign-in may stand beside the card: then
 * both have to name one person.
 */
export type UserProof =
  | { readonly kind: 'access-token'; readonly token: string }
  | { readonly kind: 'smart-card'; readonly assertion: LoginAssertion; readonly token: string | undefined };

/** A Secure Enclave key of the person, with a JWS by that key over the nonce. */
export interface UserKey {
  /** X9.63, 65 bytes. */
  readonly publicKey: Uint8Array;
  readonly proof: UnverifiedJws;
  readonly attestation: readonly Uint8Array[] | undefined;
}

/** A user registration, read but not verified. */
export interface SignedUserRegistration {
  readonly jws: UnverifiedJws;
  /** Key id of the device signing key, 32 bytes. */
  readonly keyId: Uint8Array;
  readonly method: AuthenticationMethod;
  readonly proof: UserProof;
  /** Present exactly with the method `UserSecureEnclaveKey`. */
  readonly userKey: UserKey | undefined;
  readonly requestNonce: string;
  readonly audience: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
}

/** The claims of a registration, as the extension fills them. */
export interface UserRegistrationClaims {
  readonly method: AuthenticationMethod;
  readonly proof: {
    readonly kind: 'access-token' | 'smart-card';
    readonly value: string;
    /** A sign-in beside the card. */
    readonly accessToken?: string | undefined;
  };
  readonly userKey?: {
    readonly publicKey: Uint8Array;
    readonly proof: string;
    readonly attestation?: readonly Uint8Array[];
  };
  readonly requestNonce: string;
  readonly audience: string;
  readonly issuedAt: number;
}

/** Makes the JWS. The signer is the device signing key. */
export function encodeUserRegistration(registration: UserRegistrationClaims, kid: string, signer: Signer): string {
  const { proof, userKey } = registration;
  const claims = {
    aud: registration.audience,
    iat: registration.issuedAt,
    request_nonce: registration.requestNonce,
    method: registration.method,
    [proof.kind === 'access-token' ? 'access_token' : 'smart_card_assertion']: proof.value,
    ...(proof.accessToken === undefined ? {} : { access_token: proof.accessToken }),
    ...(userKey ? { user_key: toBase64(userKey.publicKey), user_key_proof: userKey.proof } : {}),
    ...(userKey?.attestation ? { attestation: userKey.attestation.map((der) => toBase64(der)) } : {}),
  };
  return signJws(JSON.stringify({ typ: userRegistrationTyp, alg: signer.alg, kid }), JSON.stringify(claims), signer);
}

/** Makes the proof that a Secure Enclave key is held: signed by that key, over the same nonce and audience. */
export function encodeUserKeyProof(requestNonce: string, audience: string, kid: string, signer: Signer): string {
  const header = { typ: userKeyProofTyp, alg: signer.alg, kid };
  return signJws(JSON.stringify(header), JSON.stringify({ aud: audience, request_nonce: requestNonce }), signer);
}

/** Reads the JWS. @throws {MessageError} `malformed_jws`, `unexpected_typ`, `missing_claim`, `malformed_claim` */
export function parseUserRegistration(compact: string): SignedUserRegistration {
  const jws = readJws(compact);
  const { header, claims } = jws;
  if (header['typ'] !== userRegistrationTyp) throw new MessageError('unexpected_typ', 'Not a user registration.');
  const method = parseMethod(claims);
  return {
    jws,
    keyId: parseKeyId(header),
    method,
    proof: parseUserProof(claims),
    userKey: method === 'UserSecureEnclaveKey' ? parseUserKey(claims) : undefined,
    requestNonce: requiredText(claims, 'request_nonce'),
    audience: requiredText(claims, 'aud'),
    issuedAt: requiredDate(claims, 'iat'),
  };
}

/** What the identity provider answers: the name that logins will carry, and the id that `sub` will name. */
export interface UserRegistrationResponse {
  readonly loginUserName: string;
  readonly userId: string;
}

/** The JSON body. */
export function encodeUserRegistrationResponse(response: UserRegistrationResponse): JsonObject {
  return { login_user_name: response.loginUserName, user_id: response.userId };
}

/** Reads the body. @throws {MessageError} `missing_claim` */
export function parseUserRegistrationResponse(body: JsonObject): UserRegistrationResponse {
  return { loginUserName: requiredText(body, 'login_user_name'), userId: requiredText(body, 'user_id') };
}

function parseMethod(claims: JsonObject): AuthenticationMethod {
  const named = requiredText(claims, 'method');
  const method = methods.find((name) => name === named);
  if (!method) throw new MessageError('malformed_claim', `The claim "method" is none of ${methods.join(', ')}.`);
  return method;
}

function parseUserProof(claims: JsonObject): UserProof {
  const token = optionalText(claims, 'access_token');
  if (token !== undefined && claims['smart_card_assertion'] === undefined) return { kind: 'access-token', token };
  return { kind: 'smart-card', assertion: parseLoginAssertion(requiredText(claims, 'smart_card_assertion')), token };
}

function parseUserKey(claims: JsonObject): UserKey {
  return {
    publicKey: parsePublicKey(requiredText(claims, 'user_key'), 'user_key'),
    proof: readJws(requiredText(claims, 'user_key_proof')),
    attestation: parseAttestationChain(claims),
  };
}
