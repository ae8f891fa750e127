/** Object identifiers of certificate extensions (RFC 5280 section 4.2). */
export const extensionOid = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  crlDistributionPoints: '2.5.29.31',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

/** Purposes in extendedKeyUsage (RFC 5280 section 4.2.1.12; smart card log-on: Microsoft). */
export const purposeOid = {
  any: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  smartCardLogon: '1.3.6.1.4.1.311.20.2.2',
} as const;

/** The user principal name among the other names of a subjectAltName (Microsoft). Its value is a UTF8String. */
export const userPrincipalNameOid = '1.3.6.1.4.1.311.20.2.3';

/** extensionRequest, the attribute of a certification request that asks for extensions (RFC 2985 section 5.4.2). */
export const extensionRequestOid = '1.2.840.113549.1.9.14';

/** Apple's extensions in attestation certificates: MDM "Managed Device Attestation" and Platform SSO key attestation. */
export const appleOid = {
  serialNumber: '1.2.840.113635.100.8.9.1',
  udid: '1.2.840.113635.100.8.9.2',
  softwareUpdateDeviceId: '1.2.840.113635.100.8.9.4',
  osVersion: '1.2.840.113635.100.8.10.1',
  sepOsVersion: '1.2.840.113635.100.8.10.2',
  /** Of the low-level bootloader. */
  llbVersion: '1.2.840.113635.100.8.10.3',
  freshness: '1.2.840.113635.100.8.11.1',
  systemIntegrityProtection: '1.2.840.113635.100.8.13.1',
  secureBoot: '1.2.840.113635.100.8.13.2',
  thirdPartyKernelExtensions: '1.2.840.113635.100.8.13.3',
} as const;
