import { isJsonObject, type JsonObject, type JsonValue } from '#protocol/encoding/json.ts';
import { encodeJsonBody, objectMember, objectsMember, parseJsonBody } from './json-body.ts';

/**
 * What changed on a Mac since its last report. Mac to server, in the Data of the endpoint `status`. Apple, "StatusReport".
 */
export interface StatusReport {
  /** Nested by the parts of an item's dotted name. */
  readonly StatusItems: JsonObject;
  /** Items that could not be told, each with `StatusItem` and `Reasons`. */
  readonly Errors: readonly JsonObject[];
  /** Whether this is everything, and what is not in it is gone. */
  readonly FullReport: boolean;
}

/** What a Mac says of one declaration, in the status item `management.declarations`. */
export interface DeclarationStatus {
  readonly identifier: string;
  readonly active: boolean;
  readonly valid: 'valid' | 'invalid' | 'unknown';
  readonly serverToken: string | undefined;
  readonly reasons: readonly JsonValue[];
}

/** Its JSON. */
export function encodeStatusReport({ StatusItems, Errors, FullReport }: StatusReport): Uint8Array {
  return encodeJsonBody({ StatusItems, Errors, FullReport });
}

/** Reads its JSON; Errors and FullReport may be absent. @throws {MdmError} `malformed_json` */
export function parseStatusReport(body: Uint8Array): StatusReport {
  const object = parseJsonBody(body);
  return {
    StatusItems: objectMember(object, 'StatusItems'),
    Errors: object['Errors'] === undefined ? [] : objectsMember(object, 'Errors'),
    FullReport: object['FullReport'] === true,
  };
}

/** The status of declarations in status items; empty when they do not speak of it. Items without an identifier are left out. */
export function declarationStatuses(statusItems: JsonObject): readonly DeclarationStatus[] {
  const management = statusItems['management'];
  const declarations = isJsonObject(management) ? management['declarations'] : undefined;
  if (!isJsonObject(declarations)) return [];
  return Object.values(declarations).flatMap((list) => {
    const items: readonly JsonValue[] = Array.isArray(list) ? list : [];
    return items.flatMap((item) => (isJsonObject(item) ? statusOf(item) : []));
  });
}

function statusOf(item: JsonObject): readonly DeclarationStatus[] {
  const { identifier, active, valid, 'server-token': token, reasons } = item;
  if (typeof identifier !== 'string') return [];
  return [
    {
      identifier,
      active: active === true,
      valid: valid === 'valid' || valid === 'invalid' ? valid : 'unknown',
      serverToken: typeof token === 'string' ? token : undefined,
      reasons: Array.isArray(reasons) ? reasons : [],
    },
  ];
}
