/** The name that a Mac writes into its request, from a profile's `Subject` with its variables filled in. */
import * as der from '#protocol/encoding/der-writer.ts';
import { isPrintableText } from '#protocol/encoding/der-text.ts';
import { type DistinguishedName, parseName } from '#protocol/x509/name.ts';
import type { ScepSettings } from './scep-payload.ts';

/** Values of the variables, by name without the percent signs. */
export type SubjectVariables = Readonly<Record<string, string>>;

const shortNames: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  SERIALNUMBER: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  O: '2.5.4.10',
  OU: '2.5.4.11',
};

/**
 * The name. Types are short names or object identifiers; a variable that the Mac does not have stays as it is written.
 * Without any attribute macOS makes a name up.
 */
export function subjectName(
  subject: ScepSettings['subject'],
  variables: SubjectVariables,
  uuid: string,
): DistinguishedName {
  const sets = subject.flatMap((set) => {
    const attributes = set.flatMap(([type, value]) => attribute(type, filledIn(value, variables)));
    return attributes.length === 0 ? [] : [der.setOf(...attributes)];
  });
  if (sets.length > 0) return parseName(der.sequence(...sets));
  return parseName(der.sequence(der.setOf(...attribute('CN', `com.apple.security.scep.${uuid}`))));
}

function attribute(type: string, value: string): Uint8Array[] {
  const oid = shortNames[type.toUpperCase()] ?? type;
  if (!/^[012](?:\.\d+)+$/.test(oid)) return [];
  const isPrintable = (oid === shortNames['C'] || oid === shortNames['SERIALNUMBER']) && isPrintableText(value);
  return [der.sequence(der.objectIdentifier(oid), isPrintable ? der.printableString(value) : der.utf8String(value))];
}

function filledIn(value: string, variables: SubjectVariables): string {
  return value.replaceAll(/%(\w+)%/g, (whole, name: string) => variables[name] ?? whole);
}
