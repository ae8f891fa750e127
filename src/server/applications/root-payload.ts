/** A root certificate as a payload of a profile. Apple, "CertificateRoot" (`com.apple.security.root`). */
import { createHash } from 'node:crypto';
import type { PlistDictionary } from '#protocol/encoding/plist/plist.ts';

/** The payload; the same root has the same names for ever. */
export function rootPayload(der: Uint8Array): PlistDictionary {
  const hash = createHash('sha256').update(der).digest('hex').toUpperCase();
  const uuid = hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-5$3-A$4-$5');
  return {
    PayloadType: 'com.apple.security.root',
    PayloadVersion: 1,
    PayloadIdentifier: `org.porchlight.root.${hash.slice(0, 16).toLowerCase()}`,
    PayloadUUID: uuid,
    PayloadDisplayName: 'Porchlight laboratory packages, for virtual Macs only',
    PayloadCertificateFileName: 'root.cer',
    PayloadContent: der,
  };
}
