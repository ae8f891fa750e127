/** The check-in messages that this Mac sends. Source: Apple, "Check-in" (Authenticate, TokenUpdate, CheckOut, SetBootstrapToken). */
import { fromBase64 } from '#protocol/encoding/base64.ts';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import type { MacParts } from '../mac-parts.ts';
import { marketingName } from '../home/hardware.ts';
import { buildOf } from '../macos/versions.ts';
import { type Channel, channelKeys } from './channel.ts';
import type { ManagementState, PushRegistration } from './management-state.ts';
import { type Delivery, send } from './send.ts';

/** "Starting over": binds the identity to this Mac. */
export function authenticate(mac: MacParts, management: ManagementState): Promise<Delivery> {
  const { hardware, macos } = mac.state;
  return checkIn(mac, management, undefined, {
    MessageType: 'Authenticate',
    Topic: management.settings.topic,
    DeviceName: hardware.computerName,
    Model: hardware.model,
    ModelName: marketingName(hardware.model),
    ProductName: hardware.model,
    SerialNumber: hardware.serialNumber,
    OSVersion: macos,
    BuildVersion: buildOf(macos),
  });
}

/** How to push; the enrollment is usable from here on. */
export function tokenUpdate(
  mac: MacParts,
  management: ManagementState,
  channel: Channel,
  registration: PushRegistration,
): Promise<Delivery> {
  const own: PlistDictionary =
    channel === undefined ? { AwaitingConfiguration: management.awaitingConfiguration } : { NotOnConsole: false };
  return checkIn(mac, management, channel, {
    MessageType: 'TokenUpdate',
    Topic: management.settings.topic,
    Token: fromBase64(registration.token) ?? new Uint8Array(),
    PushMagic: registration.magic,
    ...own,
  });
}

/** Tells the server that the enrollment ends; sent once, whatever comes of it. */
export function checkOut(mac: MacParts, management: ManagementState): Promise<Delivery> {
  return checkIn(mac, management, undefined, { MessageType: 'CheckOut', Topic: management.settings.topic });
}

/** Hands over the key with which this Mac gives SecureTokens to further people. */
export function setBootstrapToken(mac: MacParts, management: ManagementState, token: Uint8Array): Promise<Delivery> {
  const { awaitingConfiguration } = management;
  return checkIn(mac, management, undefined, {
    MessageType: 'SetBootstrapToken',
    BootstrapToken: token,
    AwaitingConfiguration: awaitingConfiguration,
  });
}

function checkIn(
  mac: MacParts,
  management: ManagementState,
  channel: Channel,
  keys: PlistDictionary,
): Promise<Delivery> {
  return send(mac, management, 'check-in', { ...keys, ...channelKeys(mac, channel) });
}
