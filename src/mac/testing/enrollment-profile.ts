/** Configuration profiles of the fake organisation. */
import { type PlistWritable, writeXmlPlist } from '#protocol/encoding/plist/plist.ts';

/** Keys and their values, as they are to be written. */
export type Writable = Readonly<Record<string, PlistWritable>>;

/** A profile of payloads. */
export function profileOf(identifier: string, payloads: readonly Writable[], change: Writable = {}): Uint8Array {
  return writeXmlPlist({
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadUUID: `uuid-of-${identifier}`,
    PayloadDisplayName: `Profile ${identifier}`,
    PayloadOrganization: 'Example',
    PayloadContent: payloads,
    ...change,
  });
}

/** What a Mac enrolls with: an identity by SCEP, everything allowed, user channels and a bootstrap token. */
export function enrollmentProfile(base: string, mdm: Writable = {}, others: readonly Writable[] = []): Uint8Array {
  const subject = [[['CN', '%SerialNumber%']]];
  return profileOf('org.example.enrollment', [
    {
      PayloadType: 'com.apple.security.scep',
      PayloadUUID: 'identity',
      PayloadIdentifier: 'org.example.enrollment.scep',
      PayloadVersion: 1,
      PayloadContent: {
        URL: `${base}/scep`,
        Name: 'ca',
        Subject: subject,
        Keysize: 1024,
        'Key Usage': 5,
        RetryDelay: 0,
      },
    },
    {
      PayloadType: 'com.apple.mdm',
      PayloadUUID: 'mdm',
      PayloadIdentifier: 'org.example.enrollment.mdm',
      PayloadVersion: 1,
      IdentityCertificateUUID: 'identity',
      Topic: 'com.apple.mgmt.External.example',
      ServerURL: `${base}/mdm`,
      CheckInURL: `${base}/mdm/checkin`,
      SignMessage: true,
      AccessRights: 8191,
      CheckOutWhenRemoved: true,
      ServerCapabilities: ['com.apple.mdm.per-user-connections', 'com.apple.mdm.bootstraptoken'],
      ...mdm,
    },
    ...others,
  ]);
}

/** Platform SSO for the fake identity provider. */
export function platformSsoPayloads(platformSso: Writable = {}): readonly Writable[] {
  return [
    {
      PayloadType: 'com.apple.extensiblesso',
      PayloadUUID: 'sso',
      PayloadIdentifier: 'org.example.sso.payload',
      PayloadVersion: 1,
      Type: 'Redirect',
      ExtensionIdentifier: 'app.ext',
      TeamIdentifier: 'TEAM',
      URLs: ['https://idp.example'],
      PlatformSSO: {
        AuthenticationMethod: 'Password',
        UseSharedDeviceKeys: true,
        EnableRegistrationDuringSetup: true,
        ...platformSso,
      },
    },
    {
      PayloadType: 'com.apple.associated-domains',
      PayloadUUID: 'domains',
      PayloadIdentifier: 'org.example.sso.domains',
      PayloadVersion: 1,
      Configuration: [{ ApplicationIdentifier: 'TEAM.app', AssociatedDomains: ['authsrv:idp.example'] }],
    },
  ];
}
