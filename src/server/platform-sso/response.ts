/** Successful answers: sealed for the device that asked. */
import type { JsonObject } from '#protocol/encoding/json.ts';
import { mediaType, oldTyp, typ } from '#protocol/platform-sso/media-types.ts';
import type { PlatformSsoRequest } from '#protocol/platform-sso/request.ts';
import type { AuthenticatedRequest } from './authenticate-device.ts';
import type { PlatformSso } from './context.ts';
import type { UnsignedIdToken } from './id-token.ts';

/** An HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly retryAfterSeconds?: number;
}

/**
 * Encrypts a body in the style that the request was written in. An id_token is signed on the way and takes its place in
 * the body. May be begun before what it says is durable, as long as nobody is answered with it until then.
 */
export async function sealedAnswer(
  sso: Pick<PlatformSso, 'random' | 'crypto'>,
  { request, device }: AuthenticatedRequest<PlatformSsoRequest>,
  kind: 'login' | 'key',
  body: JsonObject,
  idToken?: UnsignedIdToken,
): Promise<Answer> {
  const newTyp = kind === 'login' ? typ.loginResponse : typ.keyResponse;
  const sealing = {
    body,
    token: idToken?.token,
    typ: request.typ === oldTyp ? oldTyp : newTyp,
    deviceEncryptionKey: device.encryptionKey,
    apv: request.jweCrypto.apv,
    iv: sso.random.bytes(12),
  };
  return {
    status: 200,
    contentType: kind === 'login' ? mediaType.loginResponse : mediaType.keyResponse,
    body: await sso.crypto.seal(sealing, idToken?.key),
  };
}
