/** What a Mac says of itself in a registration, made fit to be kept: nothing of it is proven, all of it is stored and shown. */
import type { SignedDeviceRegistration } from '#protocol/platform-sso/registration/device-registration.ts';
import { MessageError } from '#protocol/platform-sso/message-error.ts';

/** Letters and digits only, so that no serial number passes for the id of another device. */
const serialNumberForm = /^[A-Z0-9]{1,64}$/;
const longestText = 256;

/**
 * The registration with its serial number in capitals, as Apple writes them.
 * @throws {MessageError} `malformed_claim` for another serial number, control characters, or texts above 256 characters
 */
export function withPlainFacts(registration: SignedDeviceRegistration): SignedDeviceRegistration {
  const { udid, model, osVersion, deviceName } = registration;
  const serialNumber = registration.serialNumber.toUpperCase();
  if (!serialNumberForm.test(serialNumber)) {
    throw new MessageError('malformed_claim', 'The claim "serial_number" is not letters and digits.');
  }
  for (const [name, text] of Object.entries({ udid, model, os_version: osVersion, device_name: deviceName })) {
    if (text.length > longestText || /\p{Cc}/u.test(text)) {
      throw new MessageError('malformed_claim', `The claim "${name}" is too long or has control characters.`);
    }
  }
  return { ...registration, serialNumber };
}
