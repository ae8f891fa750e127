/**
 * Faults of macOS itself that people met with Platform SSO, by version. From public threads and administrators’ notes; a
 * range is from a version up to, and without, the one that mended it.
 */
import { isBefore } from './macos-version.ts';

/** A fault. */
export interface KnownIssue {
  readonly code: string;
  readonly from: string;
  /** The first version without it; undefined while none is known. */
  readonly mendedIn: string | undefined;
  /** What people see. */
  readonly sentence: string;
  /** A fault, or something that a version does not have yet. */
  readonly kind: 'fault' | 'limit';
}

/** The table. */
export const knownIssues: readonly KnownIssue[] = [
  {
    code: 'device_config_unreadable',
    from: '15.0',
    mendedIn: '15.3',
    kind: 'fault',
    sentence: 'com.apple.PlatformSSO -1001 “error deserializing device config”; update to macOS 15.3.',
  },
  {
    code: 'no_settings_pane',
    from: '13.0',
    mendedIn: '14.0',
    kind: 'limit',
    sentence:
      'System Settings shows nothing of Platform SSO, only “app-sso platform -s” does; Repair came with macOS 14.',
  },
  {
    code: 'no_live_filevault',
    from: '14.0',
    mendedIn: '15.0',
    kind: 'limit',
    sentence:
      'FileVault knows only the last local password: after a change elsewhere the old one is asked at the restart.',
  },
  {
    code: 'registration_after_setup',
    from: '14.0',
    mendedIn: '26.0',
    kind: 'limit',
    sentence: 'Registration comes after Setup Assistant, by a notification that people may miss.',
  },
];

const builds: Readonly<Record<string, string>> = {
  '22': '13.0',
  '23': '14.0',
  '24': '15.0',
  '25': '26.0',
  '26': '27.0',
};
// The letter of a build counts the minor releases; those of macOS 15 are known for certain.
const buildLetters: Readonly<Record<string, string>> = { '24A': '15.0', '24B': '15.1', '24C': '15.2', '24D': '15.3' };

/** The version that a build such as `24C101` belongs to, as far as it is told apart here. */
export function versionOfBuild(build: string): string | undefined {
  const found = /^(\d{2})([A-Z])/.exec(build);
  if (found === null) return undefined;
  return buildLetters[`${found[1]}${found[2]}`] ?? builds[found[1] ?? ''];
}

/** The faults and limits of a version; none where it is not known. */
export function knownIssuesOf({
  version,
  build,
}: {
  readonly version: string | undefined;
  readonly build: string | undefined;
}): readonly KnownIssue[] {
  const counted = version ?? (build === undefined ? undefined : versionOfBuild(build));
  if (counted === undefined) return [];
  return knownIssues.filter(
    ({ from, mendedIn }) => !isBefore(counted, from) && (mendedIn === undefined || isBefore(counted, mendedIn)),
  );
}
