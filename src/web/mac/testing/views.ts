/** Macs as the desk would tell them, for tests that look at screens rather than at what leads to them. */
import type { MacView } from '#api/desk/view.ts';

/** The time at which all of them stand: 9 June 2026, 9:41 UTC. */
export const sampleTime = Date.UTC(2026, 5, 9, 9, 41);

const day = 86_400_000;

/** A Mac of the organisation whose person has registered and sits at the desktop. */
export function joinedMac(macos: string): MacView {
  const isOld = Number.parseInt(macos, 10) < 14;
  return {
    revision: 1,
    name: 'mac',
    serialNumber: 'C02PORCH0001',
    model: 'Mac16,12',
    computerName: 'Ada’s MacBook Air',
    macos,
    now: sampleTime,
    isOnline: true,
    underWay: undefined,
    screen: { kind: 'desktop', user: 'ada' },
    prompts: [],
    accounts: [
      {
        shortName: 'ada',
        fullName: 'Ada Lovelace',
        isAdmin: true,
        isHidden: false,
        platformSso: {
          method: isOld ? 'Password' : 'UserSecureEnclaveKey',
          loginUserName: 'ada@example.org',
          state: 'Normal',
          isRegistered: true,
          lastLogin: sampleTime - 3_600_000,
          tokensEnd: sampleTime + 14 * day,
        },
      },
      { shortName: 'grace', fullName: 'Grace Hopper', isAdmin: false, isHidden: false, platformSso: undefined },
      { shortName: 'rescue', fullName: 'Rescue', isAdmin: true, isHidden: true, platformSso: undefined },
    ],
    notifications: [],
    cards: { inserted: undefined, known: [] },
    safari: undefined,
    bookmarks: [],
    settings: {
      platformSso: {
        accountDisplayName: 'Example',
        method: isOld ? 'Password' : 'UserSecureEnclaveKey',
        isDeviceRegistered: true,
        extensionIdentifier: 'org.porchlight.companion.ssoextension',
        hasSettings: !isOld,
      },
      passkeys: {
        path: 'Settings > General > AutoFill & Passwords',
        application: isOld ? undefined : 'Porchlight',
        isOn: true,
      },
      management: { organisation: 'Example', server: 'https://id.example.org', isRemovable: false },
      profiles: [
        {
          identifier: 'org.porchlight.enrollment',
          displayName: 'Management Profile',
          organisation: 'Example',
          installed: sampleTime - day,
          isManaged: true,
          payloads: [
            { type: 'com.apple.mdm', displayName: 'Mobile Device Management' },
            { type: 'com.apple.security.scep', displayName: 'Device identity' },
          ],
        },
        {
          identifier: 'org.porchlight.platform-sso',
          displayName: 'com.apple.extensiblesso Profile',
          organisation: 'Example',
          installed: sampleTime - day,
          isManaged: true,
          payloads: [
            { type: 'com.apple.extensiblesso', displayName: 'Extensible Single Sign-On' },
            { type: 'com.apple.associated-domains', displayName: 'Associated Domains' },
          ],
        },
      ],
      downloads: [],
      fileVault: true,
    },
    applications: [
      { name: 'Porchlight', bundleIdentifier: 'org.porchlight.companion', version: '1.0', isPorchlight: true },
    ],
    quirks: [],
  };
}

/** The same before anybody has registered: the notification stands. */
export function unregisteredMac(macos: string): MacView {
  const mac = joinedMac(macos);
  const { platformSso } = mac.settings;
  return {
    ...mac,
    accounts: mac.accounts.map((account) => ({ ...account, platformSso: undefined })),
    notifications: [
      {
        id: 'n1',
        kind: 'registration-required',
        title: 'Registration Required',
        body: 'Register this Mac with your organisation.',
        button: 'Register',
        time: sampleTime - 20_000,
      },
    ],
    settings: {
      ...mac.settings,
      platformSso: platformSso && { ...platformSso, isDeviceRegistered: false },
    },
  };
}

/** Names as nobody should have them, everywhere where the organisation or a person can put one. */
export function hostileMac(macos: string): MacView {
  const mac = joinedMac(macos);
  const markup = '<img src=x onerror="document.title=1">';
  const long = 'W'.repeat(200);
  const right = 'עדה לאבלייס';
  return {
    ...mac,
    computerName: long,
    accounts: mac.accounts.map((account, at) => ({ ...account, fullName: [long, markup, right][at] ?? long })),
    notifications: [
      { id: 'n1', kind: 'registration-required', title: markup, body: long, button: 'Register', time: sampleTime },
    ],
    settings: {
      ...mac.settings,
      management: { organisation: long, server: `https://${long.toLowerCase()}.example`, isRemovable: true },
      profiles: mac.settings.profiles.map((profile) => ({ ...profile, displayName: long, organisation: markup })),
    },
  };
}
