/** The login: nonce and credential proven, a refresh family begun, tokens sealed for the Mac. */
import { toBase64 } from '#protocol/encoding/base64.ts';
import type { LoginRequest } from '#protocol/platform-sso/login-request.ts';
import { encodeLoginResponse } from '#protocol/platform-sso/login-response.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { AuthenticatedRequest } from './authenticate-device.ts';
import type { PlatformSso } from './context.ts';
import { attemptOf, methodOf, proveCredential, type ProvenCredential } from './credentials.ts';
import { storeFirstLogin } from './first-login.ts';
import { unsignedIdToken } from './id-token.ts';
import { agreementInLogin } from './login-agreement.ts';
import { consumeNonce } from './nonces.ts';
import { Refusal } from './refusal.ts';
import { beginFamily, type NewToken, newToken } from './refresh-tokens.ts';
import { type Answer, sealedAnswer } from './response.ts';
import { redeemCode } from './web-sign-in/redeem.ts';

/** Answers a login request. @throws {Refusal} and {MessageError}, as its steps say; `nonce_replayed` */
export async function login(sso: PlatformSso, authenticated: AuthenticatedRequest<LoginRequest>): Promise<Answer> {
  const { request, device } = authenticated;
  sso.budgets.check(attemptOf(authenticated));
  const isPassword = methodOf[request.credential.kind] === 'Password';
  // A password costs milliseconds to check: its nonce is used up first, so that a replay costs nothing.
  if (isPassword) await useNonce(sso, authenticated);
  const proven = await proveCredential(sso, authenticated);
  const groups = await requestedGroups(sso, request, proven.user.id);
  const agreement = await agreementInLogin(sso, authenticated, proven.user.id);
  const token = newToken(sso.random);
  // Sealed while the disk is waited for; nobody has the answer before both are done.
  const [answer] = await Promise.all([
    seal(sso, authenticated, { proven, groups, token, agreement }),
    begin(sso, authenticated, proven, isPassword, token),
  ]);
  sso.lastSeen.note(device.deviceId, proven.registration.id);
  return answer;
}

interface Answered {
  readonly proven: ProvenCredential;
  readonly groups: readonly string[] | undefined;
  readonly token: NewToken;
  readonly agreement: Awaited<ReturnType<typeof agreementInLogin>>;
}

function seal(
  sso: PlatformSso,
  authenticated: AuthenticatedRequest<LoginRequest>,
  { proven: { user, amr }, groups, token, agreement }: Answered,
): Promise<Answer> {
  const { nonce } = authenticated.request;
  const authTime = Math.floor(sso.clock.now() / 1000);
  const body = encodeLoginResponse({
    idToken: '', // signed on the way out
    refreshToken: token.text,
    refreshTokenExpiresIn: sso.settings.refreshTokenLife,
    expiresIn: sso.settings.refreshTokenLife,
    ...agreement,
  });
  const idToken = unsignedIdToken(sso, { user, nonce, amr, authTime, groups });
  return sealedAnswer(sso, authenticated, 'login', body, idToken);
}

async function useNonce(sso: PlatformSso, { nonce, device }: AuthenticatedRequest<LoginRequest>): Promise<void> {
  const fresh = await sso.database.write((writer) => consumeNonce(writer, nonce));
  if (!fresh) throw new Refusal('nonce_replayed', { deviceId: device.deviceId });
}

// Nonce, registration where it is the first login, family and audit event are one unit: all are durable, or none.
async function begin(
  sso: PlatformSso,
  authenticated: AuthenticatedRequest<LoginRequest>,
  { user, name, firstLogin, code, amr }: ProvenCredential,
  nonceIsUsed: boolean,
  token: NewToken,
): Promise<void> {
  const { request, device, nonce, origin } = authenticated;
  const now = sso.clock.now();
  const owner = { deviceId: device.deviceId, userId: user.id, credential: name, ...(code ? { amr } : {}) };
  const { credential, occasion } = request;
  const begun = await sso.database.write(async (writer) => {
    if (!nonceIsUsed && !(await consumeNonce(writer, nonce))) return 'nonce_replayed';
    if (code && credential.kind === 'web-sign-in') {
      const redeemed = await redeemCode(writer, code, credential.callback, token.familyId, now);
      if (redeemed !== 'redeemed') return redeemed;
    }
    if (firstLogin && !(await storeFirstLogin(writer, firstLogin, authenticated, user, now)))
      return 'user_not_registered';
    await beginFamily(writer, token, owner, now, now + sso.settings.refreshTokenLife * 1000);
    appendAudit(writer, now, [
      {
        type: 'platform-sso.login',
        outcome: 'allowed',
        userId: user.id,
        deviceId: device.deviceId,
        address: origin.address,
        detail: {
          credential: credential.kind,
          family: toBase64(token.familyId),
          ...(occasion === undefined ? {} : { occasion }),
        },
      },
    ]);
    return 'begun';
  });
  if (begun !== 'begun') throw new Refusal(begun, { deviceId: device.deviceId, userId: user.id });
}

/** Those of the requested groups that the person is in, compared to the letter; undefined when none were requested. */
export async function requestedGroups(
  sso: PlatformSso,
  { requestedGroups: requested }: Pick<LoginRequest, 'requestedGroups'>,
  userId: string,
): Promise<readonly string[] | undefined> {
  if (requested.length === 0) return undefined;
  const member = new Set(await sso.directory.groupsOf(userId));
  return requested.filter((group) => member.has(group));
}
