import type { Digests } from '#protocol/crypto.ts';
import { encodeExtension } from './extension.ts';
import { encodeBasicConstraints } from './extensions/basic-constraints.ts';
import { encodeCrlDistributionPoints } from './extensions/crl-distribution-points.ts';
import { encodeExtendedKeyUsage } from './extensions/extended-key-usage.ts';
import type { GeneralName } from './extensions/general-names.ts';
import {
  encodeAuthorityKeyIdentifier,
  encodeSubjectKeyIdentifier,
  keyIdentifier,
} from './extensions/key-identifier.ts';
import { encodeKeyUsage, type KeyUsage } from './extensions/key-usage.ts';
import { encodeSubjectAltName } from './extensions/subject-alt-name.ts';
import { appleOid, purposeOid } from './object-identifiers.ts';
import type { SubjectPublicKey } from './public-key.ts';

/** The keys that both identifiers of a certificate come from. `issuerKey` is the subject's own for a self-signed one. */
export interface ProfileKeys {
  readonly publicKey: SubjectPublicKey;
  readonly issuerKey: SubjectPublicKey;
  readonly digests: Pick<Digests, 'sha1'>;
}

function identifiers({ publicKey, issuerKey, digests }: ProfileKeys): Uint8Array[] {
  return [
    encodeSubjectKeyIdentifier(keyIdentifier(publicKey, digests)),
    encodeAuthorityKeyIdentifier(keyIdentifier(issuerKey, digests)),
  ];
}

const endEntity = encodeBasicConstraints({ isAuthority: false, pathLength: undefined });

/** Extensions of a certificate authority (RFC 5280 section 4.2.1.9): signs certificates and lists. */
export function authorityExtensions(keys: ProfileKeys, pathLength?: number): Uint8Array[] {
  return [
    encodeBasicConstraints({ isAuthority: true, pathLength }),
    encodeKeyUsage(['keyCertSign', 'cRLSign']),
    ...identifiers(keys),
  ];
}

/**
 * Extensions of the authority of device identities: beside certificates and lists it signs SCEP answers and opens SCEP
 * messages (RFC 8894 section 2.1.2: one key for all of it), and nothing stands between it and a device.
 */
export function deviceAuthorityExtensions(keys: ProfileKeys): Uint8Array[] {
  return [
    encodeBasicConstraints({ isAuthority: true, pathLength: 0 }),
    encodeKeyUsage(['digitalSignature', 'keyEncipherment', 'keyCertSign', 'cRLSign']),
    ...identifiers(keys),
  ];
}

/**
 * Extensions of a device's identity: client authentication, with a list that says whether it was revoked. An RSA key may be
 * enciphered to, as profiles for one device are.
 */
export function deviceIdentityExtensions(keys: ProfileKeys, revocationListAddress: string): Uint8Array[] {
  const usages: readonly KeyUsage[] =
    keys.publicKey.kind === 'rsa' ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature'];
  return [...clientExtensions(keys, usages), encodeCrlDistributionPoints([revocationListAddress])];
}

/**
 * Extensions of a TLS server certificate: names in subjectAltName only, purpose server authentication; Apple refuses certificates
 * without either.
 */
export function tlsServerExtensions(keys: ProfileKeys, names: readonly GeneralName[]): Uint8Array[] {
  return [
    endEntity,
    encodeKeyUsage(['digitalSignature']),
    encodeExtendedKeyUsage([purposeOid.serverAuth]),
    encodeSubjectAltName(names),
    ...identifiers(keys),
  ];
}

/**
 * Extensions of the certificate for a Platform SSO unlock key: signing and agreement, and the SHA-1 of the point as key
 * identifier, by which the Mac finds it (protocol sheet, key request).
 */
export function unlockKeyExtensions(keys: ProfileKeys): Uint8Array[] {
  return [endEntity, encodeKeyUsage(['digitalSignature', 'keyAgreement']), ...identifiers(keys)];
}

/** Who a smart card certificate speaks for, and where to ask whether it was revoked. */
export interface SmartCardSubject {
  readonly userPrincipalName?: string | undefined;
  readonly mailAddress?: string | undefined;
  readonly revocationListAddress?: string | undefined;
}

/** Extensions of a smart card certificate for authentication, in the manner of PIV (FIPS 201) and of Windows log-on. */
export function smartCardExtensions(keys: ProfileKeys, subject: SmartCardSubject): Uint8Array[] {
  const { userPrincipalName, mailAddress, revocationListAddress } = subject;
  const names: GeneralName[] = [];
  if (userPrincipalName !== undefined) names.push({ kind: 'userPrincipalName', value: userPrincipalName });
  if (mailAddress !== undefined) names.push({ kind: 'rfc822', value: mailAddress });
  return [
    endEntity,
    encodeKeyUsage(['digitalSignature']),
    encodeExtendedKeyUsage([purposeOid.clientAuth, purposeOid.smartCardLogon]),
    ...(names.length > 0 ? [encodeSubjectAltName(names)] : []),
    ...(revocationListAddress === undefined ? [] : [encodeCrlDistributionPoints([revocationListAddress])]),
    ...identifiers(keys),
  ];
}

/** Extensions of a client certificate, such as the identity of an enrolled device. */
export function clientExtensions(keys: ProfileKeys, usages: readonly KeyUsage[] = ['digitalSignature']): Uint8Array[] {
  return [endEntity, encodeKeyUsage(usages), encodeExtendedKeyUsage([purposeOid.clientAuth]), ...identifiers(keys)];
}

/** What Apple's attestation service states in a leaf. Identifiers are ASCII; absent where the device may not be named. */
export interface AttestationStatement {
  /** 32 bytes: the clientDataHash for Platform SSO, SHA-256 of the token for ACME, the bare nonce for DeviceInformation. */
  readonly freshness: Uint8Array | undefined;
  readonly serialNumber?: Uint8Array | undefined;
  readonly udid?: Uint8Array | undefined;
  readonly osVersion?: Uint8Array | undefined;
  /** DER INTEGER; 0 is enabled. macOS 14.2, as the next two. */
  readonly systemIntegrityProtection?: Uint8Array | undefined;
  /** Such as `Full Security`. */
  readonly secureBoot?: Uint8Array | undefined;
  /** DER INTEGER; 0 is not allowed. */
  readonly thirdPartyKernelExtensions?: Uint8Array | undefined;
}

/** Extensions of an attestation leaf: Apple's own ones hold bare bytes, the two numbers DER. */
export function attestationExtensions(keys: ProfileKeys, statement: AttestationStatement): Uint8Array[] {
  const stated: readonly (readonly [string, Uint8Array | undefined])[] = [
    [appleOid.serialNumber, statement.serialNumber],
    [appleOid.udid, statement.udid],
    [appleOid.osVersion, statement.osVersion],
    [appleOid.freshness, statement.freshness],
    [appleOid.systemIntegrityProtection, statement.systemIntegrityProtection],
    [appleOid.secureBoot, statement.secureBoot],
    [appleOid.thirdPartyKernelExtensions, statement.thirdPartyKernelExtensions],
  ];
  return [
    endEntity,
    encodeKeyUsage(['digitalSignature', 'keyAgreement']),
    ...identifiers(keys),
    ...stated.flatMap(([oid, value]) => (value === undefined ? [] : [encodeExtension(oid, value)])),
  ];
}
