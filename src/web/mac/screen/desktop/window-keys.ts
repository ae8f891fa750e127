/** Moving the window in front by keyboard: Control, Option and an arrow. */
import { useEffect } from 'preact/hooks';
import type { AppName } from '../app-names.ts';
import type { WindowAct } from './windows.ts';

/** Pixels of the Mac's screen that one press moves a window. */
export const step = 24;

/** The four ways. */
export const moveKeys = [
  { words: 'Left', key: 'ArrowLeft', sign: '←', right: -1, down: 0 },
  { words: 'Right', key: 'ArrowRight', sign: '→', right: 1, down: 0 },
  { words: 'Up', key: 'ArrowUp', sign: '↑', right: 0, down: -1 },
  { words: 'Down', key: 'ArrowDown', sign: '↓', right: 0, down: 1 },
] as const;

/** Listens while the desktop is shown. */
export function useWindowKeys(app: AppName | undefined, act: (act: WindowAct) => void): void {
  useEffect(() => {
    if (app === undefined) return undefined;
    const pressed = (event: KeyboardEvent) => {
      const way = moveKeys.find(({ key }) => key === event.key);
      if (!way || !event.ctrlKey || !event.altKey) return;
      event.preventDefault();
      act({ kind: 'move', app, right: way.right * step, down: way.down * step });
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [app, act]);
}
