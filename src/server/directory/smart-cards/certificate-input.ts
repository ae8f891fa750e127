/** Certificates and revocation lists as people hand them in: PEM text or DER bytes, or PEM text as bytes. */
import { DerError } from '#protocol/encoding/der.ts';
import { decodePem, PemError } from '#protocol/encoding/pem.ts';
import { fromUtf8 } from '#protocol/encoding/utf8.ts';
import { type Certificate, parseCertificate } from '#protocol/x509/certificate.ts';
import { parseRevocationList, type RevocationList } from '#protocol/x509/revocation-list.ts';
import { X509Error } from '#protocol/x509/x509-error.ts';

/** The certificate (the first one of PEM text), or undefined when it is none. */
export function readCertificate(input: string | Uint8Array): Certificate | undefined {
  return parsed(() => parseCertificate(derOf('CERTIFICATE', input)));
}

/** The revocation list, or undefined when it is none. */
export function readRevocationList(input: string | Uint8Array): RevocationList | undefined {
  return parsed(() => parseRevocationList(derOf('X509 CRL', input)));
}

/** The value of a parse, or undefined where the input is broken; other failures go on. */
export function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof DerError || error instanceof X509Error || error instanceof PemError) return undefined;
    throw error;
  }
}

/** DER starts with a SEQUENCE, 30 hexadecimal, which is the digit 0 in text and starts no PEM file. */
function derOf(label: string, input: string | Uint8Array): Uint8Array {
  if (typeof input === 'string') return decodePem(label, input);
  return input[0] === 0x30 ? input : decodePem(label, fromUtf8(input) ?? '');
}
