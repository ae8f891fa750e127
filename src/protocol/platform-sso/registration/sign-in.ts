/**
 * The sign-in of the extension's registration window: a person's account and password for a short-lived access token
 * that authorises registrations only. Porchlight's own exchange, JSON both ways.
 */
import type { JsonObject } from '../../encoding/json.ts';
import { requiredDate, requiredText } from '../claims.ts';

/** What the person typed. */
export interface RegistrationSignIn {
  readonly username: string;
  readonly password: string;
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
  return { username: signIn.username, password: signIn.password };
}

/** Reads the body. @throws {MessageError} `missing_claim`, `malformed_claim` */
export function parseRegistrationSignIn(body: JsonObject): RegistrationSignIn {
  return { username: requiredText(body, 'username'), password: requiredText(body, 'password') };
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
