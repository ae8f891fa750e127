/**
 * The panes after the network in their order, and which of them a Mac shows. Source: Apple, "Skip keys" (`skip_setup_items`)
 * with the macOS that each came with; the order is that of macOS 14 to 26.
 */
import { type MacosVersion, isAtLeast } from '../macos/versions.ts';
import type { SkippablePane } from './setup-state.ts';

interface PaneRow {
  readonly pane: SkippablePane;
  readonly title: string;
  readonly since: string;
  readonly when: 'before account' | 'after account';
}

const rows: readonly PaneRow[] = [
  { pane: 'Accessibility', title: 'Accessibility', since: '11.0', when: 'before account' },
  { pane: 'Privacy', title: 'Data & Privacy', since: '10.13.4', when: 'before account' },
  { pane: 'Restore', title: 'Transfer Your Data to This Mac', since: '10.9', when: 'before account' },
  { pane: 'AppleID', title: 'Sign In to Your Apple Account', since: '10.9', when: 'before account' },
  { pane: 'TOS', title: 'Terms and Conditions', since: '10.9', when: 'before account' },
  { pane: 'EnableLockdownMode', title: 'Lockdown Mode', since: '14.0', when: 'after account' },
  { pane: 'Location', title: 'Enable Location Services', since: '10.11', when: 'after account' },
  { pane: 'Diagnostics', title: 'Analytics', since: '10.9', when: 'after account' },
  { pane: 'ScreenTime', title: 'Screen Time', since: '10.15', when: 'after account' },
  { pane: 'Siri', title: 'Siri', since: '10.12', when: 'after account' },
  { pane: 'Intelligence', title: 'Apple Intelligence', since: '15.0', when: 'after account' },
  { pane: 'FileVault', title: 'FileVault Disk Encryption', since: '10.10', when: 'after account' },
  { pane: 'Biometric', title: 'Touch ID', since: '10.12.4', when: 'after account' },
  { pane: 'Payment', title: 'Apple Pay', since: '10.12.4', when: 'after account' },
  { pane: 'UnlockWithWatch', title: 'Unlock with Apple Watch', since: '12.0', when: 'after account' },
  { pane: 'SoftwareUpdate', title: 'Update Mac Automatically', since: '15.4', when: 'after account' },
  { pane: 'AdditionalPrivacySettings', title: 'Privacy Settings', since: '26.0', when: 'after account' },
  { pane: 'Appearance', title: 'Choose Your Look', since: '10.14', when: 'after account' },
  { pane: 'LiquidGlass', title: 'Liquid Glass', since: '27.0', when: 'after account' },
  { pane: 'DeviceFeaturesTour', title: 'What Your Mac Can Do', since: '27.0', when: 'after account' },
  { pane: 'Welcome', title: 'Welcome to Mac', since: '15.0', when: 'after account' },
];

/** The panes of a part that this macOS shows and the organisation did not leave out. Unknown words in `skip` do nothing. */
export function shownPanes(
  macos: MacosVersion,
  skip: readonly string[],
  when: 'before account' | 'after account',
): readonly SkippablePane[] {
  return rows
    .filter((row) => row.when === when && isAtLeast(macos, row.since) && !skip.includes(row.pane))
    .map(({ pane }) => pane);
}

/** What stands at the top of a pane that can be left out. */
export function titleOf(pane: SkippablePane): string {
  return rows.find((row) => row.pane === pane)?.title ?? pane;
}
