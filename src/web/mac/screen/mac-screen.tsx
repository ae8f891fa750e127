/** The screen of a Mac: whatever macOS shows at the moment, in the look of its version, with its questions above. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { MacScreen as Shown } from '#api/desk/view.ts';
import { MacLook } from '../look/mac-look.tsx';
import { Wallpaper } from '../look/wallpaper.tsx';
import { Prompts } from '../prompts/prompts.tsx';
import { SetupAssistant } from '../setup/setup-assistant.tsx';
import { Boot } from './boot.tsx';
import { Desktop } from './desktop/desktop.tsx';
import { forgetWindows } from './desktop/window-memory.ts';
import { LockScreen } from './login/lock-screen.tsx';
import { LoginWindow } from './login/login-window.tsx';
import { PreBoot } from './login/pre-boot.tsx';
import type { MacProps } from './parts.ts';
import './screen.css';

/** Draws it. */
export function MacScreen({ mac, desk }: MacProps) {
  const { screen } = mac;
  const isBooting = useBooting(screen.kind);
  const person = 'user' in screen ? screen.user : undefined;
  useEffect(() => {
    // Applications end with the session.
    if (person === undefined) forgetWindows(mac.name);
  }, [person, mac.name]);
  return (
    <MacLook macos={mac.macos} class="mac-screen">
      <Wallpaper macos={mac.macos} isDimmed={screen.kind !== 'desktop' && screen.kind !== 'setup-assistant'} />
      <ScreenOf mac={mac} desk={desk} />
      {person !== undefined && (
        <div class="mac-layer" hidden={screen.kind !== 'desktop'} inert={screen.kind !== 'desktop'}>
          <Desktop key={`${mac.name} ${person}`} mac={mac} desk={desk} person={person} />
        </div>
      )}
      <Prompts mac={mac} desk={desk} />
      {isBooting && <Boot />}
    </MacLook>
  );
}

function ScreenOf({ mac, desk }: MacProps) {
  const { screen } = mac;
  switch (screen.kind) {
    case 'setup-assistant':
      return <SetupAssistant mac={mac} desk={desk} />;
    case 'pre-boot':
      return <PreBoot mac={mac} desk={desk} />;
    case 'login-window':
      return <LoginWindow mac={mac} desk={desk} screen={screen} />;
    case 'locked':
      return <LockScreen mac={mac} desk={desk} screen={screen} />;
    case 'desktop':
      return null;
  }
}

const bootTime = 1400;

/** Shows the start of macOS for a moment: after a restart, and once the disk is open. */
function useBooting(kind: Shown['kind']): boolean {
  const before = useRef(kind);
  const [isBooting, setBooting] = useState(false);
  const came = before.current;
  useEffect(() => {
    before.current = kind;
    const starts = came !== kind && (kind === 'pre-boot' || came === 'pre-boot' || kind === 'setup-assistant');
    if (!starts || matchMedia('(prefers-reduced-motion: reduce)').matches) return undefined;
    setBooting(true);
    const over = setTimeout(() => setBooting(false), bootTime);
    return () => clearTimeout(over);
  }, [kind, came]);
  return isBooting;
}
