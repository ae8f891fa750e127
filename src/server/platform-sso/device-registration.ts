/**
 * Device registration. Who may: a Mac with its own token, or a person who signed in; the second never replaces the keys
 * of a Mac that somebody else registered, because nothing then proves which Mac is asking.
 */
import {
  type SignedDeviceRegistration,
  encodeDeviceRegistrationResponse,
  parseDeviceRegistration,
} from '#protocol/platform-sso/registration/device-registration.ts';
import type { JsonObject } from '#protocol/encoding/json.ts';
import { toBase64, toBase64url } from '#protocol/encoding/base64.ts';
import { equals } from '#protocol/encoding/bytes.ts';
import { KeyError, type VerificationKey } from '#protocol/crypto.ts';
import { hasValidSignature } from '#protocol/jose/jws.ts';
import { parseKeyId } from '#protocol/platform-sso/signed-request.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Writer } from '#server/store/database.ts';
import type { AttestedBy } from './attestation.ts';
import type { Origin, PlatformSso } from './context.ts';
import { withPlainFacts } from './device-facts.ts';
import { loginConfigurationOf } from './login-configuration.ts';
import { type LiveNonce, consumeNonce } from './nonces.ts';
import { Refusal, type RefusalCode } from './refusal.ts';
import { revokeFamilies } from './refresh-tokens.ts';
import { checkRegistrationTime } from './registration-time.ts';
import { checkAccessToken, spendRegistrationToken } from './registration-tokens.ts';
import { endpoints } from './settings.ts';
import {
  expectDevice,
  findDevice,
  findDeviceByKey,
  insertDeviceKeys,
  markRegistered,
  retireDeviceKeys,
} from './stores/devices.ts';
import { findRegistration } from './stores/registrations.ts';

/** A registration whose keys were proven and judged; what remains is whether this Mac may, and to write it. */
interface ProvenRegistration {
  readonly registration: SignedDeviceRegistration;
  readonly keyId: Uint8Array;
  readonly attestedBy: AttestedBy;
  readonly nonce: LiveNonce;
  /** The person who signed in; undefined where the Mac's own token authorises. */
  readonly signIn: SignInProof | undefined;
}

interface SignInProof {
  readonly userId: string;
  /** Signed in during setup, at the address that Apple gave to this Mac alone. */
  readonly replacesKeys: boolean;
}

type Outcome =
  | { readonly kind: 'registered' | 'unchanged' | 'repaired'; readonly deviceId: string }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly deviceId?: string };

const refusalOfToken = {
  unknown: 'registration_token_unknown',
  expired: 'registration_token_expired',
  spent: 'registration_token_spent',
  foreign: 'registration_token_foreign',
} as const;

/** Answers a device registration. @throws {Refusal} and {MessageError} */
export async function registerDevice(sso: PlatformSso, compact: string, origin: Origin): Promise<JsonObject> {
  const proven = await prove(sso, withPlainFacts(parseDeviceRegistration(compact)), origin);
  const outcome = await sso.database.write((writer) => decide(sso, writer, proven, origin));
  if (outcome.kind === 'refused') {
    throw new Refusal(outcome.code, outcome.deviceId === undefined ? {} : { deviceId: outcome.deviceId });
  }
  const { sharedDeviceKeys } = proven.registration;
  return encodeDeviceRegistrationResponse({
    deviceId: outcome.deviceId,
    outcome: outcome.kind,
    loginConfiguration: loginConfigurationOf(sso, { encryptPasswords: sharedDeviceKeys, deviceId: outcome.deviceId }),
  });
}

async function prove(
  sso: PlatformSso,
  registration: SignedDeviceRegistration,
  origin: Origin,
): Promise<ProvenRegistration> {
  const nonce = sso.nonces.recognise(registration.requestNonce, origin.clientRequestId);
  const signingKey = imported(registration.signingKey);
  imported(registration.encryptionKey);
  const keyId = nodeCrypto.sha256(registration.signingKey);
  if (!equals(parseKeyId(registration.jws.header), keyId) || !hasValidSignature(registration.jws, signingKey)) {
    throw new Refusal('key_proof_invalid');
  }
  checkRegistrationTime(sso, registration, endpoints(sso.settings.issuer).deviceRegistration);
  const attestedBy = sso.attestation.judge({
    chain: registration.attestation,
    key: registration.signingKey,
    requestNonce: registration.requestNonce,
    serialNumber: registration.serialNumber,
    udid: registration.udid,
  });
  return { registration, keyId, attestedBy, nonce, signIn: await signedInUser(sso, registration) };
}

async function signedInUser(
  sso: PlatformSso,
  { proof, serialNumber }: SignedDeviceRegistration,
): Promise<SignInProof | undefined> {
  if (proof.kind === 'registration-token') return undefined;
  const outcome = await checkAccessToken(sso.database, proof.token, serialNumber, sso.clock);
  if (outcome.kind === 'foreign') throw new Refusal('access_token_foreign', { userId: outcome.userId });
  const user = outcome.kind === 'good' ? await sso.directory.userById(outcome.userId) : undefined;
  if (outcome.kind !== 'good' || !user || user.state === 'disabled') throw new Refusal('access_token_invalid');
  // During setup the organisation asked for this very sign-in, of the Mac that it was assigned.
  if (!outcome.ofSetup && !sso.settings.usersMayRegisterDevices) {
    throw new Refusal('registration_not_allowed', { userId: user.id });
  }
  return { userId: user.id, replacesKeys: outcome.replacesKeys };
}

async function decide(sso: PlatformSso, writer: Writer, proven: ProvenRegistration, origin: Origin): Promise<Outcome> {
  const { registration, keyId } = proven;
  const userId = proven.signIn?.userId;
  const { serialNumber } = registration;
  if (!(await consumeNonce(writer, proven.nonce))) return { kind: 'refused', code: 'nonce_replayed' };
  if (registration.proof.kind === 'registration-token') {
    const token = await spendRegistrationToken(writer, registration.proof.token, { serialNumber, keyId }, sso.clock);
    if (token !== 'good') return { kind: 'refused', code: refusalOfToken[token] };
  }
  const now = sso.clock.now();
  await expectDevice(writer, `dev-${toBase64url(sso.random.bytes(12))}`, serialNumber, now);
  const device = await findDevice(writer, serialNumber);
  if (!device) throw new Error('The device that was just made is not there.');
  const holder = await findDeviceByKey(writer, keyId);
  if (holder && (holder.deviceId !== device.id || holder.keyState === 'retired')) {
    return { kind: 'refused', code: 'key_already_registered', deviceId: device.id };
  }
  if (device.state === 'revoked') return { kind: 'refused', code: 'device_revoked', deviceId: device.id };
  const sameKeys = holder !== undefined && equals(holder.encryptionKey, registration.encryptionKey);
  if (sameKeys && device.state === 'registered') return { kind: 'unchanged', deviceId: device.id };
  if (
    device.state === 'registered' &&
    registration.sharedDeviceKeys &&
    !(await mayReplaceKeys(writer, device.id, proven))
  ) {
    return { kind: 'refused', code: 'device_already_registered', deviceId: device.id };
  }
  const retired = await retireDeviceKeys(writer, device.id, { shared: registration.sharedDeviceKeys, userId });
  const { signingKey, encryptionKey, sharedDeviceKeys: shared } = registration;
  const stored = await insertDeviceKeys(
    writer,
    { keyId, deviceId: device.id, signingKey, encryptionKey, shared, userId },
    now,
  );
  if (!stored) return { kind: 'refused', code: 'key_already_registered', deviceId: device.id };
  if (retired > 0)
    await revokeFamilies(writer, { deviceId: device.id, ...(shared || userId === undefined ? {} : { userId }) }, now);
  await markRegistered(writer, device.id, factsOf(proven), now);
  const kind = retired > 0 ? 'repaired' : 'registered';
  appendAudit(writer, now, [
    {
      type: `platform-sso.device.${kind}`,
      outcome: 'changed',
      deviceId: device.id,
      address: origin.address,
      ...(userId === undefined ? {} : { userId }),
      detail: { serialNumber, keyId: toBase64(keyId), attestation: proven.attestedBy, proof: registration.proof.kind },
    },
  ]);
  return { kind, deviceId: device.id };
}

// A token made for this Mac, or a person who is registered on it already or sets it up anew, may bring new keys.
async function mayReplaceKeys(
  writer: Writer,
  deviceId: string,
  { registration, signIn }: ProvenRegistration,
): Promise<boolean> {
  if (registration.proof.kind === 'registration-token' || signIn?.replacesKeys === true) return true;
  if (signIn === undefined) return false;
  return (await findRegistration(writer, deviceId, signIn.userId))?.state === 'active';
}

function factsOf({ registration, attestedBy }: ProvenRegistration) {
  const { udid, model, osVersion, deviceName } = registration;
  return { udid, model, osVersion, name: deviceName, attestation: attestedBy };
}

function imported(point: Uint8Array): VerificationKey {
  try {
    return nodeCrypto.p256(point);
  } catch (error) {
    if (error instanceof KeyError) throw new Refusal('point_not_on_curve');
    throw error;
  }
}
