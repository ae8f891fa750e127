/** The lock screen: whose session it is, and what lets them back in. The sensor of Touch ID is on the laptop itself. */
import type { LoginWay, MacScreen } from '#api/desk/view.ts';
import { Avatar } from '../../look/controls.tsx';
import { isGeneration } from '../../look/macos-look.ts';
import type { MacProps } from '../parts.ts';
import { useAct } from '../use-act.ts';
import { ScreenClock } from './screen-clock.tsx';
import { SecretEntry } from './secret-entry.tsx';
import { StatusItems } from './status-items.tsx';

interface Props extends MacProps {
  readonly screen: Extract<MacScreen, { readonly kind: 'locked' }>;
}

/** The screen. */
export function LockScreen({ mac, desk, screen }: Props) {
  const acting = useAct(desk);
  const isLow = isGeneration(mac.macos, 14);
  const account = mac.accounts.find(({ shortName }) => shortName === screen.user);
  const name = account?.fullName ?? screen.user;
  const attempt = (way: LoginWay, secret: string) => acting.run({ kind: 'unlock', way, secret });
  return (
    <div class={`mac-layer mac-gate${isLow ? ' low' : ''}`}>
      <StatusItems mac={mac} desk={desk} />
      <ScreenClock mac={mac} />
      <div class="mac-login">
        <Avatar name={name} size={isLow ? 60 : 96} />
        <h1>{name}</h1>
        <SecretEntry
          mac={mac}
          ways={screen.ways}
          takesTouchId={screen.takesTouchId}
          isBusy={acting.isBusy}
          problem={acting.problem}
          onTry={attempt}
        />
      </div>
    </div>
  );
}
