/**
 * The credential of a login request: whose it is, and whether it proves that. One rule for each kind; what is wrong with
 * a credential is answered with 401 by its code, and told in full to the audit chain only.
 */
import type { LoginAssertion } from '#protocol/platform-sso/login-assertion.ts';
import { verifyAssertionClaims, verifyLoginAssertion } from '#protocol/platform-sso/login-assertion.ts';
import { openEncryptedLoginAssertion } from '#protocol/platform-sso/encrypted-login-assertion.ts';
import type { LoginCredential, LoginRequest } from '#protocol/platform-sso/login-request.ts';
import type { AuthenticationMethod } from '#protocol/platform-sso/registration/user-registration.ts';
import type { Verified } from '#protocol/platform-sso/verify-request.ts';
import type { Callback } from '#protocol/platform-sso/web-sign-in/callback.ts';
import { fromAnyBase64, toBase64 } from '#protocol/encoding/base64.ts';
import { equals } from '#protocol/encoding/bytes.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { User } from '#server/directory/directory.ts';
import type { AuthenticatedRequest } from './authenticate-device.ts';
import type { PlatformSso } from './context.ts';
import { type FirstLogin, allowFirstLogin } from './first-login.ts';
import { Refusal } from './refusal.ts';
import { endpoints } from './settings.ts';
import { type Registration, findRegistration } from './stores/registrations.ts';
import type { FoundCode } from './web-sign-in/codes.ts';
import { proveCallback } from './web-sign-in/redeem.ts';

/** A proven person with their registration on the device. */
export interface ProvenCredential {
  readonly user: User;
  readonly registration: Registration;
  /** There while the registration is still to be stored, with the login. */
  readonly firstLogin?: FirstLogin;
  /** For the refresh family: `password`, or the key's or certificate's digest in base64. */
  readonly name: string;
  /** RFC 8176. */
  readonly amr: readonly string[];
  /** Used up with the login. */
  readonly code?: FoundCode;
}

/** The method that a kind of credential belongs to. */
export const methodOf: Readonly<Record<LoginCredential['kind'], AuthenticationMethod>> = {
  password: 'Password',
  'encrypted-password': 'Password',
  'secure-enclave-key': 'UserSecureEnclaveKey',
  'smart-card': 'SmartCard',
  'web-sign-in': 'OpenID',
};

/**
 * Proves the credential of an authenticated login request.
 * @throws {Refusal} `wrong_credential`, `password_must_change`, `user_key_unknown`, `card_not_accepted`,
 * `user_not_registered`, `first_login_not_allowed`, `method_not_allowed`, `password_not_encrypted`,
 * `token_exchange_not_supported`, and those of a callback
 * @throws {MessageError} `assertion_...`, `party_info_...`, `point_not_on_curve`
 */
export async function proveCredential(
  sso: PlatformSso,
  login: AuthenticatedRequest<LoginRequest>,
): Promise<ProvenCredential> {
  const { credential } = login.request;
  switch (credential.kind) {
    case 'password':
      if (sso.settings.encryptPasswords && login.device.shared) throw new Refusal('password_not_encrypted', of(login));
      return provePassword(sso, login, credential.password);
    case 'encrypted-password': {
      const { agreement } = sso.keys.encryption();
      const opened = openEncryptedLoginAssertion(credential.assertion, agreement, nodeCrypto);
      verifyAssertionClaims(opened, assertionContext(sso, login.request));
      return provePassword(sso, login, opened.password);
    }
    case 'secure-enclave-key':
      return proveSecureEnclaveKey(sso, login, credential.assertion);
    case 'smart-card':
      return proveSmartCard(sso, login, credential.assertion);
    case 'web-sign-in':
      return proveWebSignIn(sso, login, credential.callback);
  }
}

async function proveWebSignIn(
  sso: PlatformSso,
  login: AuthenticatedRequest<LoginRequest>,
  callback: Callback,
): Promise<ProvenCredential> {
  if (!sso.offersWebSignIn) throw new Refusal('token_exchange_not_supported', of(login));
  const { user, code } = await proveCallback(sso, login, callback);
  const registered = await registrationFor(sso, login, user);
  return { user, ...registered, name: code.byPassword ? 'password' : 'web', amr: code.amr, code };
}

async function provePassword(
  sso: PlatformSso,
  login: AuthenticatedRequest<LoginRequest>,
  password: string,
): Promise<ProvenCredential> {
  const outcome = await sso.directory.checkPassword(login.request.username, password);
  if (outcome.kind === 'refused') {
    throw new Refusal('wrong_credential', { ...of(login, outcome.user), reason: outcome.reason });
  }
  if (outcome.kind === 'must-change') throw new Refusal('password_must_change', of(login, outcome.user));
  const registered = await registrationFor(sso, login, outcome.user);
  return { user: outcome.user, ...registered, name: 'password', amr: ['pwd'] };
}

async function proveSecureEnclaveKey(
  sso: PlatformSso,
  login: AuthenticatedRequest<LoginRequest>,
  assertion: LoginAssertion,
): Promise<ProvenCredential> {
  const user = await sso.directory.findUser(login.request.username);
  // One answer for a person who does not exist and one who is not registered here: a Mac may not ask who exists.
  if (!user) throw new Refusal('user_not_registered', { ...of(login), reason: 'unknown-user' });
  const found = await findRegistration(sso.database, login.device.deviceId, user.id);
  if (!found || found.state === 'revoked') throw new Refusal('user_not_registered', of(login, user));
  if (found.method !== 'UserSecureEnclaveKey' || !found.userKey || !found.userKeyId) {
    throw new Refusal('method_not_allowed', of(login, user));
  }
  const keyId = assertion.kid === undefined ? undefined : fromAnyBase64(assertion.kid);
  if (!keyId || !equals(keyId, found.userKeyId)) throw new Refusal('user_key_unknown', of(login, user));
  if (assertion.jws.alg !== 'ES256') throw new Refusal('user_key_unknown', { ...of(login, user), reason: 'algorithm' });
  const key = await sso.crypto.verified(found.userKey, assertion.jws);
  verifyLoginAssertion(assertion, key, assertionContext(sso, login.request));
  if (user.state === 'disabled') throw new Refusal('wrong_credential', { ...of(login, user), reason: 'disabled' });
  return { user, registration: found, name: toBase64(found.userKeyId), amr: ['hwk'] };
}

async function proveSmartCard(
  sso: PlatformSso,
  login: AuthenticatedRequest<LoginRequest>,
  assertion: LoginAssertion,
): Promise<ProvenCredential> {
  const outcome = await sso.directory.userOfCertificate(assertion.x5c);
  if (outcome.kind === 'refused')
    throw new Refusal('card_not_accepted', { ...of(login, outcome.user), reason: outcome.reason });
  verifyLoginAssertion(assertion, nodeCrypto.spki(outcome.publicKeySpki), assertionContext(sso, login.request));
  const named = await sso.directory.findUser(login.request.username);
  if (named?.id !== outcome.user.id)
    throw new Refusal('card_not_accepted', { ...of(login, outcome.user), reason: 'another-person' });
  const registered = await registrationFor(sso, login, outcome.user);
  const [leaf = new Uint8Array(0)] = assertion.x5c;
  return { user: outcome.user, ...registered, name: toBase64(nodeCrypto.sha256(leaf)), amr: ['sc'] };
}

async function registrationFor(
  sso: PlatformSso,
  login: AuthenticatedRequest<LoginRequest>,
  user: User,
): Promise<Pick<ProvenCredential, 'registration' | 'firstLogin'>> {
  const method = methodOf[login.request.credential.kind];
  const registration = await findRegistration(sso.database, login.device.deviceId, user.id);
  if (!registration) {
    const firstLogin = await allowFirstLogin(sso, login, user, method);
    return { registration: firstLogin.registration, firstLogin };
  }
  if (registration.state === 'revoked') throw new Refusal('user_not_registered', of(login, user));
  // Where Touch ID cannot be used, the web stands in for the Secure Enclave key (`AllowOpenIDForTouchIDFallback`).
  const isFallback = method === 'OpenID' && login.request.occasion === 'fallback';
  const allowed = isFallback ? ['OpenID', 'UserSecureEnclaveKey'] : [method];
  if (!allowed.includes(registration.method)) throw new Refusal('method_not_allowed', of(login, user));
  return { registration };
}

function assertionContext(sso: PlatformSso, request: Verified<LoginRequest>) {
  const { username, nonce, requestNonce, scope } = request;
  const { leeway, issuer } = sso.settings;
  return {
    username,
    nonce,
    requestNonce,
    scope,
    audience: endpoints(issuer).assertionAudience,
    now: sso.clock.now() / 1000,
    leeway,
  };
}

function of(login: AuthenticatedRequest<LoginRequest>, user?: User) {
  return { deviceId: login.device.deviceId, person: attemptOf(login).person, ...(user ? { userId: user.id } : {}) };
}

/** Whose budgets a failed login is charged to: one person's on one Mac, so that no Mac locks a person out elsewhere. */
export function attemptOf({ request, device, origin }: AuthenticatedRequest<LoginRequest>) {
  const person = `${request.username.toLowerCase()} from ${device.deviceId}`;
  return { address: origin.address, deviceId: device.deviceId, person };
}
