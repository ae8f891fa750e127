/**
 * The callback of a web sign-in as the credential of a login (RFC 6749 sections 4.1.3 and 10.5): it must come whole, from the
 * Mac that asked, for the person who signed in, for what they signed in for, once, within a minute. A code that turns up
 * where it must not ends what it gave.
 */
import type { LoginRequest } from '#protocol/platform-sso/login-request.ts';
import type { Callback } from '#protocol/platform-sso/web-sign-in/callback.ts';
import { constantTimeEqual } from '#runtime/crypto.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { User } from '#server/directory/directory.ts';
import type { Writer } from '#server/store/database.ts';
import type { AuthenticatedRequest } from '../authenticate-device.ts';
import type { PlatformSso } from '../context.ts';
import { consumeNonce } from '../nonces.ts';
import { Refusal, type RefusalCode } from '../refusal.ts';
import { revokeFamily } from '../refresh-tokens.ts';
import { type FoundCode, callbackHash, consumeCode, findCode } from './codes.ts';

/** A person who signed in on the web; the code is used up with the login's unit. */
export interface WebCredential {
  readonly user: User;
  readonly code: FoundCode;
}

/**
 * Judges a callback.
 * @throws {Refusal} `authorization_code_unknown`, `authorization_code_foreign`, `callback_mismatch`,
 * `authorization_scope_mismatch`, `wrong_credential`, `nonce_replayed`
 */
export async function proveCallback(
  sso: PlatformSso,
  login: AuthenticatedRequest<LoginRequest>,
  callback: Callback,
): Promise<WebCredential> {
  const { deviceId } = login.device;
  const code = await findCode(sso.database, callback.code);
  if (!code) throw new Refusal('authorization_code_unknown', { deviceId });
  const about = { deviceId, userId: code.userId };
  if (code.deviceId !== deviceId) return spoil(sso, login, code, 'authorization_code_foreign', 'another-device');
  if (!constantTimeEqual(code.callbackHash, callbackHash(callback)))
    return spoil(sso, login, code, 'callback_mismatch');
  const user = await sso.directory.findUser(login.request.username);
  if (user?.id !== code.userId) return spoil(sso, login, code, 'authorization_code_foreign', 'another-person');
  if (login.request.occasion !== code.occasion) return spoil(sso, login, code, 'authorization_scope_mismatch');
  if (user.state === 'disabled') throw new Refusal('wrong_credential', { ...about, reason: 'disabled' });
  return { user, code };
}

/** Uses the code for a refresh family that begins, as part of the login's unit. A code that comes again ends what it gave. */
export async function redeemCode(
  writer: Writer,
  { codeHash }: FoundCode,
  callback: Callback,
  familyId: Uint8Array,
  now: number,
): Promise<'redeemed' | 'authorization_code_replayed' | 'authorization_code_expired'> {
  if (await consumeCode(writer, codeHash, familyId, now)) return 'redeemed';
  const found = await findCode(writer, callback.code);
  if (!found?.consumed) return 'authorization_code_expired';
  await endWhatItGave(writer, found, 'authorization_code_replayed', now);
  return 'authorization_code_replayed';
}

async function spoil(
  sso: PlatformSso,
  { nonce, device }: AuthenticatedRequest<LoginRequest>,
  code: FoundCode,
  refusal: RefusalCode,
  reason?: string,
): Promise<never> {
  const now = sso.clock.now();
  const about = { deviceId: device.deviceId, userId: code.userId, ...(reason === undefined ? {} : { reason }) };
  // A request that was answered before says nothing about who holds the code now.
  const isFresh = await sso.database.write(async (writer) => {
    if (!(await consumeNonce(writer, nonce))) return false;
    await consumeCode(writer, code.codeHash, code.familyId, now);
    await endWhatItGave(writer, code, refusal, now);
    return true;
  });
  throw new Refusal(isFresh ? refusal : 'nonce_replayed', about);
}

async function endWhatItGave(writer: Writer, code: FoundCode, refusal: RefusalCode, now: number): Promise<void> {
  if (!code.familyId) return;
  await revokeFamily(writer, code.familyId, now);
  appendAudit(writer, now, [
    {
      type: 'platform-sso.refresh-family.revoked',
      outcome: 'changed',
      code: refusal,
      userId: code.userId,
      deviceId: code.deviceId,
    },
  ]);
}
