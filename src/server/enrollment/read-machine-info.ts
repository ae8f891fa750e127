/**
 * Machine information from a request, whatever its Content-Type says: signed by a device of a configured authority, or
 * bare where the configuration lets it. It routes and proves nothing more; see `protocol/ade/signed-machine-info.ts`.
 */
import { AdeMessageError } from '#protocol/ade/ade-message-error.ts';
import { type MachineInfo, parseMachineInfo } from '#protocol/ade/machine-info.ts';
import { isSignedMachineInfo, verifySignedMachineInfo } from '#protocol/ade/signed-machine-info.ts';
import { CmsError } from '#protocol/cms/cms-error.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { verifySignature } from '#runtime/verify-signature.ts';
import type { EnrollmentContext } from './context.ts';
import type { EnrollmentAddress } from './enrollment-urls.ts';
import { Refusal } from './refusal.ts';

/**
 * Reads and verifies a message, and that it comes from the Mac that the address was given to.
 * @throws {Refusal}
 */
export async function readMachineInfo(
  { ports }: EnrollmentContext,
  message: Uint8Array,
  address: EnrollmentAddress,
): Promise<MachineInfo> {
  if (message.length === 0) throw new Refusal('machine_info_missing');
  const info = await contentOf(ports, message);
  if (address.kind === 'mac' && address.serialNumber !== info.SERIAL) {
    throw new Refusal('serial_number_foreign', { serialNumber: address.serialNumber });
  }
  // An address that a Mac was given is good for ever; that Apple says it is ours, is not.
  if (await ports.ownership.hasLeft(info.SERIAL)) throw new Refusal('device_disowned', { serialNumber: info.SERIAL });
  return info;
}

async function contentOf({ settings, deviceAuthorities }: EnrollmentContext['ports'], message: Uint8Array) {
  try {
    if (!isSignedMachineInfo(message)) {
      if (settings.insecureUnsignedMachineInfo) return parseMachineInfo(message);
      throw new Refusal('machine_info_unsigned');
    }
    const question = { verify: verifySignature, digests: nodeCrypto, authorities: await deviceAuthorities() };
    return parseMachineInfo(verifySignedMachineInfo(message, question).content);
  } catch (error) {
    if (error instanceof AdeMessageError) throw new Refusal(error.code, { reason: error.message });
    if (error instanceof CmsError) throw new Refusal(codeOf(error), { reason: error.code });
    throw error;
  }
}

function codeOf({ code }: CmsError) {
  if (code === 'cms_too_large') return 'ade_message_too_large';
  return code === 'cms_wrong_signature' || code === 'cms_wrong_message_digest'
    ? 'machine_info_signature_wrong'
    : 'machine_info_unreadable';
}
