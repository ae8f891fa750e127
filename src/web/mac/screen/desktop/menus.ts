/** Menus of the menu bar, which an application fills while its window is open. */
import { createContext } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import type { AppName } from '../app-names.ts';

/** A line of a menu; `line` parts groups. */
export type MenuItem =
  | 'line'
  | {
      readonly words: string;
      readonly onChoose: () => void;
      readonly shortcut?: string;
      readonly isChecked?: boolean;
      readonly isDisabled?: boolean;
    };

/** A menu. */
export interface Menu {
  readonly title: string;
  readonly items: readonly MenuItem[];
}

/** Takes the menus of an application; undefined takes them away. */
export type SetMenus = (app: AppName, menus: readonly Menu[] | undefined) => void;

/** Outside of a desktop there is no menu bar. */
export const MenusContext = createContext<SetMenus>(() => undefined);

/** Shows an application's own menus while its window is in front. `menus` has to keep its identity between changes. */
export function useMenus(app: AppName, menus: readonly Menu[]): void {
  const set = useContext(MenusContext);
  useEffect(() => {
    set(app, menus);
    return () => set(app, undefined);
  }, [set, app, menus]);
}
