/** The plaintext of a login or refresh response: an OAuth token response. Source: as `response.ts`. */
import type { JsonObject } from '../encoding/json.ts';
import { optionalDate, optionalText, requiredText } from './claims.ts';
import { MessageError } from './message-error.ts';

/** Tokens for the Mac. Lives are in seconds. */
export interface LoginResponse {
  readonly idToken: string;
  readonly refreshToken: string;
  readonly refreshTokenExpiresIn: number;
  readonly expiresIn: number;
  readonly accessToken?: string;
  /** The unlock agreement, when the login asked for it with `other_publickey`: 32 bytes in standard base64. */
  readonly key?: string;
  readonly keyContext?: string;
}

/** The body that is encrypted. */
export function encodeLoginResponse(response: LoginResponse): JsonObject {
  return {
    token_type: 'Bearer',
    id_token: response.idToken,
    refresh_token: response.refreshToken,
    refresh_token_expires_in: response.refreshTokenExpiresIn,
    expires_in: response.expiresIn,
    ...(response.accessToken === undefined ? {} : { access_token: response.accessToken }),
    ...(response.key === undefined ? {} : { key: response.key }),
    ...(response.keyContext === undefined ? {} : { key_context: response.keyContext }),
  };
}

/** Reads the body with a Mac's tolerance. @throws {MessageError} `missing_claim`, `malformed_claim` */
export function parseLoginResponse(body: JsonObject): LoginResponse {
  const expiresIn = optionalDate(body, 'expires_in');
  const refreshTokenExpiresIn = optionalDate(body, 'refresh_token_expires_in') ?? expiresIn;
  if (refreshTokenExpiresIn === undefined)
    throw new MessageError('missing_claim', 'The response says no life of its tokens.');
  const accessToken = optionalText(body, 'access_token');
  const key = optionalText(body, 'key');
  const keyContext = optionalText(body, 'key_context');
  return {
    idToken: requiredText(body, 'id_token'),
    refreshToken: requiredText(body, 'refresh_token'),
    refreshTokenExpiresIn,
    expiresIn: expiresIn ?? refreshTokenExpiresIn,
    ...(accessToken === undefined ? {} : { accessToken }),
    ...(key === undefined ? {} : { key }),
    ...(keyContext === undefined ? {} : { keyContext }),
  };
}
