/** The identity provider's signing keys: cached, fetched once more when a key id is not among them. */
import { type JsonWebKey, createPublicKey } from 'node:crypto';
import type { VerificationKey } from '#protocol/crypto.ts';
import { KeyError } from '#protocol/crypto.ts';
import { fromBase64 } from '#protocol/encoding/base64.ts';
import { type JsonObject, isJsonObject, parseJsonObject } from '#protocol/encoding/json.ts';
import { parseCertificate } from '#protocol/x509/certificate.ts';
import type { ExchangeRecord } from '../evidence-log.ts';
import { check, exchange, systemHeaders } from '../transport.ts';
import type { AgentContext } from './agent-context.ts';
import { checkTrustedRoots } from './jwks-roots.ts';
import { PlatformSsoError } from './failure.ts';
import { isSuccess } from './refusal.ts';

/**
 * The key of a key id, compared as text.
 * @throws {PlatformSsoError} `id-token-kid-unknown`, `jwks-unavailable`, `id-token-untrusted-certificate`
 */
export async function signingKeyOf(
  context: AgentContext,
  kid: string,
  record: ExchangeRecord,
): Promise<VerificationKey> {
  const cached = keyOf(context.mac.state.platformSso.jwks, kid);
  const jwk = cached ?? keyOf(await fetchJwks(context), kid);
  check(
    record,
    jwk !== undefined,
    `The JWKS has the key that the id_token names (${cached ? 'cached' : 'fetched'}).`,
    'id-token-kid-unknown',
    'The JWKS has no key with the "kid" of the id_token.',
  );
  return importKey(context, jwk ?? {}, record);
}

async function fetchJwks(context: AgentContext): Promise<JsonObject> {
  const { mac, configuration } = context;
  const url = configuration.jwksEndpointURL;
  const answer = await exchange(mac, { purpose: 'JWKS', method: 'GET', url, headers: systemHeaders(mac) });
  const json = isSuccess(answer.status) ? parseJsonObject(answer.text) : undefined;
  const usable = json !== undefined && Array.isArray(json['keys']);
  const wrong = `The JWKS endpoint gives no keys (status ${answer.status}).`;
  check(answer.record, usable, 'The answer is a JWKS.', 'jwks-unavailable', wrong);
  mac.state.platformSso.jwks = json;
  return json ?? {};
}

function keyOf(jwks: JsonObject | undefined, kid: string): JsonObject | undefined {
  const keys = jwks?.['keys'];
  if (!Array.isArray(keys)) return undefined;
  return keys.find((key): key is JsonObject => isJsonObject(key) && key['kid'] === kid);
}

function importKey(context: AgentContext, jwk: JsonObject, record: ExchangeRecord): VerificationKey {
  try {
    const chain = certificatesOf(jwk);
    const spki = chain[0] ? parseCertificate(chain[0]).publicKey.spki : spkiOfJwk(jwk);
    checkTrustedRoots(context, chain, record);
    return context.mac.crypto.spki(spki);
  } catch (error) {
    if (error instanceof PlatformSsoError) throw error;
    const detail = error instanceof KeyError || error instanceof Error ? error.message : 'unreadable';
    throw new PlatformSsoError('jwks-unavailable', `The key of the JWKS cannot be used: ${detail}`);
  }
}

function certificatesOf(jwk: JsonObject): readonly Uint8Array[] {
  const x5c = jwk['x5c'];
  if (!Array.isArray(x5c)) return [];
  return x5c.map((text) => (typeof text === 'string' ? fromBase64(text) : undefined) ?? new Uint8Array());
}

function spkiOfJwk(jwk: JsonObject): Uint8Array {
  const names = jwk['kty'] === 'RSA' ? ['kty', 'n', 'e'] : ['kty', 'crv', 'x', 'y'];
  const members = Object.fromEntries(names.map((name) => [name, jwk[name]])) as JsonWebKey;
  return new Uint8Array(createPublicKey({ key: members, format: 'jwk' }).export({ format: 'der', type: 'spki' }));
}
