/**
 * `com.apple.softwareupdate.required`: the Mac must update before it may enroll (macOS 14). Only in answer to machine
 * information with `MDM_CAN_REQUEST_SOFTWARE_UPDATE`. Source: Apple's schema `mdm/errors/softwareupdate.required.yaml`.
 */
import { PlistError } from '../encoding/plist/plist.ts';
import { optionalDictionary, optionalString, stringAt } from '../encoding/plist/reading.ts';
import { AdeMessageError } from './ade-message-error.ts';
import type { ErrorDocument } from './error-document.ts';
import { defined } from './json-members.ts';

/** Its `code`. */
export const softwareUpdateRequiredCode = 'com.apple.softwareupdate.required';

/** What is required. */
export interface SoftwareUpdateRequired {
  readonly OSVersion: string;
  readonly BuildVersion?: string;
  /** A beta programme that the Mac joins for the update. */
  readonly RequireBetaProgram?: { readonly Description: string; readonly Token: string };
}

/** The document of a requirement. */
export function softwareUpdateRequired(details: SoftwareUpdateRequired, message?: string): ErrorDocument {
  return { code: softwareUpdateRequiredCode, ...defined({ message }), details: { ...details } };
}

/** The requirement of a document of that code. @throws {AdeMessageError} `ade_member_missing`, `ade_member_malformed` */
export function readSoftwareUpdateRequired({ details = {} }: ErrorDocument): SoftwareUpdateRequired {
  try {
    const beta = optionalDictionary(details, 'RequireBetaProgram');
    return defined({
      OSVersion: stringAt(details, 'OSVersion'),
      BuildVersion: optionalString(details, 'BuildVersion'),
      RequireBetaProgram: beta && { Description: stringAt(beta, 'Description'), Token: stringAt(beta, 'Token') },
    });
  } catch (error) {
    if (!(error instanceof PlistError)) throw error;
    const code = error.code === 'plist_missing_key' ? 'ade_member_missing' : 'ade_member_malformed';
    throw new AdeMessageError(code, `In the details: ${error.message}.`);
  }
}
