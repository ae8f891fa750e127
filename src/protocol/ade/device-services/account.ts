/** `GET /account` of Apple's device services: who the organisation is. Answered by Apple (object AccountDetail). */
import type { JsonObject } from '../../encoding/json.ts';
import { defined, objectsAt, optionalTextAt, readJsonBody, textAt } from '../json-members.ts';

/** The organisation and the server that the token belongs to, with Apple's names. */
export interface AccountDetail {
  readonly server_name: string;
  readonly server_uuid: string;
  /** The Apple Account that downloaded the token. Older answers name it `facilitator_id`. */
  readonly admin_id?: string;
  readonly org_name?: string;
  readonly org_email?: string;
  readonly org_phone?: string;
  readonly org_address?: string;
  readonly org_id?: string;
  readonly org_id_hash?: string;
  readonly org_type?: string;
  readonly org_version?: string;
  /** What may be called, and how much at a time. */
  readonly urls?: readonly AccountUrl[];
}

/** One call of the services. */
export interface AccountUrl {
  readonly uri: string;
  readonly http_method: readonly string[];
  readonly limit?: { readonly default?: number; readonly maximum?: number };
}

/** Reads the answer. @throws {AdeMessageError} `ade_message_malformed`, `ade_member_missing`, `ade_member_malformed` */
export function parseAccountDetail(body: string): AccountDetail {
  const json = readJsonBody(body);
  const text = (name: string) => optionalTextAt(json, name);
  return defined({
    server_name: textAt(json, 'server_name'),
    server_uuid: textAt(json, 'server_uuid'),
    admin_id: text('admin_id') ?? text('facilitator_id'),
    org_name: text('org_name'),
    org_email: text('org_email'),
    org_phone: text('org_phone'),
    org_address: text('org_address'),
    org_id: text('org_id'),
    org_id_hash: text('org_id_hash'),
    org_type: text('org_type'),
    org_version: text('org_version'),
    urls: json['urls'] === undefined ? undefined : objectsAt(json, 'urls').flatMap((url) => accountUrl(url)),
  });
}

/** Writes the answer. */
export function encodeAccountDetail(account: AccountDetail): string {
  return JSON.stringify(account);
}

// A method is one text or a list of them, and a row that we cannot read says nothing that we need.
function accountUrl(json: JsonObject): AccountUrl[] {
  const { uri, http_method: method, limit } = json;
  if (typeof uri !== 'string') return [];
  const methods = (Array.isArray(method) ? method : [method]).filter((one) => typeof one === 'string');
  const numbers = typeof limit === 'object' && limit !== null && !Array.isArray(limit) ? (limit as JsonObject) : {};
  const number = (name: string) => (typeof numbers[name] === 'number' ? numbers[name] : undefined);
  const limits = defined({ default: number('default'), maximum: number('maximum') });
  return [{ uri, http_method: methods, ...(Object.keys(limits).length === 0 ? {} : { limit: limits }) }];
}
