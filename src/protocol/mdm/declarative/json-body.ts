/** JSON of declarative management, both ways. */
import { type JsonObject, type JsonValue, isJsonObject, parseJsonObject } from '#protocol/encoding/json.ts';
import { fromUtf8, utf8 } from '#protocol/encoding/utf8.ts';
import { MdmError } from '../mdm-error.ts';

/** The object in a body. @throws {MdmError} `malformed_json` */
export function parseJsonBody(body: Uint8Array): JsonObject {
  const text = fromUtf8(body);
  const object = text === undefined ? undefined : parseJsonObject(text);
  if (object === undefined) throw new MdmError('malformed_json', 'the body is not a JSON object');
  return object;
}

/** The bytes of an object. */
export function encodeJsonBody(object: JsonObject): Uint8Array {
  return utf8(JSON.stringify(object));
}

/** A member that must be a string with characters. @throws {MdmError} `malformed_json` */
export function textMember(object: JsonObject, name: string): string {
  const value = object[name];
  if (typeof value !== 'string' || value === '') throw new MdmError('malformed_json', `${name} is not a string`);
  return value;
}

/** A member that must be an object. @throws {MdmError} `malformed_json` */
export function objectMember(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  if (!isJsonObject(value)) throw new MdmError('malformed_json', `${name} is not an object`);
  return value;
}

/** A member that must be an array of objects. @throws {MdmError} `malformed_json` */
export function objectsMember(object: JsonObject, name: string): readonly JsonObject[] {
  const value = object[name];
  if (!Array.isArray(value)) throw new MdmError('malformed_json', `${name} is not an array`);
  const items: readonly JsonValue[] = value;
  return items.map((item) => {
    if (!isJsonObject(item)) throw new MdmError('malformed_json', `an item of ${name} is not an object`);
    return item;
  });
}
