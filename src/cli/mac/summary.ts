/** A kept Mac in a few facts, for lists and `show`. Nothing secret. */
import type { SavedMac } from '#mac/home/saved-mac.ts';
import type { Session } from '#mac/mac-state.ts';
import { methodOf, methodWords } from './method-of.ts';

/** The facts. */
export interface MacSummary {
  readonly name: string;
  readonly serialNumber: string;
  readonly model: string;
  readonly macos: string;
  readonly method: string;
  readonly screen: string;
  /** The pane of Setup Assistant, while it is shown. */
  readonly setupPane: string | undefined;
  /** The enrollment in an organisation's MDM. */
  readonly management: ManagementSummary | undefined;
  /** Applications that packages installed. */
  readonly applications: readonly {
    readonly identifier: string;
    readonly version: string;
    readonly managed: boolean;
  }[];
  /** Passkeys that the organisation's application offers, such as `ada@example.org at id.example.org`. */
  readonly passkeys: readonly string[];
  readonly online: boolean;
  readonly issuer: string | undefined;
  readonly registration: string;
  readonly accounts: readonly {
    readonly name: string;
    readonly fullName: string;
    readonly registeredAs: string | undefined;
  }[];
  readonly notifications: readonly string[];
  readonly faults: readonly string[];
  readonly cards: readonly {
    readonly id: string;
    readonly label: string;
    readonly hash: string;
    readonly inserted: boolean;
  }[];
}

/** Who manages a Mac, and how far that has come. */
export interface ManagementSummary {
  readonly server: string;
  /** By Automated Device Enrollment, or by a profile that a person opened. */
  readonly automated: boolean;
  /** Waits in Setup Assistant for the server to let go. */
  readonly awaitingConfiguration: boolean;
  /** Short names of those with a user channel. */
  readonly users: readonly string[];
}

/** The facts of a Mac. */
export function summaryOf({ name, connection, state }: SavedMac): MacSummary {
  const method = methodOf(state);
  return {
    name,
    serialNumber: state.hardware.serialNumber,
    model: state.hardware.model,
    macos: state.macos,
    method: method === undefined ? '-' : methodWords[method],
    screen: screenText(state.session),
    setupPane: state.setup?.pane,
    management: managementOf(state),
    applications: (state.applications ?? []).map(({ identifier, shortVersion, managed }) => ({
      identifier,
      version: shortVersion,
      managed,
    })),
    passkeys: passkeysOf(state),
    online: state.network.online,
    issuer: connection.issuer,
    registration: registrationText(state),
    accounts: state.accounts.map(({ shortName, fullName }) => ({
      name: shortName,
      fullName,
      registeredAs: state.platformSso.users[shortName]?.loginUserName,
    })),
    notifications: state.notifications.map(({ title, body }) => `${title}: ${body}`),
    faults: state.quirks.map((quirk) => quirk.name),
    cards: state.smartCards.known.map(({ id, label, publicKeyHash }) => ({
      id,
      label,
      hash: publicKeyHash,
      inserted: id === state.smartCards.inserted,
    })),
  };
}

function managementOf({ management }: SavedMac['state']): ManagementSummary | undefined {
  if (!management?.enrolled) return undefined;
  const { settings, automated, awaitingConfiguration, users } = management;
  return { server: settings.serverUrl, automated, awaitingConfiguration, users: Object.keys(users) };
}

function passkeysOf({ passkeyProviders = {}, secureEnclave }: SavedMac['state']): readonly string[] {
  const handles = new Set(secureEnclave.keys.map(({ handle }) => handle));
  const offered = Object.values(passkeyProviders).filter(({ enabled }) => enabled);
  const passkeys = offered.flatMap((provider) => provider.passkeys).filter(({ key }) => handles.has(key));
  return passkeys.map(({ userName, rpId }) => `${userName} at ${rpId}`);
}

/** The user's state is the truth, the device's flag is not: a device can be registered with nobody on it. */
function registrationText({ platformSso }: SavedMac['state']): string {
  const states = new Set(Object.values(platformSso.users).map(({ state }) => state));
  if (states.has('Normal')) return 'registered';
  if (states.has('NeedsNewKeys')) return 'needs new keys';
  return platformSso.device?.registrationCompleted === true ? 'device only' : 'not registered';
}

function screenText(session: Session): string {
  switch (session.kind) {
    case 'setup-assistant':
      return 'Setup Assistant';
    case 'pre-boot':
      return 'FileVault';
    case 'login-window':
      return 'login window';
    case 'desktop':
      return `desktop of ${session.user}`;
    case 'locked':
      return `locked, ${session.user}`;
  }
}
