/** Successful answers: sealed for the device that asked. */
import type { JsonObject } from '#protocol/encoding/json.ts';
import { mediaType, oldTyp, typ } from '#protocol/platform-sso/media-types.ts';
import type { PlatformSsoRequest } from '#protocol/platform-sso/request.ts';
import { sealResponse } from '#protocol/platform-sso/response.ts';
import { generateKeyAgreement, nodeCrypto } from '#runtime/crypto.ts';
import type { AuthenticatedRequest } from './authenticate-device.ts';
import type { PlatformSso } from './context.ts';

/** An HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly retryAfterSeconds?: number;
}

/** Encrypts a body in the style that the request was written in. */
export function sealedAnswer(
  sso: Pick<PlatformSso, 'random'>,
  { request, device }: AuthenticatedRequest<PlatformSsoRequest>,
  kind: 'login' | 'key',
  body: JsonObject,
): Answer {
  const newTyp = kind === 'login' ? typ.loginResponse : typ.keyResponse;
  const encryption = {
    typ: request.typ === oldTyp ? oldTyp : newTyp,
    deviceEncryptionKey: device.encryptionKey,
    apv: request.jweCrypto.apv,
    ephemeral: generateKeyAgreement(),
    iv: sso.random.bytes(12),
  };
  return {
    status: 200,
    contentType: kind === 'login' ? mediaType.loginResponse : mediaType.keyResponse,
    body: sealResponse(body, encryption, nodeCrypto),
  };
}
