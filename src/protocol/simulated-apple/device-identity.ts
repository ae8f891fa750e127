/**
 * The certificate that a Mac signs its machine information with, as simulated Apple issues it: `POST
 * /activation/device-identity`. Ours alone; a real Mac gets one when it is activated.
 */
import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { AdeMessageError } from '../ade/ade-message-error.ts';
import { optionalTextsAt, readJsonBody, textAt } from '../ade/json-members.ts';

/** The path to post to. */
export const deviceIdentityPath = '/activation/device-identity';

/** What a Mac asks for. Real Macs have RSA keys of 1024 bits. */
export interface DeviceIdentityRequest {
  readonly serialNumber: string;
  readonly udid: string;
  /** RSA, SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
}

/** Writes the request. */
export function encodeDeviceIdentityRequest({ publicKey, ...others }: DeviceIdentityRequest): string {
  return JSON.stringify({ ...others, publicKey: toBase64(publicKey) });
}

/** Reads the request. @throws {AdeMessageError} `ade_message_malformed`, `ade_member_missing`, `ade_member_malformed` */
export function parseDeviceIdentityRequest(body: string): DeviceIdentityRequest {
  const json = readJsonBody(body);
  return {
    serialNumber: textAt(json, 'serialNumber'),
    udid: textAt(json, 'udid'),
    publicKey: bytesOf(textAt(json, 'publicKey'), 'publicKey'),
  };
}

/** Writes a chain of DER certificates, leaf first: the answer here, and to a request for an attestation. */
export function encodeCertificates(certificates: readonly Uint8Array[]): string {
  return JSON.stringify({ certificates: certificates.map((der) => toBase64(der)) });
}

/** Reads such a chain. @throws {AdeMessageError} `ade_message_malformed`, `ade_member_malformed` */
export function parseCertificates(body: string): readonly Uint8Array[] {
  const texts = optionalTextsAt(readJsonBody(body), 'certificates') ?? [];
  return texts.map((text) => bytesOf(text, 'certificates'));
}

/** Bytes of base64. @throws {AdeMessageError} `ade_member_malformed` */
export function bytesOf(text: string, name: string): Uint8Array {
  const bytes = fromBase64(text);
  if (bytes === undefined) throw new AdeMessageError('ade_member_malformed', `The member "${name}" is not base64.`);
  return bytes;
}
