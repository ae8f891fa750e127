/**
 * Identifier octets (X.690 8.1.2) of the universal types in the form DER gives them: SEQUENCE and SET constructed, the
 * rest primitive. A tag is handled as this one octet everywhere; tag numbers above 30 are refused, no format we speak
 * has them.
 */
export const Tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
} as const;

/** Bit 6 of the identifier octet: the content is a series of elements. */
export const constructedBit = 0x20;

/** The octet of context tag [number] around a constructed value: explicit tagging, or an implicit SEQUENCE or SET. */
export function contextTag(number: number): number {
  return 0xa0 | number;
}

/** The octet of context tag [number] IMPLICIT over a primitive value. */
export function contextPrimitiveTag(number: number): number {
  return 0x80 | number;
}
