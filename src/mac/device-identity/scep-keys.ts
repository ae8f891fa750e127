/** What a Mac makes for one SCEP request: the key that is to be certified, and a signer of its own for the message. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { DigestName, Signer } from '#protocol/crypto.ts';
import { encodeExtension } from '#protocol/x509/extension.ts';
import { encodeKeyUsage, type KeyUsage } from '#protocol/x509/extensions/key-usage.ts';
import { issueSelfSigned } from '#protocol/x509/authority.ts';
import type { Certificate } from '#protocol/x509/certificate.ts';
import { makeName, type DistinguishedName } from '#protocol/x509/name.ts';
import { extensionOid, purposeOid } from '#protocol/x509/object-identifiers.ts';
import { parsePublicKey } from '#protocol/x509/public-key.ts';
import { buildCertificationRequest } from '#protocol/x509/request.ts';
import { challengePasswordAttribute } from '#protocol/scep/challenge-password.ts';
import * as der from '#protocol/encoding/der-writer.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import { messageSigner } from '#runtime/rsa.ts';
import type { IdentityPorts } from './ports.ts';

const year = 365 * 86_400_000;

/** Signer of one message. */
export interface MessageIdentity {
  readonly privateKey: KeyObject;
  readonly certificate: Certificate;
}

/** The signer as Apple's client makes it: its name, one year, client authentication (recorded PKCSReq). */
export function temporaryIdentity(privateKey: KeyObject, { clock, random }: IdentityPorts): MessageIdentity {
  const certificate = issueSelfSigned(x509Signer(privateKey, 'sha256'), {
    subject: makeName([
      ['commonName', 'MDM SCEP SIGNER'],
      ['countryName', 'US'],
    ]),
    publicKey: publicKeyOf(privateKey),
    notBefore: clock.now(),
    notAfter: clock.now() + year,
    random: random.bytes(16),
    digests: nodeCrypto,
    extensions: () => [
      encodeKeyUsage(['digitalSignature']),
      encodeExtension(extensionOid.extendedKeyUsage, der.sequence(der.objectIdentifier(purposeOid.clientAuth)), true),
    ],
  });
  return { privateKey, certificate };
}

/** The request, DER, of version 2 as Apple's client writes it. */
export function requestFor(
  privateKey: KeyObject,
  subject: DistinguishedName,
  wish: { readonly challenge: string | undefined; readonly keyUsage: number },
): Uint8Array {
  const usages: KeyUsage[] = [];
  if ((wish.keyUsage & 1) !== 0) usages.push('digitalSignature');
  if ((wish.keyUsage & 4) !== 0) usages.push('keyEncipherment');
  return buildCertificationRequest(
    {
      version: 2,
      subject,
      publicKey: publicKeyOf(privateKey),
      ...(usages.length === 0 ? {} : { extensions: [encodeKeyUsage(usages)] }),
      ...(wish.challenge === undefined ? {} : { attributes: [challengePasswordAttribute(wish.challenge)] }),
    },
    x509Signer(privateKey, 'sha256'),
  );
}

/** The public half for certificates. */
export function publicKeyOf(privateKey: KeyObject) {
  return parsePublicKey(new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' })));
}

// A profile may ask for 1024 bits, which no JWS signer takes.
function x509Signer(privateKey: KeyObject, digest: DigestName): Signer {
  return { alg: 'RS256', sign: (data) => messageSigner(privateKey).sign(digest, data) };
}
