/** Keys that work everywhere, and the page that tells them. */
import { Modal } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import css from './shortcuts.module.css';

/** Second keys after `g`, with where they lead. */
const places: Readonly<Record<string, readonly [path: string, title: string]>> = {
  o: ['/', 'Overview'],
  m: ['/macs', 'Macs'],
  u: ['/users', 'Users'],
  p: ['/plan', 'Sign-in plan'],
  a: ['/audit', 'Audit'],
  d: ['/doctor', 'Sign-in doctor'],
  s: ['/settings', 'Settings'],
};

/** Milliseconds between `g` and the next key. */
const patience = 1200;

/** Listens, and shows the help. */
export function Shortcuts({
  isHelpOpen,
  onHelp,
  onClose,
}: {
  readonly isHelpOpen: boolean;
  readonly onHelp: () => void;
  readonly onClose: () => void;
}) {
  useKeys(onHelp);
  return (
    <Modal opened={isHelpOpen} onClose={onClose} title="Keyboard shortcuts" size="sm">
      <dl className={css['keys']}>
        {rows.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}

const rows: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['Ctrl', 'K'], 'Search pages, people and Macs (on a Mac: Command K)'],
  [['/'], 'Go to the search of a list'],
  [['↑', '↓'], 'From row to row'],
  [['Esc'], 'Close what lies over the page'],
  [['?'], 'This help'],
  ...Object.entries(places).map(([key, [, title]]) => [['G', key.toUpperCase()], title] as const),
];

function useKeys(onHelp: () => void): void {
  const [, navigate] = useLocation();
  const isWaiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('[role=dialog]')) return;
      const place = isWaiting.current === undefined ? undefined : places[event.key];
      clearTimeout(isWaiting.current);
      isWaiting.current = undefined;
      if (place) navigate(place[0]);
      else if (event.key === '?') onHelp();
      else if (event.key === '/') focusSearch();
      else if (event.key === 'g') isWaiting.current = setTimeout(() => (isWaiting.current = undefined), patience);
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [navigate, onHelp]);
}

function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>('[data-search-field] input, input[data-search-field]');
  if (field) field.focus();
  else spotlight.open();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
