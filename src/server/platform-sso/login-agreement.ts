/**
 * The unlock agreement inside a login's answer: seen announced by another identity provider for macOS 27, which then saves the
 * Mac its key exchanges. Nothing of it stands in Apple's documents, so that a login without it, and a person without an unlock
 * key, are answered as ever.
 */
import { toBase64 } from '#protocol/encoding/base64.ts';
import { KeyError } from '#protocol/crypto.ts';
import type { LoginRequest } from '#protocol/platform-sso/login-request.ts';
import type { AuthenticatedRequest } from './authenticate-device.ts';
import type { PlatformSso } from './context.ts';
import { Refusal } from './refusal.ts';

/** The members of the answer, or none. @throws {Refusal} `point_not_on_curve` */
export async function agreementInLogin(
  sso: PlatformSso,
  { request, device }: AuthenticatedRequest<LoginRequest>,
  userId: string,
): Promise<{ readonly key: string; readonly keyContext: string } | undefined> {
  if (!request.otherPublicKey) return undefined;
  const { deviceId } = device;
  const owner = { deviceId, userId, purpose: 'user_unlock' } as const;
  const newest = await sso.vault.newestAgreement(sso.database, owner);
  if (!newest) return undefined;
  try {
    return { key: toBase64(newest.agreement.agree(request.otherPublicKey)), keyContext: newest.keyContext };
  } catch (error) {
    if (error instanceof KeyError) throw new Refusal('point_not_on_curve', { deviceId, userId });
    throw error;
  }
}
