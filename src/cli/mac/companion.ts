/** The organisation's application with the SSO extension in it, as it is installed on virtual Macs. */
import type { ExtensionKind, InstalledExtension } from '#mac/mac-state.ts';

/** Its names. */
export const companion = {
  teamIdentifier: 'PRCHLGHT01',
  applicationIdentifier: 'org.porchlight.companion',
  extensionIdentifier: 'org.porchlight.companion.ssoextension',
} as const;

/** SDK that the extension is built with: that of macOS 13 on macOS 13, whose messages look different. */
const oldSdk = 13;
const newSdk = 15.2;

/** The application for a Mac with this major version of macOS. */
export function companionExtension(macosMajor: number, kind: ExtensionKind): InstalledExtension {
  return {
    ...companion,
    displayName: 'Porchlight',
    sdkVersion: macosMajor < 14 ? oldSdk : newSdk,
    kind,
  };
}
