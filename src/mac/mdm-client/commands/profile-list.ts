import { type JsonObject, isJsonObject } from '#protocol/encoding/json.ts';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { isAtLeast } from '../../macos/versions.ts';
import type { InstalledProfile } from '../../mac-state.ts';
import { type CommandExecutor, acknowledged } from '../command.ts';

/** The installed profiles with their payloads. */
export const profileList: CommandExecutor = {
  requestType: 'ProfileList',
  rights: 1,
  channels: 'both',
  run({ mac, command }) {
    const { ManagedOnly: managedOnly } = command;
    const shown = mac.state.profiles.filter(({ managed }) => managedOnly !== true || managed === true);
    const withUuid = isAtLeast(mac.state.macos, '14.0');
    return acknowledged({ ProfileList: shown.map((profile) => entryOf(profile, withUuid)) });
  },
};

function entryOf({ identifier, displayName, content }: InstalledProfile, withUuid: boolean): PlistDictionary {
  const payloads = Array.isArray(content['PayloadContent']) ? content['PayloadContent'].filter(isJsonObject) : [];
  return {
    PayloadIdentifier: identifier,
    PayloadUUID: text(content, 'PayloadUUID'),
    PayloadVersion: 1,
    PayloadDisplayName: displayName,
    PayloadOrganization: text(content, 'PayloadOrganization'),
    PayloadDescription: text(content, 'PayloadDescription'),
    PayloadRemovalDisallowed: content['PayloadRemovalDisallowed'] === true,
    HasRemovalPasscode: false,
    IsEncrypted: false,
    SignerCertificates: [],
    PayloadContent: payloads.map((payload) => payloadOf(payload, withUuid)),
  };
}

function payloadOf(payload: JsonObject, withUuid: boolean): PlistDictionary {
  return {
    PayloadType: text(payload, 'PayloadType'),
    PayloadIdentifier: text(payload, 'PayloadIdentifier'),
    ...(withUuid ? { PayloadUUID: text(payload, 'PayloadUUID') } : {}),
    PayloadVersion: 1,
    PayloadDisplayName: text(payload, 'PayloadDisplayName'),
  };
}

function text(content: JsonObject, key: string): string {
  const value = content[key];
  return typeof value === 'string' ? value : '';
}
