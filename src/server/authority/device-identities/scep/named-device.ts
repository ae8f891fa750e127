import type { DistinguishedName } from '#protocol/x509/name.ts';
import type { IdentitySubject } from '../device-identities.ts';

const commonNameOid = '2.5.4.3';
const serialNumberOid = '2.5.4.5';

/** A serial number or a UDID of either form. */
const namesMac = /^(?:(?=.*\d)[A-Z0-9]{8,14}|[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}|[0-9A-F]{8}-[0-9A-F]{16})$/;

/**
 * Whether a request names another Mac than the challenge was made for. What a Mac writes into its request is not believed,
 * but a request that contradicts its own challenge means that the challenge has strayed. Names that are no Mac's, such as
 * the one that macOS makes up for a profile without a subject, contradict nothing.
 */
export function namesAnother(subject: DistinguishedName, mac: IdentitySubject): boolean {
  const own = new Set([mac.serialNumber, mac.enrollmentId, mac.udid].map((name) => name?.toUpperCase()));
  return subject.relativeNames.flat().some(({ type, value }) => {
    if (type !== commonNameOid && type !== serialNumberOid) return false;
    const name = value?.toUpperCase() ?? '';
    return namesMac.test(name) && !own.has(name);
  });
}
