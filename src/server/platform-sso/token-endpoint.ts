/** The token endpoint: one address for nonces, logins, refreshes, key requests and key exchanges, as macOS defaults have it. */
import { FormError, parseForm } from '#protocol/encoding/form.ts';
import { encodeNonceResponse, isNonceRequest } from '#protocol/platform-sso/nonce.ts';
import { parsePlatformSsoRequest, type PlatformSsoRequest } from '#protocol/platform-sso/request.ts';
import { parseTokenRequest } from '#protocol/platform-sso/token-request.ts';
import { authenticateDevice } from './authenticate-device.ts';
import type { Origin, PlatformSso } from './context.ts';
import { answerKeyExchange, answerKeyRequest } from './key-service.ts';
import { login } from './login.ts';
import { refresh } from './refresh.ts';
import { Refusal } from './refusal.ts';
import type { Answer } from './response.ts';

/** Answers whatever form comes. @throws {Refusal} and {MessageError} */
export async function answerTokenRequest(sso: PlatformSso, body: string, origin: Origin): Promise<Answer> {
  const fields = readForm(body);
  if (isNonceRequest(fields)) return answerNonceRequest(sso, origin);
  sso.budgets.check({ address: origin.address });
  return dispatch(sso, parsePlatformSsoRequest(parseTokenRequest(fields)), origin);
}

/** Gives out a nonce, bound to the client-request-id. Writes nothing. */
export function answerNonceRequest(sso: PlatformSso, { clientRequestId }: Origin): Answer {
  const body = encodeNonceResponse(sso.nonces.issue(clientRequestId));
  return { status: 200, contentType: 'application/json', body };
}

async function dispatch(sso: PlatformSso, request: PlatformSsoRequest, origin: Origin): Promise<Answer> {
  switch (request.kind) {
    case 'login':
      return login(sso, await authenticateDevice(sso, request, origin));
    case 'refresh':
      return refresh(sso, await authenticateDevice(sso, request, origin));
    case 'key_request':
      return answerKeyRequest(sso, await authenticateDevice(sso, request, origin));
    case 'key_exchange':
      return answerKeyExchange(sso, await authenticateDevice(sso, request, origin));
  }
}

function readForm(body: string) {
  try {
    return parseForm(body);
  } catch (error) {
    if (error instanceof FormError) throw new Refusal('malformed_form');
    throw error;
  }
}
