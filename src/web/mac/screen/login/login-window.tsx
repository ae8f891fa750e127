/** The login window: who has an account here, and "Other…" where a password of the organisation makes one. */
import type { MacScreen } from '#api/desk/view.ts';
import { isGeneration } from '../../look/macos-look.ts';
import type { MacProps } from '../parts.ts';
import { LogIn } from './log-in.tsx';
import { ScreenClock } from './screen-clock.tsx';
import { StatusItems } from './status-items.tsx';

interface Props extends MacProps {
  readonly screen: Extract<MacScreen, { readonly kind: 'login-window' }>;
}

/** In the middle of the screen on macOS 13; below a large clock since macOS 14. */
export function LoginWindow({ mac, desk, screen }: Props) {
  const isLow = isGeneration(mac.macos, 14);
  const people = mac.accounts.filter(({ isHidden }) => !isHidden);
  return (
    <div class={`mac-layer mac-gate${isLow ? ' low' : ''}`}>
      <StatusItems mac={mac} desk={desk} />
      <ScreenClock mac={mac} />
      <LogIn
        key={people.map(({ shortName }) => shortName).join(' ')}
        mac={mac}
        desk={desk}
        ways={screen.ways}
        hasOther={screen.makesAccounts}
        size={isLow ? 60 : 96}
      />
    </div>
  );
}
