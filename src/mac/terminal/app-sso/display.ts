/** How `app-sso platform -s` shows what must not be read: secrets as a digest, certificates as base64url of their DER. */
import { nodeCrypto } from '#runtime/crypto.ts';
import { fromAnyBase64, toBase64, toBase64url } from '#protocol/encoding/base64.ts';
import type { JsonObject, JsonValue } from '#protocol/encoding/json.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';

/** Base64 of the SHA-256 of a secret. The secret is base64 as the Mac's state keeps it, or any text. */
export function secretDigest(secret: string): string {
  return toBase64(nodeCrypto.sha256(fromAnyBase64(secret) ?? utf8(secret)));
}

/** Base64url of a certificate's DER that is kept as base64. */
export function certificateText(base64: string): string {
  const der = fromAnyBase64(base64);
  return der ? toBase64url(der) : base64;
}

/** The object without its undefined members: what is not set is not printed. */
export function present(members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject;
}
