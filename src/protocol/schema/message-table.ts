/**
 * Apple's requirements for its messages as data: which keys, of which type, since which macOS. The tables beside this file
 * hold what Apple's published schemas (`apple/device-management`, MIT licence) say of macOS; a test compares them with the
 * schemas key by key. Keys that macOS does not have are left out.
 */

/** A type of value, by its property list element. `integer` and `real` are not told apart where a whole number stands. */
export type KeyType = 'string' | 'integer' | 'real' | 'boolean' | 'data' | 'date' | 'array' | 'dictionary' | 'any';

/** The versions of macOS in which something exists, such as `13.1`. What is missing is as for what holds it. */
export interface Versions {
  readonly introduced?: string;
  readonly deprecated?: string;
  readonly removed?: string;
}

/** What a value must be. */
export interface ValueRule extends Versions {
  readonly type: KeyType | readonly KeyType[];
  /** The only values allowed. */
  readonly values?: readonly (string | number)[];
  /** The only words allowed, each with its versions. */
  readonly choices?: Readonly<Record<string, Versions>>;
  /** Smallest and largest number, or least and most items. */
  readonly range?: { readonly min?: number; readonly max?: number };
  /** A regular expression for a string. */
  readonly pattern?: string;
  /** Of a dictionary: its keys. A dictionary without `keys` and `anyKey` may hold anything. */
  readonly keys?: Keys;
  /** Of a dictionary whose keys are free: what their values must be. */
  readonly anyKey?: ValueRule;
  /** Of an array: what each item must be; one of several. */
  readonly items?: readonly ValueRule[];
}

/** What stands under a key. */
export interface KeyRule extends ValueRule {
  readonly presence: 'required' | 'optional';
  /** Only on this channel. */
  readonly channel?: Channel;
  /** Only in User Enrollment, for which this product has no use. */
  readonly enrollment?: 'user';
}

/** The keys of a dictionary. */
export type Keys = Readonly<Record<string, KeyRule>>;

/** Whom a message is about: the Mac, or a user of it. */
export type Channel = 'device' | 'user';

/** Apple's requirements for one message. */
export interface MessageTable extends Versions {
  /** Apple's name: a request type, message type, payload type, declaration type or error code. */
  readonly name: string;
  /** The schema that the table was made from, as a path in Apple's repository; or the page where there is no schema. */
  readonly source: string;
  readonly channels?: readonly Channel[];
  readonly keys: Keys;
  /** Of a command: the keys of a successful answer, besides those of every answer. */
  readonly response?: Keys;
}
