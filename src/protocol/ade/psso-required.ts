/**
 * `com.apple.psso.required`: the Mac must install the app and the profile of Platform SSO and have the person sign in before
 * it may enroll (macOS 26, ADE only). Only in answer to machine information with `MDM_CAN_REQUEST_PSSO_CONFIG`. Source:
 * Apple's schema `mdm/errors/psso.required.yaml`; fact sheet section 2.5.
 */
import { PlistError } from '../encoding/plist/plist.ts';
import { dictionaryAt, optionalArray, optionalBoolean, stringAt } from '../encoding/plist/reading.ts';
import { AdeMessageError } from './ade-message-error.ts';
import { dataOf, type ErrorDocument } from './error-document.ts';
import { defined } from './json-members.ts';

/** Its `code`. */
export const pssoRequiredCode = 'com.apple.psso.required';

/** What is required: three addresses, and how far the package's host is trusted. */
export interface PssoRequired {
  readonly ProfileURL: string;
  readonly Package: {
    /** Begins with `https:`. */
    readonly ManifestURL: string;
    /** DER certificates. */
    readonly PinningCerts?: readonly Uint8Array[];
    readonly PinningRevocationCheckRequired?: boolean;
  };
  readonly AuthURL: string;
}

/** The document of a requirement. */
export function pssoRequired(
  details: PssoRequired,
  texts: { description?: string; message?: string } = {},
): ErrorDocument {
  return { code: pssoRequiredCode, ...texts, details: { ...details, Package: { ...details.Package } } };
}

/** The requirement of a document of that code. @throws {AdeMessageError} `ade_member_missing`, `ade_member_malformed` */
export function readPssoRequired({ details = {} }: ErrorDocument): PssoRequired {
  try {
    const from = dictionaryAt(details, 'Package');
    const manifestUrl = stringAt(from, 'ManifestURL');
    if (!/^https:/i.test(manifestUrl))
      throw new AdeMessageError('ade_member_malformed', 'The member "ManifestURL" does not begin with https:.');
    return {
      ProfileURL: stringAt(details, 'ProfileURL'),
      Package: defined({
        ManifestURL: manifestUrl,
        PinningCerts: pinningCertificates(from),
        PinningRevocationCheckRequired: optionalBoolean(from, 'PinningRevocationCheckRequired'),
      }),
      AuthURL: stringAt(details, 'AuthURL'),
    };
  } catch (error) {
    if (!(error instanceof PlistError)) throw error;
    const code = error.code === 'plist_missing_key' ? 'ade_member_missing' : 'ade_member_malformed';
    throw new AdeMessageError(code, `In the details: ${error.message}.`);
  }
}

function pinningCertificates(from: Parameters<typeof optionalArray>[0]): Uint8Array[] | undefined {
  return optionalArray(from, 'PinningCerts')?.map((value) => {
    const der = dataOf(value);
    if (der === undefined) throw new AdeMessageError('ade_member_malformed', 'The member "PinningCerts" is not data.');
    return der;
  });
}
