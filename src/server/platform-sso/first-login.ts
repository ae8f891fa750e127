/**
 * The first login as registration: a person who has no registration on a Mac, has just proven a password or a card, and
 * may by policy, gets one in the same unit as the login. Revoked people stay out.
 */
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { LoginRequest } from '#protocol/platform-sso/login-request.ts';
import type { AuthenticationMethod } from '#protocol/platform-sso/registration/user-registration.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { User } from '#server/directory/directory.ts';
import type { Writer } from '#server/store/database.ts';
import type { AuthenticatedRequest } from './authenticate-device.ts';
import type { PlatformSso } from './context.ts';
import { type FirstLoginPurpose, letsIn, purposeOfScopes } from './first-login-policy.ts';
import { Refusal } from './refusal.ts';
import { type Registration, findRegistration, insertRegistration } from './stores/registrations.ts';

/** A registration that is allowed and not yet stored. */
export interface FirstLogin {
  readonly registration: Registration;
  readonly purpose: FirstLoginPurpose;
}

/**
 * Judges a proven first login. The Mac must have shared device keys: others belong to one person.
 * @throws {Refusal} `user_not_registered` where no policy speaks of it, `first_login_not_allowed`
 */
export async function allowFirstLogin(
  sso: PlatformSso,
  { request, device }: AuthenticatedRequest<LoginRequest>,
  user: User,
  method: AuthenticationMethod,
): Promise<FirstLogin> {
  const about = { deviceId: device.deviceId, userId: user.id };
  const purpose = purposeOfScopes(request.scopes);
  if (!device.shared || purpose === undefined) throw new Refusal('user_not_registered', about);
  const rule = sso.settings.firstLogin[purpose];
  if (rule.kind === 'nobody') throw new Refusal('user_not_registered', about);
  if (!letsIn(rule, rule.kind === 'members' ? await sso.directory.groupsOf(user.id) : []))
    throw new Refusal('first_login_not_allowed', { ...about, reason: purpose });
  const id = `reg-${toBase64url(sso.random.bytes(12))}`;
  return { purpose, registration: { id, method, state: 'active', userKeyId: undefined, userKey: undefined } };
}

/**
 * Stores the registration of a first login, as part of the login's unit. False when a registration that does not allow
 * this login was made, or revoked, meanwhile.
 */
export async function storeFirstLogin(
  writer: Writer,
  { registration, purpose }: FirstLogin,
  { device, origin }: AuthenticatedRequest<LoginRequest>,
  user: User,
  now: number,
): Promise<boolean> {
  const { deviceId } = device;
  const { id, method } = registration;
  const place = { id, deviceId, userId: user.id, method, userKeyId: undefined, userKey: undefined };
  if (!(await insertRegistration(writer, place, now))) {
    const found = await findRegistration(writer, deviceId, user.id);
    return found?.state === 'active' && found.method === method;
  }
  appendAudit(writer, now, [
    {
      type: 'platform-sso.user.registered',
      outcome: 'changed',
      userId: user.id,
      deviceId,
      address: origin.address,
      detail: { method, proof: 'first-login', purpose },
    },
  ]);
  return true;
}
