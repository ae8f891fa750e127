import { boolean, data, dictionary, identifier, integer, listOf, oneOf, optional } from '../shape.ts';
import { defineCommand } from './define-command.ts';

/**
 * Installs a signed package by its manifest, inline or by URL (macOS 10.13.6). Acknowledged means accepted: whether it was
 * installed is seen in InstalledApplicationList. Apple, "InstallEnterpriseApplication".
 */
export const installEnterpriseApplication = defineCommand('InstallEnterpriseApplication', {
  body: {
    /** See `application-manifest.ts`. */
    Manifest: optional(dictionary),
    ManifestURL: optional(identifier),
    /** DER certificates that the host of the manifest must present. */
    ManifestURLPinningCerts: optional(listOf(data)),
    PinningRevocationCheckRequired: optional(boolean),
    /** macOS 11. */
    InstallAsManaged: optional(boolean),
    /** 1: the app goes when management goes. */
    ManagementFlags: optional(integer),
    Configuration: optional(dictionary),
    ChangeManagementState: optional(oneOf('Managed')),
    iOSApp: optional(boolean),
  },
  result: {},
});
