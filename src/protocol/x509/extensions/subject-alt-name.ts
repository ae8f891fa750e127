import * as der from '#protocol/encoding/der-writer.ts';
import { encodeExtension, type HasExtensions, parseExtension } from '../extension.ts';
import { extensionOid } from '../object-identifiers.ts';
import { encodeGeneralName, type GeneralName, readGeneralNames } from './general-names.ts';

/** The names of subjectAltName (RFC 5280 section 4.2.1.6); empty when it is absent. Throws X509Error. */
export function subjectAltNames(certificate: HasExtensions): readonly GeneralName[] {
  return parseExtension(certificate, extensionOid.subjectAltName, (reader) => readGeneralNames(reader.enter())) ?? [];
}

/** The values of all names of one kind, in order. */
export function altNamesOfKind(
  certificate: HasExtensions,
  kind: 'rfc822' | 'dns' | 'uri' | 'ip' | 'userPrincipalName',
): readonly string[] {
  return subjectAltNames(certificate).flatMap((name) => (name.kind === kind ? [name.value] : []));
}

/** The extension; critical when the subject is empty (RFC 5280 section 4.1.2.6). */
export function encodeSubjectAltName(names: readonly GeneralName[], critical = false): Uint8Array {
  return encodeExtension(extensionOid.subjectAltName, der.sequence(...names.map(encodeGeneralName)), critical);
}
