/** The menu bar: the system's own menu, those of the application in front, and what stands at the right. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { classes } from '../../look/class-names.ts';
import { MacGlyph } from '../../look/icons.tsx';
import { MenuList } from './menu-list.tsx';
import type { Menu } from './menus.ts';

interface Props {
  /** The first is the system's, the second the application's own. */
  readonly menus: readonly Menu[];
  readonly children: ComponentChildren;
}

/** The bar. Titles take the arrow keys (WAI-ARIA Authoring Practices, "Menubar"). */
export function MenuBar({ menus, children }: Props) {
  const [open, setOpen] = useState<number>();
  const bar = useRef<HTMLDivElement>(null);
  const titles = () => [...(bar.current?.querySelectorAll<HTMLButtonElement>('.title') ?? [])];
  useOutside(bar, open !== undefined, () => setOpen(undefined));
  const close = () => {
    const at = open;
    setOpen(undefined);
    if (at !== undefined) titles()[at]?.focus();
  };
  const pressed = (event: KeyboardEvent) => {
    const at = open ?? titles().findIndex((element) => element === document.activeElement);
    if (at < 0) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step !== undefined) {
      const next = (at + step + menus.length) % menus.length;
      if (open === undefined) titles()[next]?.focus();
      else setOpen(next);
    } else if (event.key === 'ArrowDown' && open === undefined) setOpen(at);
    else if (event.key === 'Escape' && open !== undefined) close();
    else return;
    event.preventDefault();
  };
  return (
    <div class="mac-menubar">
      <div class="menus" role="menubar" aria-label="Menu bar" ref={bar} onKeyDown={pressed}>
        {menus.map(({ title, items }, at) => (
          <div class="place" role="none" key={title}>
            <button
              type="button"
              role="menuitem"
              class={classes('title', at === 1 && 'app')}
              aria-haspopup="menu"
              aria-expanded={open === at}
              aria-label={at === 0 ? 'Mac' : undefined}
              tabIndex={at === 0 ? 0 : -1}
              onClick={() => setOpen(open === at ? undefined : at)}
              onPointerEnter={() => open !== undefined && setOpen(at)}
            >
              {at === 0 ? <MacGlyph size={16} /> : title}
            </button>
            {open === at && <MenuList key={title} label={title} items={items} onClose={close} />}
          </div>
        ))}
      </div>
      <div class="extras">{children}</div>
    </div>
  );
}

/** Calls when somebody presses elsewhere. */
export function useOutside(place: { readonly current: Element | null }, isOn: boolean, onOutside: () => void): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const pressed = ({ target }: Event) => {
      if (target instanceof Node && place.current?.contains(target) !== true) onOutside();
    };
    document.addEventListener('pointerdown', pressed, true);
    return () => document.removeEventListener('pointerdown', pressed, true);
  }, [isOn, place, onOutside]);
}
