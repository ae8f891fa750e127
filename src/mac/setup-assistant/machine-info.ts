/** What this Mac tells an organisation of itself before it is enrolled, signed with its factory identity. */
import { encodeBinaryMachineInfo, encodeMachineInfo } from '#protocol/ade/machine-info.ts';
import { plainMachineInfoStyle, signMachineInfo } from '#protocol/ade/signed-machine-info.ts';
import { fromBase64, toBase64 } from '#protocol/encoding/base64.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { privateKeyOf } from '#runtime/private-key.ts';
import { messageSigner } from '#runtime/rsa.ts';
import { reachApple } from '../apple-services/reach-apple.ts';
import type { MacParts } from '../mac-parts.ts';
import { buildOf, isAtLeast } from '../macos/versions.ts';
import { PlatformSsoError } from '../platform-sso-agent/failure.ts';
import type { FactoryIdentity } from '../ports.ts';
import type { QuirkRun } from '../quirks/quirk-box.ts';
import type { SetupState } from './setup-state.ts';

const purpose = 'factory identity';

/**
 * CMS SignedData around MachineInfo, as Macs make it: SHA-1 over the content itself.
 * @param quirks of this message, begun with `machine information`
 * @param offersPlatformSso false on the second request, which carries the token of the sign-in instead
 * @throws {PlatformSsoError} `unreachable` when the Mac has no factory identity and Apple cannot be reached
 */
export async function signedMachineInfo(
  mac: MacParts,
  setup: SetupState,
  quirks: QuirkRun,
  offersPlatformSso: boolean,
): Promise<Uint8Array> {
  const { hardware, macos } = mac.state;
  const at = (version: string) => isAtLeast(macos, version);
  const encode = quirks.binary ? encodeBinaryMachineInfo : encodeMachineInfo;
  const content = encode({
    UDID: hardware.udid,
    SERIAL: hardware.serialNumber,
    PRODUCT: hardware.model,
    VERSION: buildOf(macos),
    LANGUAGE: setup.language,
    ...(at('14.0') ? { OS_VERSION: macos, MDM_CAN_REQUEST_SOFTWARE_UPDATE: true } : {}),
    ...(at('14.4') ? { SOFTWARE_UPDATE_DEVICE_ID: `${hardware.model}AP` } : {}),
    ...(at('26.0') && offersPlatformSso ? { MDM_CAN_REQUEST_PSSO_CONFIG: true } : {}),
  });
  const { certificates, privateKey } = await factoryIdentity(mac);
  const [certificate = new Uint8Array(), ...chain] = certificates;
  const signer = { key: messageSigner(privateKeyOf(privateKey)), certificate, chain };
  const style = quirks.signedAttributes
    ? ({ encoding: 'der', digest: 'sha1', signingTime: mac.wireNow() } as const)
    : plainMachineInfoStyle;
  return signMachineInfo(content, signer, nodeCrypto, style);
}

/** Made at the factory, that is: the first time that it is needed. */
async function factoryIdentity(mac: MacParts): Promise<FactoryIdentity> {
  const { factory, hardware } = mac.state;
  if (factory) {
    const certificates = factory.certificates.map((certificate) => fromBase64(certificate) ?? new Uint8Array());
    return { certificates, privateKey: mac.sealer.open(factory.sealedKey, purpose) };
  }
  const made = await reachApple(mac, (apple) => apple.factoryIdentity(hardware));
  if (!made) throw new PlatformSsoError('unreachable', 'Apple cannot be reached: this Mac has no factory identity.');
  mac.state.factory = {
    certificates: made.certificates.map((certificate) => toBase64(certificate)),
    sealedKey: mac.sealer.seal(made.privateKey, purpose),
  };
  return made;
}
