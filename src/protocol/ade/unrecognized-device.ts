/**
 * `com.apple.unrecognized.device`: this service does not know the Mac, which then drops the enrollment (macOS 14). Also for
 * check-ins and commands, where a 401 would do worse. Source: Apple's schema `mdm/errors/unrecognized.device.yaml`.
 */
import type { ErrorDocument } from './error-document.ts';

/** Its `code`. */
export const unrecognizedDeviceCode = 'com.apple.unrecognized.device';

/** The document; it has no details. */
export function unrecognizedDevice(message: string, description?: string): ErrorDocument {
  return { code: unrecognizedDeviceCode, ...(description === undefined ? {} : { description }), message };
}
