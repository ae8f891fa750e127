/** Before macOS starts: FileVault wants the password of an account. No network, no card, no web here. */
import { MacGlyph } from '../../look/icons.tsx';
import type { MacProps } from '../parts.ts';
import { LogIn } from './log-in.tsx';

/** The screen. */
export function PreBoot({ mac, desk }: MacProps) {
  return (
    <div class="mac-layer mac-preboot">
      <div class="sign">
        <MacGlyph size={34} />
        <p>This disk is locked by FileVault. Enter a password to unlock it and start macOS.</p>
      </div>
      <LogIn mac={mac} desk={desk} ways={['password']} hasOther={false} size={88} />
      <p class="foot">{mac.computerName}</p>
    </div>
  );
}
