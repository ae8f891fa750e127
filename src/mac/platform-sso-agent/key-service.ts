/**
 * Platform SSO 2.0: the key request, which brings the certificate of the user's unlock key, and the key exchange, which
 * brings the secret of that key and one of the Mac's. Source: Apple, "Supporting key requests and key exchange requests".
 */
import { toBase64 } from '#protocol/encoding/base64.ts';
import { toHex } from '#protocol/encoding/bytes.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { mediaType, typ } from '#protocol/platform-sso/media-types.ts';
import { MessageError } from '#protocol/platform-sso/message-error.ts';
import { parseKeyExchangeResponse } from '#protocol/platform-sso/key-exchange-response.ts';
import { parseKeyResponse } from '#protocol/platform-sso/key-response.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import type { ExchangeRecord } from '../evidence-log.ts';
import { check } from '../transport.ts';
import type { AgentContext } from './agent-context.ts';
import { PlatformSsoError, type PlatformSsoFailureCode } from './failure.ts';
import { clockTolerance } from './id-token.ts';
import { authorizationScope } from './scopes.ts';
import { type RequestMaterial, type SignedMessage, exchangeSigned } from './signed-exchange.ts';

/** The unlock key of a user as the identity provider gave it. */
export interface UnlockKey {
  /** DER. */
  readonly certificate: Uint8Array;
  /** X9.63, 65 bytes. */
  readonly publicKey: Uint8Array;
  /** SHA-1 of the point, upper-case hex: `userUnlockHash`. */
  readonly hash: string;
  readonly keyContext: string | undefined;
}

/** Whether this Mac and this configuration use the key service at all. */
export function usesKeyService({ mac, plan, configuration }: AgentContext): boolean {
  return mac.traits().keyService && plan.sharedDeviceKeys && configuration.protocolVersion === '2.0';
}

/** Asks for the certificate. @throws {PlatformSsoError} `key-response-time`, `key-certificate-malformed`, `key-certificate-key` */
export async function requestUnlockKey(context: AgentContext, refreshToken: string): Promise<UnlockKey> {
  const { configuration, mac } = context;
  const { body, answer } = await exchangeSigned(context, {
    ...keyServiceMessage(context, 'key request'),
    customValues: configuration.customKeyRequestValues,
    customHeader: configuration.customKeyRequestHeaderClaims,
    customBody: configuration.customKeyRequestBodyClaims,
    claims: (material) => ({ claims: keyServiceClaims(context, material, refreshToken, 'key_request') }),
  });
  const response = reading(() => parseKeyResponse(body), 'response-claims');
  checkTimes(response.issuedAt, response.expiresAt, Math.floor(mac.wireNow() / 1000), answer.record);
  const publicKey = checkCertificate(response.certificate, answer.record);
  const hash = toHex(mac.crypto.sha1(publicKey)).toUpperCase();
  return { certificate: response.certificate, publicKey, hash, keyContext: response.keyContext };
}

/** The secret of one agreement, and the key context that may take the place of the old one. */
export interface ExchangedSecret {
  /** X coordinate, 32 bytes. */
  readonly key: Uint8Array;
  readonly keyContext: string | undefined;
}

/** Asks for the secret of the unlock key and a public key of the Mac. @throws {PlatformSsoError} `key-exchange-malformed` */
export async function exchangeKey(
  context: AgentContext,
  question: {
    readonly refreshToken: string;
    /** X9.63, 65 bytes. */
    readonly otherPublicKey: Uint8Array;
    readonly keyContext: string | undefined;
  },
): Promise<ExchangedSecret> {
  const { configuration } = context;
  const own = {
    other_publickey: toBase64(question.otherPublicKey),
    ...(question.keyContext === undefined ? {} : { key_context: question.keyContext }),
  };
  const { body, answer } = await exchangeSigned(context, {
    ...keyServiceMessage(context, 'key exchange'),
    customValues: configuration.customKeyExchangeRequestValues,
    customHeader: configuration.customKeyExchangeRequestHeaderClaims,
    customBody: configuration.customKeyExchangeRequestBodyClaims,
    claims: (material) => ({
      claims: { ...keyServiceClaims(context, material, question.refreshToken, 'key_exchange'), ...own },
    }),
  });
  const response = reading(() => parseKeyExchangeResponse(body), 'key-exchange-malformed');
  answer.record.checks.push({ sentence: 'It holds a key of 32 bytes in standard base64.', holds: true });
  return { key: response.key, keyContext: response.keyContext };
}

function keyServiceMessage(
  { configuration }: AgentContext,
  purpose: 'key request' | 'key exchange',
): Pick<SignedMessage, 'purpose' | 'url' | 'version' | 'accept' | 'typ'> & { readonly purpose: typeof purpose } {
  return {
    purpose,
    url: configuration.keyEndpointURL,
    version: '2.0',
    accept: mediaType.keyResponse,
    typ: typ.keyRequest,
  };
}

// No aud, no client_id, no grant_type: neither Apple's samples nor real Macs have them.
function keyServiceClaims(
  context: AgentContext,
  material: RequestMaterial,
  refreshToken: string,
  requestType: 'key_request' | 'key_exchange',
): JsonObject {
  const { configuration, loginUserName } = context;
  const scope = authorizationScope(context);
  return {
    version: '1.0',
    request_type: requestType,
    key_purpose: 'user_unlock',
    jwe_crypto: material.jweCrypto,
    iss: configuration.clientID,
    sub: loginUserName,
    username: loginUserName,
    nonce: material.nonce,
    [configuration.serverNonceClaimName]: material.requestNonce,
    refresh_token: refreshToken,
    ...(scope === undefined ? {} : { scope }),
    iat: material.issuedAt,
    exp: material.expiresAt,
  };
}

function checkTimes(issuedAt: number, expiresAt: number, now: number, record: ExchangeRecord): void {
  const fits = issuedAt <= now + clockTolerance && expiresAt >= now - clockTolerance;
  const wrong = 'The key response is from the future or has expired.';
  check(record, fits, 'Its times fit.', 'key-response-time', wrong);
}

// Chain, validity and usages are not looked at.
function checkCertificate(der: Uint8Array, record: ExchangeRecord): Uint8Array {
  const certificate = readCertificate(der);
  const wrongForm = 'The certificate of the unlock key does not parse.';
  check(record, certificate !== undefined, 'It holds an X.509 certificate.', 'key-certificate-malformed', wrongForm);
  const key = certificate?.publicKey;
  const isP256 = key?.kind === 'ec' && key.curve === 'P-256';
  const wrongKey = 'Certificate contains incorrect key size.';
  check(record, isP256, 'The key of the certificate is P-256.', 'key-certificate-key', wrongKey);
  return key?.kind === 'ec' ? key.point : new Uint8Array();
}

function readCertificate(der: Uint8Array): Certificate | undefined {
  try {
    return parseCertificate(der);
  } catch {
    return undefined;
  }
}

function reading<Value>(step: () => Value, code: PlatformSsoFailureCode): Value {
  try {
    return step();
  } catch (error) {
    if (error instanceof MessageError) throw new PlatformSsoError(code, error.message);
    throw error;
  }
}
