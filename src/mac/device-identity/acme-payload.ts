/** The settings of `com.apple.security.acme` (Apple, "ACMECertificate"; section 3.4), as macOS reads them. */
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { booleanOr, optionalArray, stringAt } from '#protocol/encoding/plist/reading.ts';
import { readSubject, type ScepSettings } from './scep-payload.ts';

/** What the Mac is to ask for, and where. */
export interface AcmeSettings {
  readonly directoryUrl: string;
  readonly clientIdentifier: string;
  readonly subject: ScepSettings['subject'];
  /** Whether Apple is to vouch for the key; else the answer to the challenge is empty. */
  readonly attest: boolean;
}

/** Reads the settings. @throws {PlistError} for a key that is missing or of another type */
export function readAcmeSettings(payload: PlistDictionary): AcmeSettings {
  return {
    directoryUrl: stringAt(payload, 'DirectoryURL'),
    clientIdentifier: stringAt(payload, 'ClientIdentifier'),
    subject: readSubject(optionalArray(payload, 'Subject') ?? []),
    attest: booleanOr(payload, 'Attest', false),
  };
}
