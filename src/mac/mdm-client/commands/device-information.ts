import { PlistReal, type PlistValue, type PlistWritable } from '#protocol/encoding/plist/plist.ts';
import { generatedUid } from '../../local-accounts/generated-uid.ts';
import { marketingName } from '../../home/hardware.ts';
import { buildOf, isAtLeast } from '../../macos/versions.ts';
import { type CommandExecutor, type CommandScene, acknowledged, malformed } from '../command.ts';
import { deviceAttestation } from '../device-attestation.ts';

type Answer = (scene: CommandScene) => PlistWritable | undefined;

/** What is asked for and known; other questions are left out of the answer, as macOS does. */
export const deviceInformation: CommandExecutor = {
  requestType: 'DeviceInformation',
  rights: 0,
  channels: 'both',
  async run(scene) {
    const { Queries: queries, DeviceAttestationNonce: nonce } = scene.command;
    if (!Array.isArray(queries)) return malformed('The command has no "Queries".');
    if (nonce !== undefined && !(nonce instanceof Uint8Array && nonce.length >= 1 && nonce.length <= 32)) {
      return malformed('"DeviceAttestationNonce" is not 1 to 32 bytes.');
    }
    const known: [string, PlistWritable][] = [];
    for (const query of queries as readonly PlistValue[]) {
      if (typeof query !== 'string') continue;
      const value =
        query === 'DevicePropertiesAttestation' ? await deviceAttestation(scene.mac, nonce) : answers[query]?.(scene);
      if (value !== undefined) known.push([query, value]);
    }
    return acknowledged({ QueryResponses: Object.fromEntries(known) });
  },
};

const answers: Readonly<Record<string, Answer>> = {
  UDID: ({ mac }) => mac.state.hardware.udid,
  ProvisioningUDID: ({ mac }) => mac.state.hardware.udid,
  DeviceName: ({ mac }) => mac.state.hardware.computerName,
  LocalHostName: ({ mac }) => mac.state.hardware.computerName.replaceAll(/[^A-Za-z0-9]+/g, '-'),
  HostName: ({ mac }) => mac.state.hardware.computerName.replaceAll(/[^A-Za-z0-9]+/g, '-'),
  OSVersion: ({ mac }) => mac.state.macos,
  BuildVersion: ({ mac }) => buildOf(mac.state.macos),
  ModelName: ({ mac }) => marketingName(mac.state.hardware.model),
  Model: ({ mac }) => mac.state.hardware.model,
  ProductName: ({ mac }) => mac.state.hardware.model,
  SerialNumber: ({ mac }) => mac.state.hardware.serialNumber,
  IsAppleSilicon: ({ mac }) => (isAtLeast(mac.state.macos, '12.0') ? mac.state.hardware.appleSilicon : undefined),
  DeviceCapacity: () => new PlistReal(494.38),
  AvailableDeviceCapacity: () => new PlistReal(431.07),
  IsSupervised: ({ management }) => management.automated,
  AwaitingConfiguration: ({ management }) => management.awaitingConfiguration,
  ActiveManagedUsers: ({ mac, management }) =>
    Object.keys(management.users).map((name) => generatedUid(mac.state.hardware.udid, name)),
  AutoSetupAdminAccounts: ({ mac }) =>
    (mac.state.managedAdministrators ?? []).map((shortName) => ({
      GUID: generatedUid(mac.state.hardware.udid, shortName),
      shortName,
    })),
  SystemIntegrityProtectionEnabled: () => true,
  SupportsiOSAppInstalls: ({ mac }) => mac.state.hardware.appleSilicon,
  PINRequiredForDeviceLock: () => true,
  PINRequiredForEraseDevice: ({ mac }) => !mac.state.hardware.appleSilicon,
};
