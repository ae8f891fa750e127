import { PlistError } from './plist-error.ts';

/**
 * A value of a property list (Apple: CFPropertyList; `plist(5)`). `number` is an integer within 2^53 or a real; `bigint` an
 * integer beyond. A reference of a keyed archive (UID) is the dictionary `{ CF$UID: number }`, as in Apple's XML form.
 */
export type PlistValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Uint8Array
  | readonly PlistValue[]
  | PlistDictionary;

/**
 * A dictionary in its written order, except that JavaScript puts keys that are whole numbers ("1") first. Look up keys of
 * foreign dictionaries through `reading.ts`: a plain look-up finds `toString` in every object.
 */
export interface PlistDictionary {
  readonly [key: string]: PlistValue;
}

/** Only for writing: a real that has no fraction, which as a `number` would be written as an integer. */
export class PlistReal {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** What can be written: values, and reals that insist on being reals. */
export type PlistWritable =
  | PlistValue
  | PlistReal
  | readonly PlistWritable[]
  | { readonly [key: string]: PlistWritable };

/** How much a property list may hold. */
export interface PlistLimits {
  /** Of the message, and of all strings and data after shared references are written out. */
  readonly maximumBytes: number;
  readonly maximumDepth: number;
  /** Of keys and values together, shared ones counted wherever they are used. */
  readonly maximumValues: number;
}

/** Far above any message of MDM (a list of 500 applications has 10,000 values), far below what harms. */
export const defaultPlistLimits: PlistLimits = {
  maximumBytes: 16 * 1024 * 1024,
  maximumDepth: 64,
  maximumValues: 200_000,
};

/** Whether a value is a dictionary. */
export function isPlistDictionary(value: PlistWritable | undefined): value is PlistDictionary {
  return (
    typeof value === 'object' &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof PlistReal)
  );
}

/** Whether both forms can hold a time: its year has four digits. */
export function isPlistDate(time: Date): boolean {
  const year = time.getUTCFullYear();
  return year >= 0 && year <= 9999;
}

/** Collects the members of a dictionary while it is read. @throws {PlistError} `plist_duplicate_key` */
export function addMember(
  members: { [key: string]: PlistValue },
  key: string,
  value: PlistValue,
  offset: number,
): void {
  if (Object.hasOwn(members, key)) {
    throw new PlistError('plist_duplicate_key', 'a dictionary has two values for one key', { offset, key });
  }
  // Assigning to this name would set the prototype instead of making a member.
  if (key === '__proto__') {
    Object.defineProperty(members, key, { value, enumerable: true, writable: true, configurable: true });
  } else {
    members[key] = value;
  }
}
