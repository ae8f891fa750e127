/**
 * The course of every signed message: server nonce, signed request, status, decrypted response. One `client-request-id`
 * goes with the nonce and the message.
 */
import { type JsonObject, appleJson } from '#protocol/encoding/json.ts';
import { appleKeyId } from '#protocol/jose/jwk.ts';
import { signJws } from '#protocol/jose/jws.ts';
import { encodeJweCrypto } from '#protocol/platform-sso/jwe-crypto.ts';
import type { CustomValues } from '#protocol/platform-sso/login-configuration.ts';
import { encodeRequestPartyVInfo } from '#protocol/platform-sso/party-info.ts';
import { type PlatformSsoVersion, encodeTokenRequest } from '#protocol/platform-sso/token-request.ts';
import type { DecodedMessage } from '../evidence.ts';
import type { Draft, QuirkPurpose } from '../quirks/quirk.ts';
import type { QuirkRun } from '../quirks/quirk-box.ts';
import { type Answer, exchange, systemHeaders } from '../transport.ts';
import { type AgentContext, formValues } from './agent-context.ts';
import { PlatformSsoError } from './failure.ts';
import { openEncryptedResponse } from './open-response.ts';
import { isSuccess, refusalOf } from './refusal.ts';
import { fetchServerNonce } from './server-nonce.ts';

/** What one kind of message is made of. */
export interface SignedMessage {
  readonly purpose: Extract<QuirkPurpose, 'login' | 'refresh' | 'key request' | 'key exchange'>;
  readonly url: string;
  readonly version: PlatformSsoVersion;
  readonly accept: string;
  readonly typ: string;
  readonly customValues: CustomValues | undefined;
  readonly customHeader: CustomValues | undefined;
  readonly customBody: CustomValues | undefined;
  /** The claims of this kind; `assertion` is what the evidence shows of an embedded one. */
  claims(material: RequestMaterial): { readonly claims: JsonObject; readonly assertion?: DecodedMessage };
}

/** What is fresh in every message. */
export interface RequestMaterial {
  /** The Mac's own nonce, an upper-case UUID. */
  readonly nonce: string;
  readonly requestNonce: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly jweCrypto: JsonObject;
  readonly quirks: QuirkRun;
}

/** An answer that was opened. */
export interface OpenedAnswer {
  readonly answer: Answer;
  readonly body: JsonObject;
  readonly nonce: string;
}

/** Life of every JWT of the Mac, in seconds. */
export const requestLife = 300;

/**
 * Runs the course; once more with a fresh nonce when the answer was lost.
 * @throws {PlatformSsoError} every code of transport, nonce, refusal and encryption
 */
export async function exchangeSigned(context: AgentContext, message: SignedMessage): Promise<OpenedAnswer> {
  try {
    return await exchangeOnce(context, message);
  } catch (error) {
    if (error instanceof PlatformSsoError && error.code === 'answer-lost') return exchangeOnce(context, message);
    throw error;
  }
}

async function exchangeOnce(context: AgentContext, message: SignedMessage): Promise<OpenedAnswer> {
  const { mac, configuration } = context;
  const requestId = mac.uuid();
  const quirks = mac.quirks.begin(message.purpose);
  const serverNonce = await fetchServerNonce(mac, {
    url: configuration.nonceEndpointURL,
    keyPath: configuration.nonceResponseKeypath,
    values: formValues(configuration.customNonceRequestValues),
    requestId,
  });
  const material = freshMaterial(context, quirks, serverNonce);
  mac.quirks.remember('last nonce', serverNonce);
  const { claims, assertion } = message.claims(material);
  const draft = quirks.request({
    header: requestHeader(context, message),
    claims: { ...message.customBody, ...claims },
    signer: mac.enclave.signer(context.signingKey),
  });
  const jws = quirks.compact(sign(draft));
  mac.quirks.remember(`last ${message.purpose}`, jws);
  const answer = await post(context, message, {
    jws,
    draft,
    assertion,
    requestId: quirks.requestId(requestId),
    quirks,
  });
  if (!isSuccess(answer.status)) throw refusalOf(answer, configuration.invalidCredentialPredicate);
  answer.record.checks.push({ sentence: 'The status is a success (200 to 299).', holds: true });
  const apv = encodeRequestPartyVInfo(partyVInfo(context, material.nonce));
  const own = { nonce: material.nonce, apv, key: mac.enclave.agreement(context.encryptionKey) };
  return { answer, body: openEncryptedResponse(mac, answer, own), nonce: material.nonce };
}

/** Signs a draft as macOS writes JSON. */
export function sign({ header, claims, signer }: Draft): string {
  return signJws(appleJson(header), appleJson(claims), signer);
}

function freshMaterial(context: AgentContext, quirks: QuirkRun, serverNonce: string): RequestMaterial {
  const nonce = context.mac.uuid();
  const issuedAt = Math.floor(context.mac.wireNow() / 1000);
  const jweCrypto = encodeJweCrypto(partyVInfo(context, nonce));
  const requestNonce = quirks.serverNonce(serverNonce);
  return { nonce, requestNonce, issuedAt, expiresAt: issuedAt + requestLife, jweCrypto, quirks };
}

function partyVInfo({ mac, encryptionKey }: AgentContext, nonce: string) {
  return { deviceEncryptionKey: mac.enclave.publicKey(encryptionKey), nonce };
}

// Custom header claims come after typ and may take its place: Entra's extension does so.
function requestHeader({ mac, signingKey }: AgentContext, { typ, customHeader }: SignedMessage): JsonObject {
  return { typ, alg: 'ES256', kid: appleKeyId(mac.enclave.publicKey(signingKey), mac.crypto), ...customHeader };
}

interface Posting {
  readonly jws: string;
  readonly draft: Draft;
  readonly assertion: DecodedMessage | undefined;
  readonly requestId: string;
  readonly quirks: QuirkRun;
}

function post(context: AgentContext, message: SignedMessage, posting: Posting): Promise<Answer> {
  const { mac, configuration, style } = context;
  const { purpose, url, version, accept } = message;
  const parameter = configuration.customRequestJWTParameterName ?? (style === 'sdk14' ? 'assertion' : 'request');
  return exchange(mac, {
    purpose,
    method: 'POST',
    url,
    headers: {
      'Content-type': 'application/x-www-form-urlencoded',
      Accept: accept,
      'client-request-id': posting.requestId,
      ...systemHeaders(mac),
    },
    body: encodeTokenRequest({ version, jws: posting.jws, parameter }, formValues(message.customValues)),
    message: { header: posting.draft.header, claims: posting.draft.claims },
    ...(posting.assertion ? { assertion: posting.assertion } : {}),
    quirks: posting.quirks,
  });
}
