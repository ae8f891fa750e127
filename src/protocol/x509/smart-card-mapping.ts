import { toHex } from '#protocol/encoding/bytes.ts';
import type { Certificate } from './certificate.ts';
import { subjectKeyIdentifier } from './extensions/key-identifier.ts';
import { subjectAltNames } from './extensions/subject-alt-name.ts';
import { formatName } from './name.ts';

/** What a smart card certificate says that can name a user. */
export interface SmartCardMappingValues {
  /** otherName 1.3.6.1.4.1.311.20.2.3, as `ada@corp.example`; in order. */
  readonly userPrincipalNames: readonly string[];
  /** macOS maps accounts by these: `PlatformSSO:<RFC 822 name>` in AltSecurityIdentities. */
  readonly mailAddresses: readonly string[];
  /** Lower-case hexadecimal, or undefined. */
  readonly subjectKeyIdentifier: string | undefined;
  /** RFC 4514 string: for people and for rules they write. */
  readonly issuer: string;
  /** The issuer's whole DER name: with the serial number it names exactly one certificate. */
  readonly issuerRaw: Uint8Array;
  /** Lower-case hexadecimal of the INTEGER's content. */
  readonly serial: string;
  /** RFC 4514 string of the subject. */
  readonly subject: string;
}

/**
 * Takes out the values that account mappings use. Says nothing about trust: verify the chain first. Throws X509Error
 * `x509_malformed_extension`.
 */
export function smartCardMappingValues(certificate: Certificate): SmartCardMappingValues {
  const names = subjectAltNames(certificate);
  const keyIdentifier = subjectKeyIdentifier(certificate);
  return {
    userPrincipalNames: names.flatMap((name) => (name.kind === 'userPrincipalName' ? [name.value] : [])),
    mailAddresses: names.flatMap((name) => (name.kind === 'rfc822' ? [name.value] : [])),
    subjectKeyIdentifier: keyIdentifier === undefined ? undefined : toHex(keyIdentifier),
    issuer: formatName(certificate.issuer),
    issuerRaw: certificate.issuer.raw,
    serial: toHex(certificate.serial),
    subject: formatName(certificate.subject),
  };
}
