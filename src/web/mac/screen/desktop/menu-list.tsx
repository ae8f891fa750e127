/** An open menu (WAI-ARIA Authoring Practices, "Menu"): arrow keys, first letters, Escape. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { MenuItem } from './menus.ts';

interface Props {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly onClose: () => void;
}

/** The list below a title of the menu bar. */
export function MenuList({ label, items, onClose }: Props) {
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => choicesOf(list.current)[0]?.focus(), []);
  const pressed = (event: KeyboardEvent) => {
    const all = choicesOf(list.current);
    const at = all.findIndex((element) => element === document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) all.at((at + step) % all.length)?.focus();
    else if (event.key === 'Home') all[0]?.focus();
    else if (event.key === 'End') all.at(-1)?.focus();
    else if (event.key === 'Tab') return onClose();
    else if (event.key.length === 1) byLetter(all, at, event.key)?.focus();
    else return undefined;
    if (event.key !== ' ') event.preventDefault();
    return undefined;
  };
  return (
    <ul class="mac-menu" role="menu" aria-label={label} ref={list} onKeyDown={pressed}>
      {items.map((item, at) =>
        item === 'line' ? (
          <li key={at} role="separator" />
        ) : (
          <li key={at} role="none">
            <button
              type="button"
              role={item.isChecked === undefined ? 'menuitem' : 'menuitemcheckbox'}
              aria-checked={item.isChecked}
              tabIndex={-1}
              disabled={item.isDisabled === true}
              onPointerMove={follow}
              onClick={() => {
                onClose();
                item.onChoose();
              }}
            >
              <span class="tick">{item.isChecked === true ? '✓' : ''}</span>
              <span class="words">{item.words}</span>
              {item.shortcut !== undefined && <span class="shortcut">{item.shortcut}</span>}
            </button>
          </li>
        ),
      )}
    </ul>
  );
}

/** A pointer that lies still where a menu opens chooses nothing: the keyboard may have opened it. */
function follow({ currentTarget, movementX, movementY }: PointerEvent & { readonly currentTarget: HTMLElement }): void {
  if (movementX !== 0 || movementY !== 0) currentTarget.focus();
}

function choicesOf(list: HTMLUListElement | null): HTMLButtonElement[] {
  return [...(list?.querySelectorAll<HTMLButtonElement>('button:not(:disabled)') ?? [])];
}

function byLetter(all: readonly HTMLButtonElement[], at: number, letter: string): HTMLButtonElement | undefined {
  const begins = (element: HTMLButtonElement) =>
    element.querySelector('.words')?.textContent?.toLowerCase().startsWith(letter.toLowerCase()) === true;
  return [...all.slice(at + 1), ...all.slice(0, at + 1)].find(begins);
}
