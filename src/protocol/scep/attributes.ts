/** The signed attributes of SCEP messages (RFC 8894 section 3.2.1). */
import { type Attribute, type Attributes, attributeValue } from '#protocol/cms/attributes.ts';
import { CmsError } from '#protocol/cms/cms-error.ts';
import type { DerReader } from '#protocol/encoding/der.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { ScepError } from './scep-error.ts';

const arc = '2.16.840.1.113733.1.9';

const oids = {
  messageType: `${arc}.2`,
  pkiStatus: `${arc}.3`,
  failInfo: `${arc}.4`,
  senderNonce: `${arc}.5`,
  recipientNonce: `${arc}.6`,
  transactionId: `${arc}.7`,
} as const;

/** Numbers of the messages, as the wire has them. */
export const messageTypes = {
  CertRep: '3',
  RenewalReq: '17',
  PKCSReq: '19',
  CertPoll: '20',
  GetCert: '21',
  GetCRL: '22',
} as const;

/** A message by its name in the RFC. */
export type MessageType = keyof typeof messageTypes;

/** How a request ended. */
export type PkiStatus = 'success' | 'failure' | 'pending';

/** Why a request failed, in the protocol's few words. */
export type FailInfo = 'badAlg' | 'badMessageCheck' | 'badRequest' | 'badTime' | 'badCertId';

const statuses: readonly (readonly [PkiStatus, string])[] = [
  ['success', '0'],
  ['failure', '2'],
  ['pending', '3'],
];
const failures: readonly FailInfo[] = ['badAlg', 'badMessageCheck', 'badRequest', 'badTime', 'badCertId'];

/** Attributes of any message, as far as it has them. */
export interface ScepAttributes {
  readonly messageType: MessageType;
  /** At most 128 characters. */
  readonly transactionId: string;
  readonly senderNonce?: Uint8Array | undefined;
  readonly recipientNonce?: Uint8Array | undefined;
  readonly pkiStatus?: PkiStatus | undefined;
  readonly failInfo?: FailInfo | undefined;
}

const longestTransactionId = 128;
const longestNonce = 64;

/**
 * Reads the attributes of a message. Clients write them as PrintableString; any character string is read.
 * @throws {ScepError} `scep_missing_attribute`, `scep_unknown_message_type`, `scep_malformed`
 */
export function readScepAttributes(attributes: Attributes): ScepAttributes {
  const text = (type: string) => read(attributes, type, (reader) => reader.text());
  const bytes = (type: string) => read(attributes, type, (reader) => reader.octetString());
  const transactionId = text(oids.transactionId);
  if (transactionId === undefined) throw new ScepError('scep_missing_attribute', 'the message has no transactionID');
  if (transactionId.length === 0 || transactionId.length > longestTransactionId) {
    throw new ScepError('scep_malformed', 'the transactionID is empty or too long');
  }
  return {
    messageType: messageTypeOf(text(oids.messageType)),
    transactionId,
    senderNonce: bounded(bytes(oids.senderNonce)),
    recipientNonce: bounded(bytes(oids.recipientNonce)),
    pkiStatus: statusOf(text(oids.pkiStatus)),
    failInfo: failures[Number(text(oids.failInfo) ?? Number.NaN)],
  };
}

/** The attributes for a message that is to be signed. Throws DerError for a transactionID that is not printable. */
export function encodeScepAttributes(attributes: ScepAttributes): Attribute[] {
  const { messageType, transactionId, senderNonce, recipientNonce, pkiStatus, failInfo } = attributes;
  const encoded: Attribute[] = [];
  const add = (type: string, value: Uint8Array | undefined) => {
    if (value !== undefined) encoded.push({ type, values: [value] });
  };
  add(oids.messageType, der.printableString(messageTypes[messageType]));
  add(oids.transactionId, der.printableString(transactionId));
  add(oids.pkiStatus, pkiStatus && der.printableString(statuses.find(([name]) => name === pkiStatus)?.[1] ?? ''));
  add(oids.failInfo, failInfo && der.printableString(String(failures.indexOf(failInfo))));
  add(oids.senderNonce, senderNonce && der.octetString(senderNonce));
  add(oids.recipientNonce, recipientNonce && der.octetString(recipientNonce));
  return encoded;
}

function read<Value>(attributes: Attributes, type: string, readValue: (reader: DerReader) => Value): Value | undefined {
  try {
    return attributeValue(attributes, type, readValue);
  } catch (error) {
    if (error instanceof CmsError) throw new ScepError('scep_malformed', error.message, error);
    throw error;
  }
}

function messageTypeOf(number: string | undefined): MessageType {
  if (number === undefined) throw new ScepError('scep_missing_attribute', 'the message has no messageType');
  const found = Object.entries(messageTypes).find(([, value]) => value === number);
  if (!found) throw new ScepError('scep_unknown_message_type', 'the messageType is none that we know');
  return found[0] as MessageType;
}

function statusOf(number: string | undefined): PkiStatus | undefined {
  if (number === undefined) return undefined;
  const found = statuses.find(([, value]) => value === number);
  if (!found) throw new ScepError('scep_malformed', 'the pkiStatus is none that there is');
  return found[0];
}

function bounded(nonce: Uint8Array | undefined): Uint8Array | undefined {
  if (nonce !== undefined && nonce.length > longestNonce) throw new ScepError('scep_malformed', 'a nonce is too long');
  return nonce;
}
