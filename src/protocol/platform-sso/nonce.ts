/**
 * The nonce request and its response. The Mac asks before every other request; it is neither signed nor authenticated.
 * Source: Apple, "Obtaining a server nonce".
 */
import { type FormFields, appleForm } from '../encoding/form.ts';
import { type JsonObject, type JsonValue, isJsonObject } from '../encoding/json.ts';
import { grantType } from './media-types.ts';

/** The form body: `grant_type=srv_challenge`, then what the login configuration adds. */
export function encodeNonceRequest(customValues: Iterable<readonly [string, string]> = []): string {
  return appleForm([['grant_type', grantType.nonce], ...customValues]);
}

/** Whether a form asks for a nonce. */
export function isNonceRequest(fields: FormFields): boolean {
  return fields.get('grant_type') === grantType.nonce;
}

/** The response body, with the default key path `Nonce`. */
export function encodeNonceResponse(nonce: string): string {
  return JSON.stringify({ Nonce: nonce });
}

/** The nonce at a key path such as `data.challenge`; if nothing is there, at `Nonce`; undefined if neither is a string. */
export function parseNonceResponse(body: JsonObject, keyPath = 'Nonce'): string | undefined {
  const found = keyPath
    .split('.')
    .reduce<JsonValue | undefined>((value, key) => (isJsonObject(value) ? value[key] : undefined), body);
  const nonce = found ?? body['Nonce'];
  return typeof nonce === 'string' && nonce !== '' ? nonce : undefined;
}
