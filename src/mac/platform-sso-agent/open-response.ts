/**
 * Opening an encrypted response the way macOS does, with every check written down. Source: Apple, "Processing the JWE
 * login response" and "Performing encryption verification".
 */
import { type KeyAgreement, KeyError } from '#protocol/crypto.ts';
import { fromAnyBase64 } from '#protocol/encoding/base64.ts';
import { equals } from '#protocol/encoding/bytes.ts';
import { type JsonObject, parseJsonObject } from '#protocol/encoding/json.ts';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import { JoseError } from '#protocol/jose/error.ts';
import { type UnopenedJwe, openJwe, parseJwe } from '#protocol/jose/jwe.ts';
import { pointFromJwk } from '#protocol/jose/jwk.ts';
import { MessageError } from '#protocol/platform-sso/message-error.ts';
import { parseRequestPartyVInfo, splitFields } from '#protocol/platform-sso/party-info.ts';
import type { MacParts } from '../mac-parts.ts';
import { noteDecrypted } from '../evidence-log.ts';
import { type Answer, check } from '../transport.ts';
import { PlatformSsoError, type PlatformSsoFailureCode } from './failure.ts';

/** What the Mac's own request said. */
export interface OwnRequest {
  readonly nonce: string;
  /** PartyVInfo as sent; that of the response's header is not looked at. */
  readonly apv: Uint8Array;
  /** The device encryption key. */
  readonly key: KeyAgreement;
}

/** The JSON inside. @throws {PlatformSsoError} one code per check, `response-…` */
export function openEncryptedResponse(mac: MacParts, answer: Answer, own: OwnRequest): JsonObject {
  const { record } = answer;
  const jwe = reading(() => parseJwe(answer.text.trim()), 'response-malformed');
  record.checks.push({ sentence: 'The response is a compact JWE.', holds: true });
  const { alg, enc } = jwe.header as { alg?: unknown; enc?: unknown };
  const isOffered = alg === 'ECDH-ES' && enc === 'A256GCM';
  const wrongAlgorithm = 'The response is not encrypted with ECDH-ES and A256GCM.';
  check(record, isOffered, 'It uses ECDH-ES and A256GCM.', 'response-algorithm', wrongAlgorithm);
  const ephemeral = reading(() => pointFromJwk(jwe.header['epk']), 'response-epk-malformed');
  record.checks.push({ sentence: 'Its ephemeral key is a P-256 JWK with coordinates of 32 bytes.', holds: true });
  const partyUInfo = checkPartyUInfo(answer, jwe, ephemeral);
  checkOwnPartyVInfo(answer, own);
  const opening = { key: own.key, ephemeral, partyUInfo, partyVInfo: own.apv };
  const plaintext = reading(() => openJwe(jwe, opening, mac.crypto), 'response-undecryptable');
  record.checks.push({
    sentence: 'It decrypts with the device encryption key and the apv of the request.',
    holds: true,
  });
  const claims = parseJsonObject(fromUtf8(plaintext) ?? '');
  check(
    record,
    claims !== undefined,
    'It holds a JSON object.',
    'response-claims',
    'The response holds no JSON object.',
  );
  noteDecrypted(record, { header: jwe.header, claims });
  return claims ?? {};
}

function checkPartyUInfo({ record }: Answer, { header }: UnopenedJwe, ephemeral: Uint8Array): Uint8Array {
  const apu = header['apu'];
  const bytes = typeof apu === 'string' ? fromAnyBase64(apu) : undefined;
  check(record, bytes !== undefined, 'It names an apu.', 'response-apu-missing', 'The response has no apu.');
  const [, key] = reading(() => splitFields(bytes ?? new Uint8Array()), 'response-apu-mismatch');
  const fits = key !== undefined && equals(key, ephemeral);
  const wrong = "The second field of the response's apu is not its ephemeral key.";
  check(record, fits, 'The second field of apu is the ephemeral key.', 'response-apu-mismatch', wrong);
  return bytes ?? new Uint8Array();
}

function checkOwnPartyVInfo({ record }: Answer, own: OwnRequest): void {
  const { deviceEncryptionKey, nonce } = parseRequestPartyVInfo(own.apv);
  const fits = equals(deviceEncryptionKey, own.key.publicKey) && nonce === own.nonce;
  const wrong = "The apv of the Mac's own request does not name its key and nonce.";
  check(record, fits, "The request's apv names this Mac's key and nonce.", 'response-own-apv', wrong);
}

function reading<Value>(step: () => Value, code: PlatformSsoFailureCode): Value {
  try {
    return step();
  } catch (error) {
    if (error instanceof KeyError) throw new PlatformSsoError('response-point-not-on-curve', error.message);
    if (error instanceof JoseError || error instanceof MessageError) throw new PlatformSsoError(code, error.message);
    throw error;
  }
}
