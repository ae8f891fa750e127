/** Dictionaries of MDM as bytes: XML or binary plists in, Apple's XML layout out. */
import {
  isPlistDictionary,
  parsePlist,
  type PlistDictionary,
  PlistError,
  writeXmlPlist,
} from '#protocol/encoding/plist/plist.ts';
import { MdmError } from './mdm-error.ts';
import { readShape, type Shape, type Shaped, unknownKeys, writeShape } from './shape.ts';

/** The dictionary that a body holds. @throws {MdmError} `malformed_plist`, `not_a_dictionary` */
export function parseDictionary(body: Uint8Array): PlistDictionary {
  const value = parsed(body);
  if (!isPlistDictionary(value)) throw new MdmError('not_a_dictionary', 'the property list is not a dictionary');
  return value;
}

function parsed(body: Uint8Array) {
  try {
    return parsePlist(body);
  } catch (error) {
    if (error instanceof PlistError) throw new MdmError('malformed_plist', error.message);
    throw error;
  }
}

/** The XML bytes of a dictionary. */
export function encodeDictionary(dictionary: PlistDictionary): Uint8Array {
  return writeXmlPlist(dictionary);
}

/** A message of one type: its typed keys, and whatever else the sender put beside them. */
export interface MessageCodec<Message> {
  /** @throws {MdmError} `missing_key`, `malformed_key` */
  parse(dictionary: PlistDictionary): Message;
  /** Typed keys first, in the order of the documentation, then the others. */
  encode(message: Message): PlistDictionary;
}

/** What a codec of a shape reads: typed keys, and `unknown` for the rest. */
export type MessageOf<S extends Shape> = Shaped<S> & { readonly unknown?: PlistDictionary };

/** A codec of a shape that keeps unknown keys. `unknown` is absent when there are none. */
export function messageCodec<S extends Shape>(shape: S): MessageCodec<MessageOf<S>> {
  return {
    parse(dictionary) {
      const unknown = unknownKeys(dictionary, shape);
      const known = readShape(dictionary, shape);
      return Object.keys(unknown).length === 0 ? known : { ...known, unknown };
    },
    encode: (message) => ({ ...writeShape(message, shape), ...message.unknown }),
  };
}
