/** Moving the window in front by keyboard: Control, Option and an arrow. With Shift they size it. */
import { useEffect } from 'preact/hooks';
import type { AppName } from '../app-names.ts';
import type { WindowAct } from './windows.ts';

/** Pixels of the Mac's screen that one press moves a window or its edge. */
export const step = 24;

/** The four ways. */
export const arrows = [
  { moves: 'Left', makes: 'Narrower', key: 'ArrowLeft', sign: '←', right: -1, down: 0 },
  { moves: 'Right', makes: 'Wider', key: 'ArrowRight', sign: '→', right: 1, down: 0 },
  { moves: 'Up', makes: 'Shorter', key: 'ArrowUp', sign: '↑', right: 0, down: -1 },
  { moves: 'Down', makes: 'Taller', key: 'ArrowDown', sign: '↓', right: 0, down: 1 },
] as const;

/** Listens while the desktop is shown. */
export function useWindowKeys(app: AppName | undefined, act: (act: WindowAct) => void): void {
  useEffect(() => {
    if (app === undefined) return undefined;
    const pressed = (event: KeyboardEvent) => {
      const way = arrows.find(({ key }) => key === event.key);
      if (!way || !event.ctrlKey || !event.altKey) return;
      event.preventDefault();
      const kind = event.shiftKey ? 'size' : 'move';
      act({ kind, app, right: way.right * step, down: way.down * step });
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [app, act]);
}
