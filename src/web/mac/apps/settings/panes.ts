/** The panes of System Settings on each macOS: only those that show something of this Mac. */
import { isGeneration } from '../../look/macos-look.ts';

/** A pane by name. */
export type PaneId =
  | 'network'
  | 'general'
  | 'about'
  | 'autofill'
  | 'device-management'
  | 'privacy'
  | 'profiles'
  | 'touch-id'
  | 'users'
  | 'passwords'
  | 'password-options';

/** A pane and where it stands. */
export interface Pane {
  readonly id: PaneId;
  readonly words: string;
  /** The pane that leads to it; undefined: it stands in the sidebar. */
  readonly within?: PaneId;
  /** Colour of its tile. */
  readonly tone: 'blue' | 'gray' | 'dark' | 'pink' | 'green';
  readonly hasGap?: boolean;
  /** What else somebody may search for. */
  readonly keywords: string;
}

interface PaneRow extends Pane {
  readonly from?: number;
  /** The first generation that has it no more. */
  readonly until?: number;
}

const rows: readonly PaneRow[] = [
  { id: 'network', words: 'Wi‑Fi', tone: 'blue', keywords: 'wifi network internet connection' },
  { id: 'general', words: 'General', tone: 'gray', hasGap: true, keywords: '' },
  { id: 'about', words: 'About', within: 'general', tone: 'gray', keywords: 'name chip serial number macos version' },
  {
    id: 'autofill',
    words: 'AutoFill & Passwords',
    within: 'general',
    tone: 'gray',
    from: 15,
    keywords: 'passkeys autofill from password options',
  },
  {
    id: 'device-management',
    words: 'Device Management',
    within: 'general',
    tone: 'gray',
    from: 15,
    keywords: 'profiles mdm enrollment management',
  },
  { id: 'privacy', words: 'Privacy & Security', tone: 'blue', keywords: 'filevault encryption' },
  {
    id: 'profiles',
    words: 'Profiles',
    within: 'privacy',
    tone: 'gray',
    until: 15,
    keywords: 'device management mdm enrollment',
  },
  { id: 'touch-id', words: 'Touch ID & Password', tone: 'pink', hasGap: true, keywords: 'fingerprint login password' },
  {
    id: 'users',
    words: 'Users & Groups',
    tone: 'blue',
    keywords: 'accounts network account server platform sso registered repair',
  },
  { id: 'passwords', words: 'Passwords', tone: 'dark', until: 15, keywords: 'passkeys autofill' },
  {
    id: 'password-options',
    words: 'Password Options',
    within: 'passwords',
    tone: 'dark',
    until: 15,
    keywords: 'use passwords and passkeys from autofill',
  },
];

/** Every pane of a macOS. */
export function panesOf(macos: string): readonly Pane[] {
  return rows.filter(({ from = 0, until = Infinity }) => isGeneration(macos, from) && !isGeneration(macos, until));
}

/** What the sidebar shows for what stands in the search field. */
export function foundPanes(macos: string, search: string): readonly Pane[] {
  const words = search.trim().toLowerCase();
  const panes = panesOf(macos);
  if (words === '') return panes.filter(({ within }) => within === undefined);
  return panes.filter(({ words: name, keywords }) => `${name} ${keywords}`.toLowerCase().includes(words));
}

const places: Readonly<Record<string, readonly PaneId[]>> = {
  profiles: ['profiles', 'device-management'],
  'device-management': ['device-management', 'profiles'],
  passwords: ['autofill', 'password-options'],
  passkeys: ['autofill', 'password-options'],
};

/** The pane that is meant by a name such as `profiles`, where this macOS has it. */
export function paneOf(macos: string, name: string | undefined): PaneId {
  const panes = panesOf(macos);
  const wanted = name === undefined ? [] : (places[name] ?? [name]);
  return panes.find(({ id }) => wanted.includes(id))?.id ?? 'general';
}
