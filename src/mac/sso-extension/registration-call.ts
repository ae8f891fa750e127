/** One call of Porchlight's extension to its server: nonce, message, answer, with the quirks of registrations. */
import { type JsonObject, appleJson, parseJsonObject } from '#protocol/encoding/json.ts';
import { parseJws, signJws } from '#protocol/jose/jws.ts';
import type { Signer } from '#protocol/crypto.ts';
import type { Purpose } from '../evidence.ts';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import { answerFacts, isSuccess } from '../platform-sso-agent/refusal.ts';
import { fetchServerNonce } from '../platform-sso-agent/server-nonce.ts';
import type { QuirkRun } from '../quirks/quirk-box.ts';
import { exchange, systemHeaders } from '../transport.ts';
import type { LoginManager } from './sso-extension.ts';

/** What a registration is made from. */
export interface RegistrationMaterial {
  readonly requestNonce: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly audience: string;
  readonly quirks: QuirkRun;
}

/**
 * Posts `{"registration": "<JWS>"}` and reads the answer; once more with a fresh nonce when the answer was lost.
 * @throws {PlatformSsoError} `refused-by-identity-provider`, `response-malformed`, and those of the transport
 */
export async function callRegistration(
  manager: LoginManager,
  purpose: 'device registration' | 'user registration',
  urls: { readonly nonce: string; readonly registration: string },
  make: (material: RegistrationMaterial) => Promise<string>,
): Promise<JsonObject> {
  try {
    return await callOnce(manager, purpose, urls, make);
  } catch (error) {
    if (error instanceof PlatformSsoError && error.code === 'answer-lost')
      return callOnce(manager, purpose, urls, make);
    throw error;
  }
}

async function callOnce(
  manager: LoginManager,
  purpose: 'device registration' | 'user registration',
  urls: { readonly nonce: string; readonly registration: string },
  make: (material: RegistrationMaterial) => Promise<string>,
): Promise<JsonObject> {
  const { mac } = manager;
  const requestId = mac.uuid();
  const quirks = mac.quirks.begin(purpose);
  const serverNonce = await fetchServerNonce(mac, { url: urls.nonce, keyPath: 'Nonce', values: [], requestId });
  const requestNonce = quirks.serverNonce(serverNonce);
  mac.quirks.remember('last nonce', serverNonce);
  const issuedAt = Math.floor(mac.wireNow() / 1000);
  const made = await make({ requestNonce, issuedAt, audience: urls.registration, quirks });
  const jws = quirks.compact(changed(made, mac.enclave.signer(manager.signingKey), quirks));
  mac.quirks.remember(`last ${purpose}`, jws);
  const { header, claims } = parseJws(made);
  const id = quirks.requestId(requestId);
  return postJson(manager, {
    purpose,
    url: urls.registration,
    body: { registration: jws },
    message: { header, claims },
    id,
    quirks,
  });
}

// Quirks of the signature work on the finished message; without one the message is left as it was made.
function changed(jws: string, signer: Signer, quirks: QuirkRun): string {
  const { header, claims } = parseJws(jws);
  const draft = { header, claims, signer };
  const other = quirks.request(draft);
  return other === draft ? jws : signJws(JSON.stringify(other.header), JSON.stringify(other.claims), other.signer);
}

/** A JSON body posted, a JSON object back. @throws {PlatformSsoError} `wrong-credential` for 401, and as above */
export async function postJson(
  { mac }: LoginManager,
  posting: {
    readonly purpose: Purpose;
    readonly url: string;
    readonly body: JsonObject;
    readonly message?: { readonly header: JsonObject; readonly claims: JsonObject };
    readonly id?: string;
    readonly quirks?: QuirkRun;
  },
): Promise<JsonObject> {
  const { purpose, url, body, message, id, quirks } = posting;
  const answer = await exchange(mac, {
    purpose,
    method: 'POST',
    url,
    headers: {
      'Content-type': 'application/json',
      Accept: 'application/json',
      ...(id === undefined ? {} : { 'client-request-id': id }),
      ...systemHeaders(mac, 'Porchlight'),
    },
    body: appleJson(body),
    ...(message ? { message } : {}),
    ...(quirks ? { quirks } : {}),
  });
  if (!isSuccess(answer.status)) {
    const facts = answerFacts(answer);
    const code = answer.status === 401 ? 'wrong-credential' : 'refused-by-identity-provider';
    throw new PlatformSsoError(code, facts.serverSentence ?? `The server answers with status ${answer.status}.`, facts);
  }
  const json = parseJsonObject(answer.text);
  if (!json) throw new PlatformSsoError('response-malformed', 'The server does not answer with a JSON object.');
  return json;
}
