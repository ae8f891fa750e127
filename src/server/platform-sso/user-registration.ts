/** User registration: a person, by a method, on a registered device. A new one replaces the old, with its tokens. */
import {
  type SignedUserRegistration,
  type UserKey,
  encodeUserRegistrationResponse,
  parseUserRegistration,
  userKeyProofTyp,
} from '#protocol/platform-sso/registration/user-registration.ts';
import { KeyError } from '#protocol/crypto.ts';
import { toBase64, toBase64url } from '#protocol/encoding/base64.ts';
import { equals } from '#protocol/encoding/bytes.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { hasValidSignature } from '#protocol/jose/jws.ts';
import { type LoginAssertion, verifyLoginAssertion } from '#protocol/platform-sso/login-assertion.ts';
import { parseKeyId } from '#protocol/platform-sso/signed-request.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { User } from '#server/directory/directory.ts';
import type { Origin, PlatformSso } from './context.ts';
import { consumeNonce } from './nonces.ts';
import { Refusal } from './refusal.ts';
import { revokeFamilies } from './refresh-tokens.ts';
import { checkRegistrationTime } from './registration-time.ts';
import { checkAccessToken } from './registration-tokens.ts';
import { endpoints } from './settings.ts';
import { type DeviceWithKeys, findDeviceByKey } from './stores/devices.ts';
import { isUserKeyTaken, putRegistration } from './stores/registrations.ts';

/** Answers a user registration. @throws {Refusal} and {MessageError} */
export async function registerUser(sso: PlatformSso, compact: string, origin: Origin): Promise<JsonObject> {
  const registration = parseUserRegistration(compact);
  const nonce = sso.nonces.recognise(registration.requestNonce, origin.clientRequestId);
  const device = await signingDevice(sso, registration);
  const { deviceId } = device;
  sso.budgets.check({ address: origin.address, deviceId });
  const user = await provenUser(sso, registration, device);
  if (device.userId !== undefined && device.userId !== user.id)
    throw new Refusal('device_mismatch', { deviceId, userId: user.id });
  const userKeyId = registration.userKey && provenUserKey(sso, registration, registration.userKey, device);
  const now = sso.clock.now();
  const outcome = await sso.database.write(async (writer) => {
    if (!(await consumeNonce(writer, nonce))) return 'nonce_replayed';
    if (userKeyId && (await isUserKeyTaken(writer, userKeyId, deviceId, user.id))) return 'key_already_registered';
    const id = `reg-${toBase64url(sso.random.bytes(12))}`;
    const userKey = registration.userKey?.publicKey;
    await putRegistration(
      writer,
      { id, deviceId, userId: user.id, method: registration.method, userKeyId, userKey },
      now,
    );
    await revokeFamilies(writer, { deviceId, userId: user.id }, now);
    appendAudit(writer, now, [
      {
        type: 'platform-sso.user.registered',
        outcome: 'changed',
        userId: user.id,
        deviceId,
        address: origin.address,
        detail: {
          method: registration.method,
          proof: registration.proof.kind,
          ...(userKeyId ? { userKeyId: toBase64(userKeyId) } : {}),
        },
      },
    ]);
    return 'registered';
  });
  if (outcome !== 'registered') throw new Refusal(outcome, { deviceId, userId: user.id });
  return encodeUserRegistrationResponse({ loginUserName: user.userPrincipalName, userId: user.id });
}

async function signingDevice(sso: PlatformSso, registration: SignedUserRegistration): Promise<DeviceWithKeys> {
  const device = await findDeviceByKey(sso.database, registration.keyId);
  if (!device) throw new Refusal('device_unknown');
  const { deviceId } = device;
  if (!hasValidSignature(registration.jws, nodeCrypto.p256(device.signingKey))) throw new Refusal('key_proof_invalid');
  checkRegistrationTime(sso, registration, endpoints(sso.settings.issuer).userRegistration);
  if (device.deviceState === 'revoked') throw new Refusal('device_revoked', { deviceId });
  if (device.keyState === 'retired') throw new Refusal('device_keys_retired', { deviceId });
  return device;
}

async function provenUser(
  sso: PlatformSso,
  registration: SignedUserRegistration,
  { deviceId, serialNumber }: DeviceWithKeys,
): Promise<User> {
  const { proof } = registration;
  if (proof.kind === 'smart-card') {
    const ofCard = await userOfCard(sso, registration, proof.assertion, deviceId);
    const signedIn =
      proof.token === undefined ? ofCard : await userOfToken(sso, proof.token, { deviceId, serialNumber });
    if (signedIn.id !== ofCard.id) throw new Refusal('card_of_another', { deviceId, userId: signedIn.id });
    return ofCard;
  }
  return userOfToken(sso, proof.token, { deviceId, serialNumber });
}

async function userOfToken(
  sso: PlatformSso,
  token: string,
  { deviceId, serialNumber }: Pick<DeviceWithKeys, 'deviceId' | 'serialNumber'>,
): Promise<User> {
  const outcome = await checkAccessToken(sso.database, token, serialNumber, sso.clock);
  if (outcome.kind === 'foreign') throw new Refusal('access_token_foreign', { deviceId, userId: outcome.userId });
  const user = outcome.kind === 'good' ? await sso.directory.userById(outcome.userId) : undefined;
  if (!user || user.state === 'disabled') throw new Refusal('access_token_invalid', { deviceId });
  return user;
}

// The card speaks for itself: its signature over our nonce is the person's sign-in, for its own method only. Its audience
// is this endpoint, so that no login's assertion can register and no registration's can log in.
async function userOfCard(
  sso: PlatformSso,
  registration: SignedUserRegistration,
  assertion: LoginAssertion,
  deviceId: string,
): Promise<User> {
  if (registration.method !== 'SmartCard') throw new Refusal('method_not_allowed', { deviceId });
  const outcome = await sso.directory.userOfCertificate(assertion.x5c);
  if (outcome.kind === 'refused') {
    throw new Refusal('card_not_accepted', {
      deviceId,
      reason: outcome.reason,
      ...(outcome.user ? { userId: outcome.user.id } : {}),
    });
  }
  verifyLoginAssertion(assertion, nodeCrypto.spki(outcome.publicKeySpki), {
    username: assertion.subject,
    nonce: assertion.nonce,
    requestNonce: registration.requestNonce,
    scope: assertion.scope,
    audience: registration.audience,
    now: sso.clock.now() / 1000,
    leeway: sso.settings.leeway,
  });
  return outcome.user;
}

function provenUserKey(
  sso: PlatformSso,
  registration: SignedUserRegistration,
  { publicKey, proof, attestation }: UserKey,
  device: DeviceWithKeys,
): Uint8Array {
  const keyId = nodeCrypto.sha256(publicKey);
  const { header, claims } = proof;
  const isProof =
    header['typ'] === userKeyProofTyp &&
    equals(parseKeyId(header), keyId) &&
    claims['request_nonce'] === registration.requestNonce &&
    claims['aud'] === registration.audience &&
    hasValidSignature(proof, imported(publicKey));
  if (!isProof) throw new Refusal('key_proof_invalid', { deviceId: device.deviceId });
  const { serialNumber } = device;
  sso.attestation.judge({ chain: attestation, key: publicKey, requestNonce: registration.requestNonce, serialNumber });
  return keyId;
}

function imported(point: Uint8Array) {
  try {
    return nodeCrypto.p256(point);
  } catch (error) {
    if (error instanceof KeyError) throw new Refusal('point_not_on_curve');
    throw error;
  }
}
