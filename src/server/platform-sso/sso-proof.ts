/**
 * Proofs for single sign-on: whether a request for sign-in comes from a registered Mac, whose person is logged in there now.
 * What a proven person may then do is for whoever asked.
 */
import { toBase64url, fromBase64url } from '#protocol/encoding/base64.ts';
import {
  type ProvenRequest,
  parseSsoProof,
  type SignedSsoProof,
  verifySsoProof,
} from '#protocol/platform-sso/sso-proof.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { User } from '#server/directory/directory.ts';
import type { Writer } from '#server/store/database.ts';
import type { Origin, PlatformSso } from './context.ts';
import { consumeNonce } from './nonces.ts';
import { amrOf } from './refresh.ts';
import { Refusal, type RefusalCode, type RefusalContext } from './refusal.ts';
import { charge, refusalOf } from './refuse.ts';
import { findToken, isFamilyLive } from './refresh-tokens.ts';
import { type DeviceWithKeys, findDeviceByKey } from './stores/devices.ts';
import { findRegistration, type Registration } from './stores/registrations.ts';

/** A Mac and its person, proven for one request. */
export interface ProvenMac {
  readonly user: User;
  readonly deviceId: string;
  readonly serialNumber: string;
  /** Names the login that the proof hangs on; `isLoginLive` takes it. */
  readonly loginId: string;
  /** RFC 8176: how the person had logged in to Platform SSO. */
  readonly amr: readonly string[];
  /** When that was, in seconds since 1970. */
  readonly authTime: number;
  /** The application that asks, of which macOS assured the Mac's extension; undefined for browsers. */
  readonly caller: string | undefined;
  /** Uses the proof up, with the writer's unit; false when it was used already. */
  consume(writer: Writer): Promise<boolean>;
}

/** What came of a proof. */
export type ProofOutcome =
  | { readonly kind: 'proven'; readonly mac: ProvenMac }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly context: RefusalContext };

/** Single sign-on, for those who sign people in. */
export interface SingleSignOn {
  /** Checks a proof for a request. It still has to be consumed. */
  prove(compact: string, request: ProvenRequest, origin: Origin): Promise<ProofOutcome>;
  /** Whether a login of Platform SSO still counts. */
  isLoginLive(loginId: string): Promise<boolean>;
}

/** Puts it together. */
export function createSingleSignOn(sso: PlatformSso): SingleSignOn {
  return {
    prove: async (compact, request, origin) => {
      try {
        sso.budgets.check({ address: origin.address });
        return { kind: 'proven', mac: await prove(sso, compact, request, origin) };
      } catch (error) {
        const refusal = refusalOf(error);
        if (!refusal) throw error;
        charge(sso, refusal, origin);
        return { kind: 'refused', code: refusal.code, context: refusal.context };
      }
    },
    isLoginLive: async (loginId) => {
      const family = fromBase64url(loginId);
      return family !== undefined && isFamilyLive(sso.database, family, sso.clock.now());
    },
  };
}

/** The check itself. @throws {Refusal} and {MessageError} */
export async function prove(
  sso: PlatformSso,
  compact: string,
  request: ProvenRequest,
  { clientRequestId }: Origin,
): Promise<ProvenMac> {
  const proof = parseSsoProof(compact);
  const nonce = sso.nonces.recognise(proof.requestNonce, clientRequestId);
  const device = await provenDevice(sso, proof, request);
  const { deviceId, serialNumber } = device;
  const { owner, begunAt } = await liveLogin(sso, proof, device);
  const user = await sso.directory.userById(owner.userId);
  if (!user || user.state === 'disabled') throw new Refusal('user_disabled', { deviceId, userId: owner.userId });
  const registration = await registrationOf(sso, proof, device, user);
  return {
    user,
    deviceId,
    serialNumber,
    loginId: toBase64url(proof.token.family),
    amr: owner.amr ?? (owner.credential === 'password' ? ['pwd'] : amrOf[registration.method]),
    authTime: Math.floor(begunAt / 1000),
    caller: proof.caller,
    consume: (writer) => consumeNonce(writer, nonce),
  };
}

async function provenDevice(
  { database, settings, clock }: PlatformSso,
  proof: SignedSsoProof,
  request: ProvenRequest,
): Promise<DeviceWithKeys> {
  const device = await findDeviceByKey(database, proof.keyId);
  if (!device) throw new Refusal('device_unknown');
  verifySsoProof(proof, {
    signingKey: nodeCrypto.p256(device.signingKey),
    audience: settings.issuer,
    request,
    now: clock.now() / 1000,
    leeway: settings.leeway,
    digests: nodeCrypto,
  });
  const { deviceId } = device;
  if (device.deviceState === 'revoked') throw new Refusal('device_revoked', { deviceId });
  if (device.keyState === 'retired') throw new Refusal('device_keys_retired', { deviceId });
  return device;
}

// A replaced token is no sign of theft here: a proof shows its hash only, and the Mac may be between two refreshes.
async function liveLogin(
  { database, settings, clock }: PlatformSso,
  { token }: SignedSsoProof,
  device: DeviceWithKeys,
) {
  const { deviceId } = device;
  const presented = { familyId: token.family, secretHash: token.hash };
  const found = await findToken(database, presented, settings.refreshGrace, clock);
  if (found.kind === 'unknown') throw new Refusal('refresh_token_unknown', { deviceId });
  if (found.kind === 'expired') throw new Refusal('refresh_token_expired', { deviceId });
  if (found.kind === 'revoked') throw new Refusal('refresh_token_revoked', { deviceId });
  const { userId } = found.owner;
  if (found.owner.deviceId !== deviceId) throw new Refusal('refresh_token_foreign', { deviceId, userId });
  if (found.kind === 'reused') throw new Refusal('proof_token_replaced', { deviceId, userId });
  return found;
}

async function registrationOf(
  sso: PlatformSso,
  { subject }: SignedSsoProof,
  { deviceId, userId }: DeviceWithKeys,
  user: User,
): Promise<Registration> {
  const context = { deviceId, userId: user.id };
  const named = await sso.directory.findUser(subject);
  const isTheirs = named?.id === user.id && (userId === undefined || userId === user.id);
  const registration = isTheirs ? await findRegistration(sso.database, deviceId, user.id) : undefined;
  if (!registration || registration.state === 'revoked') throw new Refusal('user_not_registered', context);
  return registration;
}
