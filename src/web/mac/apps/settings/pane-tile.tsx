/** The small coloured tile before the name of a pane. */
import {
  FingerprintIcon,
  GearIcon,
  InfoIcon,
  KeyIcon,
  ProfileIcon,
  ShieldIcon,
  UsersIcon,
  WifiIcon,
} from '../../look/icons.tsx';
import type { Pane, PaneId } from './panes.ts';

/** The tile. */
export function PaneTile({ id, tone, isBig = false }: Pick<Pane, 'id' | 'tone'> & { readonly isBig?: boolean }) {
  const Icon = icons[id];
  return (
    <span class={`mac-tile ${tone}${isBig ? ' big' : ''}`}>
      <Icon size={isBig ? 20 : 14} />
    </span>
  );
}

const icons: Readonly<Record<PaneId, typeof GearIcon>> = {
  network: WifiIcon,
  general: GearIcon,
  about: InfoIcon,
  autofill: KeyIcon,
  'device-management': ProfileIcon,
  privacy: ShieldIcon,
  profiles: ProfileIcon,
  'touch-id': FingerprintIcon,
  users: UsersIcon,
  passwords: KeyIcon,
  'password-options': KeyIcon,
};
