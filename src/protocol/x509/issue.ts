import type { Signer } from '#protocol/crypto.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { algorithmIdentifier, signStructure } from './algorithms.ts';
import type { DistinguishedName } from './name.ts';
import type { SubjectPublicKey } from './public-key.ts';
import { X509Error } from './x509-error.ts';

/** What goes into a certificate. */
export interface CertificateContent {
  /** Positive, at most 20 bytes with its sign (RFC 5280 section 4.1.2.2): see `serialFromRandom`. */
  readonly serial: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** Milliseconds since 1970, rounded down to seconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: SubjectPublicKey;
  /** Whole Extension elements, as the `encode...` functions of `extensions/` make them. */
  readonly extensions: readonly Uint8Array[];
}

/**
 * Signs a version 3 certificate and returns its DER. Throws X509Error `x509_bad_serial`, or `x509_bad_validity` when it would end
 * before it starts.
 */
export function issueCertificate(content: CertificateContent, signer: Signer): Uint8Array<ArrayBuffer> {
  if (!(content.notAfter >= content.notBefore)) {
    throw new X509Error('x509_bad_validity', 'the certificate would end before it starts');
  }
  const toBeSigned = der.sequence(
    der.context(0, der.integer(2)),
    encodeSerial(content.serial),
    algorithmIdentifier(signer.alg),
    content.issuer.raw,
    der.sequence(der.time(content.notBefore), der.time(content.notAfter)),
    content.subject.raw,
    content.publicKey.spki,
    ...(content.extensions.length === 0 ? [] : [der.context(3, der.sequence(...content.extensions))]),
  );
  return signStructure(toBeSigned, signer);
}

function encodeSerial(serial: Uint8Array): Uint8Array {
  const encoded = der.unsignedInteger(serial);
  const isZero = serial.every((octet) => octet === 0);
  if (isZero || encoded.length > 22) throw new X509Error('x509_bad_serial', 'serial is zero or longer than 20 bytes');
  return encoded;
}

/**
 * A serial of 16 random bytes: positive and never with a leading zero, so that it reads the same everywhere. At least 64 bits
 * of randomness are what the CA/Browser rules ask. Throws X509Error `x509_bad_serial` for fewer than 16 bytes.
 */
export function serialFromRandom(random: Uint8Array): Uint8Array {
  if (random.length < 16) throw new X509Error('x509_bad_serial', 'a serial wants 16 random bytes');
  const serial = random.slice(0, 16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}
