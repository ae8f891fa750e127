/**
 * Deregistering: the server is told first, with a proof of this Mac and its person; then the Mac forgets. Where the server does
 * not believe the Mac any more, or cannot be reached, the Mac forgets all the same, and the outcome says so.
 */
import { parseJsonObject } from '#protocol/encoding/json.ts';
import type { MacParts } from '../mac-parts.ts';
import { notify } from '../notifications.ts';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import { isSuccess } from '../platform-sso-agent/refusal.ts';
import { ssoPlan } from '../profile-store/profile-store.ts';
import { proofFor, standingOf } from '../sso-extension/single-sign-on.ts';
import { exchange, systemHeaders } from '../transport.ts';

/** What came of it. */
export interface Deregistered {
  readonly kind: 'deregistered';
  /** Whether the Mac stays registered, for other people on it. */
  readonly deviceRegistered: boolean;
  readonly serverKnows: boolean;
}

/** Ends the person's registration on this Mac. */
export async function deregister(mac: MacParts, person: string): Promise<Deregistered> {
  const answer = await tellServer(mac);
  forget(mac, person, answer ?? false);
  return { kind: 'deregistered', deviceRegistered: answer ?? false, serverKnows: answer !== undefined };
}

/** Whether the Mac stays registered; undefined where the server did not take it. */
async function tellServer(mac: MacParts): Promise<boolean | undefined> {
  const standing = standingOf(mac);
  if (!standing) return undefined;
  const url = `${standing.base}/platform-sso/deregistration`;
  try {
    const proof = await proofFor(mac, standing, { method: 'POST', url });
    const headers = { 'Content-type': 'application/json', ...proof, ...systemHeaders(mac, 'Porchlight') };
    const answer = await exchange(mac, { purpose: 'deregistration', method: 'POST', url, headers, body: '{}' });
    if (!isSuccess(answer.status)) return undefined;
    return parseJsonObject(answer.text)?.['device_registered'] === true;
  } catch (error) {
    if (error instanceof PlatformSsoError) return undefined;
    throw error;
  }
}

function forget(mac: MacParts, person: string, deviceRegistered: boolean): void {
  const { platformSso } = mac.state;
  const { device, users } = platformSso;
  const user = users[person];
  delete users[person];
  const own = [user?.secureEnclaveKey, user?.signingKey, user?.encryptionKey];
  const shared = deviceRegistered ? [] : [device?.signingKey, device?.encryptionKey];
  for (const handle of [...own, ...shared]) {
    if (handle !== undefined && mac.enclave.has(handle)) mac.enclave.destroy(handle);
  }
  if (!deviceRegistered) {
    platformSso.device = undefined;
    platformSso.loginConfiguration = undefined;
    platformSso.jwks = undefined;
  }
  // The profile still asks for it: macOS does, too.
  if (ssoPlan(mac.state.profiles, mac.traits())) notify(mac, 'registration-required', person);
}
