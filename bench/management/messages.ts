/** What the bench's Macs send: signed beforehand, in the layout of macOS. */
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { mediaType } from '#protocol/mdm/media-types.ts';
import { signMdmMessage } from '#protocol/mdm/mdm-signature.ts';
import { encodeDictionary } from '#protocol/mdm/message.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { messageSigner } from '#runtime/rsa.ts';
import { scepAttempt } from '#server/authority/device-identities/contract/scep-client.ts';
import type { EnrolledMac } from './mac.ts';

/** One request, ready to be sent, and what a good answer has. */
export interface Shot {
  readonly method: 'PUT' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Whether the answer must be zero bytes, or must hold this text. */
  readonly wants: 'nothing' | { readonly text: string } | 'something';
}

/** Topic of every push certificate of the bench. */
export const topic = 'com.apple.mgmt.External.bench';

type Signing = Pick<EnrolledMac, 'privateKey' | 'certificate'>;

/** The Mac asks whether there is anything to do. */
export function idle({ udid, ...mac }: EnrolledMac, wants: Shot['wants'] = 'nothing'): Shot {
  return report(mac, { Status: 'Idle', UDID: udid }, wants);
}

/** The Mac carried out DeviceInformation. */
export function acknowledged({ udid, serialNumber, ...mac }: EnrolledMac, CommandUUID: string): Shot {
  const QueryResponses = { DeviceName: 'Mac', OSVersion: '26.1', SerialNumber: serialNumber, UDID: udid };
  return report(mac, { CommandUUID, QueryResponses, Status: 'Acknowledged', UDID: udid }, 'nothing');
}

/** A check-in message. */
export function checkIn({ udid, ...mac }: Signing & { readonly udid: string }, message: PlistDictionary): Shot {
  return signed(mac, { ...message, Topic: topic, UDID: udid }, { path: '/mdm/checkin', type: mediaType.checkIn });
}

/** The Mac says how it can be pushed to. */
export function tokenUpdate(mac: Signing & { readonly udid: string }): Shot {
  const Token = nodeCrypto.sha256(new TextEncoder().encode(mac.udid));
  return checkIn(mac, { MessageType: 'TokenUpdate', PushMagic: mac.udid, Token });
}

/** The Mac asks for an identity. */
export function certificateRequest(
  authority: Uint8Array,
  { serialNumber: commonName, challenge, privateKey, certificate }: EnrolledMac,
  transactionId: string,
): Shot {
  const signer = { certificate, privateKey };
  const { message } = scepAttempt(authority, { commonName, challenge, key: privateKey, transactionId, signer });
  const headers = { 'content-type': 'application/x-pki-message' };
  return { method: 'POST', path: '/scep?operation=PKIOperation', headers, body: message, wants: 'something' };
}

function report(mac: Signing, message: PlistDictionary, wants: Shot['wants']): Shot {
  return { ...signed(mac, message, { path: '/mdm', type: mediaType.report }), wants };
}

function signed(
  { privateKey, certificate }: Signing,
  message: PlistDictionary,
  { path, type }: { readonly path: string; readonly type: string },
): Shot {
  const body = encodeDictionary(message);
  const signature = signMdmMessage(body, { key: messageSigner(privateKey), certificate }, nodeCrypto);
  const headers = {
    'content-type': `${type}; charset=UTF-8`,
    'mdm-signature': signature,
    'user-agent': 'MDM-OSX/1.0 mdmclient/1660',
  };
  return { method: 'PUT', path, headers, body, wants: 'nothing' };
}
