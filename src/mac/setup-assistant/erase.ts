/** "Erase All Content and Settings": nothing is left but the hardware, the macOS and the identity from the factory. */
import type { MacParts } from '../mac-parts.ts';
import { newSetup } from './setup-state.ts';

/** Back to Hello. */
export function eraseMac(mac: MacParts): void {
  const { state } = mac;
  state.session = { kind: 'setup-assistant' };
  state.setup = newSetup(state.setup?.language);
  state.deviceEnrollment = undefined;
  state.management = undefined;
  state.applications = [];
  state.managedAdministrators = [];
  state.accounts = [];
  state.fileVault = { enabled: state.fileVault.enabled, users: {} };
  state.loginKeychains = {};
  state.secureEnclave.keys = [];
  state.smartCards.pairings = [];
  state.safari = {};
  state.passkeyProviders = {};
  state.profiles = [];
  state.downloadedProfiles = [];
  state.extensions = [];
  state.platformSso = {
    device: undefined,
    loginConfiguration: undefined,
    users: {},
    registrationRetryAt: undefined,
    jwks: undefined,
  };
  state.notifications = [];
}
