/**
 * The end of the extension's registration window: its code and the verifier (RFC 7636) for a short-lived access token that
 * authorises registrations only. Porchlight's own exchange, JSON both ways.
 */
import type { JsonObject } from '../../encoding/json.ts';
import { requiredDate, requiredText } from '../claims.ts';

/** What the window ended with, and what it was begun with. */
export interface RegistrationSignIn {
  readonly code: string;
  readonly codeVerifier: string;
}

/** The token. Its life is in seconds. */
export interface RegistrationAccessToken {
  readonly accessToken: string;
  readonly expiresIn: number;
  /** The name that the directory knows the person by. */
  readonly username: string;
}

/** The JSON body. */
export function encodeRegistrationSignIn(signIn: RegistrationSignIn): JsonObject {
  return { code: signIn.code, code_verifier: signIn.codeVerifier };
}

/** Reads the body. @throws {MessageError} `missing_claim`, `malformed_claim` */
export function parseRegistrationSignIn(body: JsonObject): RegistrationSignIn {
  return { code: requiredText(body, 'code'), codeVerifier: requiredText(body, 'code_verifier') };
}

/** The JSON body of the answer. */
export function encodeRegistrationAccessToken(token: RegistrationAccessToken): JsonObject {
  return {
    token_type: 'Bearer',
    access_token: token.accessToken,
    expires_in: token.expiresIn,
    username: token.username,
  };
}

/** Reads the answer. @throws {MessageError} `missing_claim`, `malformed_claim` */
export function parseRegistrationAccessToken(body: JsonObject): RegistrationAccessToken {
  return {
    accessToken: requiredText(body, 'access_token'),
    expiresIn: requiredDate(body, 'expires_in'),
    username: requiredText(body, 'username'),
  };
}
