/** The diagnostic report: everything that helps somebody who is asked for help, and no secret. */
import type { JsonObject, JsonValue } from '#protocol/encoding/json.ts';
import { toBase64 } from '#protocol/encoding/base64.ts';
import type { MacParts } from '../mac-parts.ts';
import type { UserConfiguration } from '../mac-state.ts';
import { domainAssociations, ssoPlan } from '../profile-store/profile-store.ts';
import { standingOf } from '../sso-extension/single-sign-on.ts';

/** Makes it. Keys stand here by the hashes that the server knows them by, tokens only by when they end. */
export function report(mac: MacParts, person: string): JsonObject {
  const { state } = mac;
  const plan = ssoPlan(state.profiles, mac.traits());
  const user = state.platformSso.users[person];
  return {
    made: moment(mac.wireNow()),
    mac: {
      serial_number: state.hardware.serialNumber,
      model: state.hardware.model,
      macos: state.macos,
      online: state.network.online,
      managed: state.management !== undefined,
    },
    profile: plan
      ? {
          type: plan.payload.type,
          extension: plan.payload.extensionIdentifier,
          team: plan.payload.teamIdentifier,
          urls: [...plan.payload.urls],
          method: plan.method,
          shared_device_keys: plan.sharedDeviceKeys,
        }
      : null,
    associated_domains: domainAssociations(state.profiles).flatMap(({ authenticationHosts }) => authenticationHosts),
    extensions: state.extensions.map(
      ({ extensionIdentifier, sdkVersion }) => `${extensionIdentifier} (SDK ${sdkVersion})`,
    ),
    device: deviceFacts(mac),
    user: user ? userFacts(mac, user) : null,
    signs_in_silently: standingOf(mac) !== undefined,
    notifications: state.notifications.map(({ title }) => title),
    quirks: state.quirks.map(({ name }) => name),
  };
}

function deviceFacts(mac: MacParts): JsonValue {
  const { device } = mac.state.platformSso;
  if (!device) return null;
  return {
    id: device.deviceId ?? null,
    registered: device.registrationCompleted,
    protocol: device.protocolVersion,
    shared_keys: device.sharedDeviceKeys,
    signing_key: keyId(mac, device.signingKey),
    encryption_key: keyId(mac, device.encryptionKey),
  };
}

function userFacts(mac: MacParts, user: UserConfiguration): JsonValue {
  return {
    login_user_name: user.loginUserName ?? null,
    state: user.state,
    method: user.loginType,
    key: keyId(mac, user.secureEnclaveKey),
    last_login: user.lastLogin === undefined ? null : moment(user.lastLogin),
    tokens_end: user.tokens === undefined ? null : moment(user.tokens.expires),
    authentication_required: user.authenticationRequired,
    unlock_key_bound: user.unlock !== undefined,
  };
}

function keyId(mac: MacParts, handle: string | undefined): string | null {
  if (handle === undefined) return null;
  return mac.enclave.has(handle) ? toBase64(mac.crypto.sha256(mac.enclave.publicKey(handle))) : 'missing';
}

function moment(time: number): string {
  return new Date(time).toISOString();
}
