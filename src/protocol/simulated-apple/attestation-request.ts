/**
 * Asks simulated Apple for an attestation of a hardware key: `POST /activation/attestation`, answered with a chain of
 * certificates (`x5c`) for ACME, DeviceInformation or Platform SSO. Ours alone; a real Mac calls its own hardware.
 */
import { toBase64 } from '../encoding/base64.ts';
import { optionalFlagAt, optionalTextAt, readJsonBody, textAt, defined } from '../ade/json-members.ts';
import { bytesOf } from './device-identity.ts';

/** The path to post to. */
export const attestationPath = '/activation/attestation';

/** What is to be attested. */
export interface AttestationWish {
  /** X9.63 uncompressed point: P-256 (65 bytes) or P-384 (97). */
  readonly key: Uint8Array;
  /** SHA-256 of the token for ACME, the bare nonce for DeviceInformation, clientDataHash for Platform SSO. */
  readonly freshness: Uint8Array;
  readonly serialNumber: string;
  readonly udid: string;
  readonly includeIdentifiers?: boolean;
  readonly osVersion?: string;
}

/** Writes the request. */
export function encodeAttestationWish({ key, freshness, ...others }: AttestationWish): string {
  return JSON.stringify({ ...others, key: toBase64(key), freshness: toBase64(freshness) });
}

/** Reads the request. @throws {AdeMessageError} `ade_message_malformed`, `ade_member_missing`, `ade_member_malformed` */
export function parseAttestationWish(body: string): AttestationWish {
  const json = readJsonBody(body);
  return {
    key: bytesOf(textAt(json, 'key'), 'key'),
    freshness: bytesOf(textAt(json, 'freshness'), 'freshness'),
    serialNumber: textAt(json, 'serialNumber'),
    udid: textAt(json, 'udid'),
    ...defined({
      includeIdentifiers: optionalFlagAt(json, 'includeIdentifiers'),
      osVersion: optionalTextAt(json, 'osVersion'),
    }),
  };
}
