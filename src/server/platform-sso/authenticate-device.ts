/** The first half of every signed request: who sent it. Cheap checks first, the signature before anything is believed. */
import { MessageError } from '#protocol/platform-sso/message-error.ts';
import type { PlatformSsoRequest } from '#protocol/platform-sso/request.ts';
import { type Verified, verifyRequest } from '#protocol/platform-sso/verify-request.ts';
import type { Origin, PlatformSso } from './context.ts';
import type { LiveNonce } from './nonces.ts';
import { Refusal } from './refusal.ts';
import { endpoints } from './settings.ts';
import { type DeviceWithKeys, findDeviceByKey } from './stores/devices.ts';

/** A request that a registered, unrevoked device has signed for us, just now. Its nonce is still to be consumed. */
export interface AuthenticatedRequest<Request extends PlatformSsoRequest> {
  readonly request: Verified<Request>;
  readonly device: DeviceWithKeys;
  readonly nonce: LiveNonce;
  readonly origin: Origin;
}

/**
 * Recognises the nonce, finds the device by `kid` and verifies the request.
 * @throws {Refusal} `nonce_...`, `device_unknown`, `device_revoked`, `device_keys_retired`
 * @throws {MessageError} `signature_invalid`; whatever else `verifyRequest` finds is a refusal that names the device
 */
export async function authenticateDevice<Request extends PlatformSsoRequest>(
  sso: PlatformSso,
  request: Request,
  origin: Origin,
): Promise<AuthenticatedRequest<Request>> {
  const nonce = sso.nonces.recognise(request.requestNonce, origin.clientRequestId);
  const device = await findDeviceByKey(sso.database, request.keyId);
  if (!device) throw new Refusal('device_unknown');
  const verified = await verify(sso, request, device);
  // After the signature, so that only the Mac itself learns what became of it.
  const { deviceId } = device;
  if (device.deviceState === 'revoked') throw new Refusal('device_revoked', { deviceId });
  if (device.keyState === 'retired') throw new Refusal('device_keys_retired', { deviceId });
  return { request: verified, device, nonce, origin };
}

async function verify<Request extends PlatformSsoRequest>(
  { settings, clock, crypto }: PlatformSso,
  request: Request,
  device: DeviceWithKeys,
): Promise<Verified<Request>> {
  const signingKey = await crypto.verified(device.signingKey, request.jws);
  try {
    return verifyRequest(request, {
      signingKey,
      deviceEncryptionKey: device.encryptionKey,
      clientId: settings.clientId,
      audiences: [endpoints(settings.issuer).token],
      now: clock.now() / 1000,
      leeway: settings.leeway,
    });
  } catch (error) {
    // What comes after the signature is the Mac's own doing, and its events should say whose.
    if (!(error instanceof MessageError) || error.code === 'signature_invalid') throw error;
    throw new Refusal(error.code, { reason: error.message, deviceId: device.deviceId });
  }
}
