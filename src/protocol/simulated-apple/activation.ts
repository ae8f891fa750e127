/**
 * Activation, as simulated Apple offers it to virtual Macs: `GET /activation/configuration?serial=...` gives the enrollment
 * profile that is assigned to a serial number, which real Macs get by a protocol that Apple keeps to itself. Ours alone.
 */

/** The path to ask at. */
export function activationPath(serialNumber: string): string {
  return `/activation/configuration?serial=${encodeURIComponent(serialNumber)}`;
}

/** The body of a 404: no profile is assigned, so the Mac sets itself up as a private one. */
export const noConfiguration = 'NO_CONFIGURATION';
