/**
 * Deregistration: the person at a Mac ends their registration there, in the organisation's application. It is asked for with
 * the same proof as single sign-on. With the last person the Mac goes too: a token lets it register anew.
 */
import type { JsonObject } from '#protocol/encoding/json.ts';
import { fromBase64url } from '#protocol/encoding/base64.ts';
import { appendAudit } from '#server/audit/audit.ts';
import type { Writer } from '#server/store/database.ts';
import type { Origin, PlatformSso } from './context.ts';
import { Refusal } from './refusal.ts';
import { isFamilyLive, revokeFamilies } from './refresh-tokens.ts';
import { endpoints } from './settings.ts';
import { prove, type ProvenMac } from './sso-proof.ts';
import { retireDeviceKeys, setDeviceState } from './stores/devices.ts';
import { deleteActiveRegistrations, listRegistrations } from './stores/registrations.ts';
import { deleteUnlockKeys } from './unlock-keys.ts';

/** Answers a deregistration. @throws {Refusal} and {MessageError}, as for a proof; `missing_parameter` without one */
export async function deregister(sso: PlatformSso, proof: string | undefined, origin: Origin): Promise<JsonObject> {
  sso.budgets.check({ address: origin.address });
  const url = endpoints(sso.settings.issuer).deregistration;
  const mac = await prove(sso, proof ?? '', { method: 'POST', url }, origin);
  const outcome = await sso.database.write((writer) => end(sso, writer, mac, origin));
  if (typeof outcome === 'string') throw new Refusal(outcome, { deviceId: mac.deviceId, userId: mac.user.id });
  await sso.registrationEnded(mac.deviceId, mac.user.id);
  return { device_registered: outcome.deviceRegistered };
}

async function end(sso: PlatformSso, writer: Writer, mac: ProvenMac, { address }: Origin) {
  const { deviceId, user, loginId } = mac;
  const now = sso.clock.now();
  if (!(await mac.consume(writer))) return 'nonce_replayed' as const;
  const family = fromBase64url(loginId);
  if (!family || !(await isFamilyLive(writer, family, now))) return 'refresh_token_revoked' as const;
  await deleteActiveRegistrations(writer, deviceId, user.id);
  await revokeFamilies(writer, { deviceId, userId: user.id }, now);
  await deleteUnlockKeys(writer, deviceId, user.id);
  const left = await listRegistrations(writer, { after: '', limit: 1000, deviceId });
  const deviceRegistered = left.some(({ state }) => state === 'active');
  if (!deviceRegistered) {
    await retireDeviceKeys(writer, deviceId, { shared: true, userId: undefined });
    await setDeviceState(writer, deviceId, 'expected');
  }
  appendAudit(writer, now, [
    {
      type: 'platform-sso.user.deregistered',
      outcome: 'changed',
      userId: user.id,
      deviceId,
      address,
      detail: { serialNumber: mac.serialNumber, deviceRegistered },
    },
  ]);
  return { deviceRegistered };
}
