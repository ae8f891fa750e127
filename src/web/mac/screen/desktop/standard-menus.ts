/** The menus that every desktop has. Only commands that do something stand in them. */
import type { AppName } from '../app-names.ts';
import type { OpenApp } from '../open-app.ts';
import type { Menu } from './menus.ts';
import { arrows, step } from './window-keys.ts';
import { isSizable, type WindowAct } from './windows.ts';

interface System {
  readonly fullName: string;
  readonly onOpen: OpenApp;
  readonly onAsk: (question: 'restart' | 'log-out') => void;
  readonly onLock: () => void;
}

/** The system's own menu. */
export function systemMenu({ fullName, onOpen, onAsk, onLock }: System): Menu {
  return {
    title: 'Mac',
    items: [
      { words: 'About This Mac', onChoose: () => onOpen('about') },
      'line',
      { words: 'System Settings…', onChoose: () => onOpen('settings') },
      'line',
      { words: 'Restart…', onChoose: () => onAsk('restart') },
      'line',
      { words: 'Lock Screen', onChoose: onLock },
      { words: `Log Out ${fullName}…`, onChoose: () => onAsk('log-out') },
    ],
  };
}

/** The menu with the application's name, its own menus, and Window. */
export function applicationMenus(
  name: string,
  app: AppName,
  own: readonly Menu[],
  act: (act: WindowAct) => void,
): readonly Menu[] {
  const first = own.find(({ title }) => title === name);
  return [
    {
      title: name,
      items: [
        ...(first ? [...first.items, 'line' as const] : []),
        { words: app === 'about' ? 'Close' : `Quit ${name}`, onChoose: () => act({ kind: 'close', app }) },
      ],
    },
    ...own.filter((menu) => menu !== first),
    {
      title: 'Window',
      items: [
        { words: 'Minimize', onChoose: () => act({ kind: 'minimize', app }) },
        { words: 'Zoom', onChoose: () => act({ kind: 'zoom', app }) },
        'line',
        ...arrows.map(({ moves, sign, right, down }) => ({
          words: `Move ${moves}`,
          shortcut: `⌃⌥${sign}`,
          onChoose: () => act({ kind: 'move', app, right: right * step, down: down * step }),
        })),
        ...(isSizable(app) ? ['line' as const, ...sizes(app, act)] : []),
      ],
    },
  ];
}

function sizes(app: AppName, act: (act: WindowAct) => void) {
  return arrows.map(({ makes, sign, right, down }) => ({
    words: `Make ${makes}`,
    shortcut: `⌃⌥⇧${sign}`,
    onChoose: () => act({ kind: 'size', app, right: right * step, down: down * step }),
  }));
}
