/**
 * The panes that an organisation can leave out (Apple, `skip_setup_items`). A virtual Mac has none of these things, so each
 * says what a Mac would ask here, and goes on.
 */
import type { SetupSign } from './setup-icon.tsx';

/** A pane. */
export interface PlainPane {
  readonly sign: SetupSign;
  readonly text: string;
  /** The default button, if it is not Continue. */
  readonly button?: string;
  /** A second button that leads on as well. */
  readonly other?: string;
}

const panes: Readonly<Record<string, PlainPane>> = {
  Accessibility: {
    sign: 'accessibility',
    text: 'Accessibility features adapt your Mac to your needs: vision, motor, hearing and cognitive.',
    other: 'Not Now',
  },
  Privacy: {
    sign: 'privacy',
    text: 'This icon appears when an Apple feature asks to use your personal information.',
  },
  Restore: {
    sign: 'transfer',
    text: 'Bring your accounts, files and apps from another Mac, a Time Machine backup or a startup disk. This Mac starts new.',
    button: 'Set Up as New',
    other: 'Not Now',
  },
  AppleID: {
    sign: 'account',
    text: 'Sign in to use iCloud, the App Store and other Apple services. Managed Macs do without.',
    button: 'Set Up Later',
  },
  TOS: { sign: 'terms', text: 'By clicking Agree, you agree to the software licence of macOS.', button: 'Agree' },
  EnableLockdownMode: { sign: 'shield', text: 'An extreme protection for very few people, off on this Mac.' },
  Location: {
    sign: 'location',
    text: 'Location Services let apps and services know where this Mac is.',
    other: 'Not Now',
  },
  Diagnostics: { sign: 'chart', text: 'Help Apple and app developers improve their products by sharing analytics.' },
  ScreenTime: { sign: 'hourglass', text: 'Get insights about your screen time and set limits.', other: 'Set Up Later' },
  Siri: { sign: 'voice', text: 'Siri helps you get things done just by asking.', other: 'Not Now' },
  Intelligence: {
    sign: 'spark',
    text: 'Apple Intelligence helps you write, express yourself and get things done.',
    other: 'Not Now',
  },
  FileVault: { sign: 'disk', text: 'FileVault encrypts the disk of this Mac; your password opens it at startup.' },
  Biometric: {
    sign: 'finger',
    text: 'Touch ID lets you unlock this Mac with your fingerprint. Here a finger is a press of a button.',
    other: 'Set Up Later',
  },
  Payment: { sign: 'card', text: 'Apple Pay pays with Touch ID.', button: 'Set Up Later' },
  UnlockWithWatch: { sign: 'watch', text: 'Your Apple Watch can unlock this Mac.', button: 'Not Now' },
  SoftwareUpdate: { sign: 'update', text: 'Keep this Mac up to date automatically.', other: 'Only Download' },
  AdditionalPrivacySettings: { sign: 'privacy', text: 'Choose what this Mac shares with apps and accessories.' },
  Appearance: { sign: 'look', text: 'Select an appearance. This Mac follows the light or dark look of your browser.' },
  LiquidGlass: { sign: 'look', text: 'Choose how clear or tinted controls and windows are.' },
  DeviceFeaturesTour: { sign: 'mac', text: 'See what is new on this Mac.', other: 'Not Now' },
  Welcome: { sign: 'mac', text: 'You are all set.', button: 'Get Started' },
};

/** What stands on a pane. */
export function plainPane(pane: string): PlainPane {
  return panes[pane] ?? { sign: 'mac', text: 'There is nothing to set up here on this Mac.' };
}
