/**
 * The enrollment profile: trust in our TLS where it is of our own making, the means to an identity, and `com.apple.mdm`.
 * Its identifiers never change: a renewal is the same profile with fresh payloads. Source: Apple, "MDM", "SCEP" and
 * "ACMECertificate" payloads.
 */
import { uuidFrom } from '#protocol/encoding/uuid.ts';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';
import { buildConfigurationProfile } from '#protocol/profile/configuration-profile.ts';
import type { Payload } from '#protocol/profile/payload.ts';
import type { Random } from '#runtime/random.ts';
import type { EnrollmentSettings } from './enrollment-ports.ts';

/** What a newer enrollment profile replaces an older one by. Never to be changed. */
export const enrollmentProfileIdentifier = 'org.porchlight.enrollment';

/** How a Mac gets its identity. */
export type IdentityMeans =
  | { readonly protocol: 'scep'; readonly challenge: string }
  | { readonly protocol: 'acme'; readonly clientIdentifier: string };

/** All rights there are (Apple, "MDM", AccessRights). */
const everyRight = 8191;
const clientAuthentication = '1.3.6.1.5.5.7.3.2';

/** The profile as an XML property list. Each rendering has UUIDs of its own. */
export function renderEnrollmentProfile(
  settings: Pick<EnrollmentSettings, 'publicUrl' | 'organisation' | 'tlsRoot'>,
  means: IdentityMeans,
  topic: string,
  random: Random,
): Uint8Array<ArrayBuffer> {
  const { organisation, tlsRoot } = settings;
  const payload = payloadMaker(organisation, random);
  const identity = identityPayload(settings, means, payload);
  return buildConfigurationProfile({
    PayloadIdentifier: enrollmentProfileIdentifier,
    PayloadUUID: uuidFrom(random.bytes(16)),
    PayloadDisplayName: `Management by ${organisation}`,
    PayloadDescription: `Lets ${organisation} manage this Mac.`,
    PayloadOrganization: organisation,
    PayloadScope: 'System',
    PayloadContent: [
      ...(tlsRoot === undefined ? [] : [rootPayload(tlsRoot, payload)]),
      identity,
      payload('com.apple.mdm', 'mdm', managementSettings(settings.publicUrl, topic, identity.PayloadUUID)),
    ],
  });
}

/** The root of our TLS as a payload, also for the profile before enrollment. */
export function rootCertificatePayload(organisation: string, root: Uint8Array, random: Random): Payload {
  return rootPayload(root, payloadMaker(organisation, random));
}

type PayloadMaker = (type: string, part: string, settings: PlistDictionary) => Payload;

function payloadMaker(organisation: string, random: Random): PayloadMaker {
  return (type, part, settings) => ({
    PayloadType: type,
    PayloadVersion: 1,
    PayloadIdentifier: `${enrollmentProfileIdentifier}.${part}`,
    PayloadUUID: uuidFrom(random.bytes(16)),
    PayloadOrganization: organisation,
    settings,
  });
}

function rootPayload(root: Uint8Array, payload: PayloadMaker): Payload {
  return payload('com.apple.security.root', 'root', {
    PayloadCertificateFileName: 'root.cer',
    PayloadContent: root,
  });
}

function identityPayload(
  { publicUrl, organisation }: Pick<EnrollmentSettings, 'publicUrl' | 'organisation'>,
  means: IdentityMeans,
  payload: PayloadMaker,
): Payload {
  // The server names the Mac itself; what is asked for here only helps whoever looks at requests.
  const Subject = [[['O', organisation]], [['CN', '%SerialNumber%']]];
  if (means.protocol === 'acme') {
    return payload('com.apple.security.acme', 'identity', {
      DirectoryURL: `${publicUrl}/acme/directory`,
      ClientIdentifier: means.clientIdentifier,
      KeyType: 'ECSECPrimeRandom',
      KeySize: 384,
      HardwareBound: true,
      Attest: true,
      Subject,
      ExtendedKeyUsage: [clientAuthentication],
      UsageFlags: 1,
      KeyIsExtractable: false,
    });
  }
  return payload('com.apple.security.scep', 'identity', {
    PayloadContent: {
      // Without a query: the Mac appends its own.
      URL: `${publicUrl}/scep`,
      Name: 'device-authority',
      Subject,
      Challenge: means.challenge,
      Keysize: 2048,
      'Key Type': 'RSA',
      'Key Usage': 5,
      Retries: 3,
      RetryDelay: 10,
      KeyIsExtractable: false,
    },
  });
}

function managementSettings(publicUrl: string, topic: string, identityUuid: string): PlistDictionary {
  return {
    IdentityCertificateUUID: identityUuid,
    Topic: topic,
    ServerURL: `${publicUrl}/mdm`,
    CheckInURL: `${publicUrl}/mdm/checkin`,
    SignMessage: true,
    AccessRights: everyRight,
    CheckOutWhenRemoved: true,
    ServerCapabilities: ['com.apple.mdm.per-user-connections', 'com.apple.mdm.bootstraptoken', 'com.apple.mdm.token'],
  };
}
