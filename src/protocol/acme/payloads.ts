/** What the requests of ACME ask for (RFC 8555 section 7): each payload as a type, from its JSON. */
import { fromBase64url } from '../encoding/base64.ts';
import { type JsonObject, isJsonObject } from '../encoding/json.ts';
import { AcmeError } from './acme-error.ts';

/** newAccount (section 7.3). */
export interface NewAccount {
  readonly onlyReturnExisting: boolean;
  readonly contact: readonly string[];
}

/** Reads a newAccount. @throws {AcmeError} `acme_malformed` */
export function parseNewAccount(payload: JsonObject): NewAccount {
  return { onlyReturnExisting: payload['onlyReturnExisting'] === true, contact: contactOf(payload) ?? [] };
}

/** A change of an account (sections 7.3.2 and 7.3.6). */
export interface AccountUpdate {
  readonly contact: readonly string[] | undefined;
  readonly isDeactivated: boolean;
}

/** Reads a change of an account. @throws {AcmeError} `acme_malformed` */
export function parseAccountUpdate(payload: JsonObject): AccountUpdate {
  return { contact: contactOf(payload), isDeactivated: payload['status'] === 'deactivated' };
}

/** What an order is for (section 7.1.3; `permanent-identifier`: draft-acme-device-attest section 3). */
export interface Identifier {
  readonly type: string;
  readonly value: string;
}

/** Reads a newOrder. @throws {AcmeError} `acme_malformed` */
export function parseNewOrder({ identifiers }: JsonObject): readonly Identifier[] {
  if (!Array.isArray(identifiers) || identifiers.length === 0) {
    throw new AcmeError('acme_malformed', 'An order names identifiers.');
  }
  return (identifiers as readonly unknown[]).map((identifier) => {
    const { type, value } = isJsonObject(identifier) ? identifier : {};
    if (typeof type === 'string' && typeof value === 'string') return { type, value };
    throw new AcmeError('acme_malformed', 'An identifier has a type and a value.');
  });
}

/** Reads a finalize: the certification request, DER. @throws {AcmeError} `acme_malformed` */
export function parseFinalize(payload: JsonObject): Uint8Array {
  return bytesAt(payload, 'csr');
}

/** revokeCert (section 7.6). */
export interface RevokeCertificate {
  /** DER. */
  readonly certificate: Uint8Array;
  /** Number of the reason (RFC 5280 section 5.3.1). */
  readonly reason: number;
}

/** Reads a revokeCert. @throws {AcmeError} `acme_malformed` */
export function parseRevokeCertificate(payload: JsonObject): RevokeCertificate {
  const { reason = 0 } = payload;
  if (typeof reason !== 'number') throw new AcmeError('acme_malformed', 'The reason is not a number.');
  return { certificate: bytesAt(payload, 'certificate'), reason };
}

/** The inner payload of keyChange (section 7.3.5). */
export interface KeyChange {
  readonly account: string;
  readonly oldKey: JsonObject;
}

/** Reads the inner payload of a keyChange. @throws {AcmeError} `acme_malformed` */
export function parseKeyChange({ account, oldKey }: JsonObject): KeyChange {
  if (typeof account === 'string' && isJsonObject(oldKey)) return { account, oldKey };
  throw new AcmeError('acme_malformed', 'A key change names the account and its old key.');
}

function contactOf({ contact }: JsonObject): readonly string[] | undefined {
  if (contact === undefined) return undefined;
  if (Array.isArray(contact) && contact.every((one) => typeof one === 'string')) return contact;
  throw new AcmeError('acme_malformed', 'The contact is no list of addresses.');
}

function bytesAt(payload: JsonObject, name: string): Uint8Array {
  const value = payload[name];
  const bytes = typeof value === 'string' ? fromBase64url(value) : undefined;
  if (!bytes) throw new AcmeError('acme_malformed', `The member "${name}" is not base64url.`);
  return bytes;
}
