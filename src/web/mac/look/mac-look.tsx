/**
 * The look of a macOS for everything inside. How to use the controls of this folder:
 *
 * - Put one `<MacLook macos={mac.macos}>` around a screen (MacScreen has one); everything under it takes its colours, its
 *   radii and light or dark from CSS variables (tokens.css). Use those (`var(--ink)`, `var(--ink-soft)`, `var(--line)`,
 *   `var(--accent)`, `var(--window)`, `var(--group)`, ...) rather than colours of your own.
 * - controls.tsx: `PushButton` (`isDefault`, `isDestructive`, `isLarge`, `isPlain`, `isBusy`), `RoundButton`, `Switch`,
 *   `TextField`, `SecureField`, `SearchField`, `PopUp`, `CheckBox`, `Spinner`, `Avatar`.
 * - forms.tsx: `Group` of `Row`s as in System Settings, `StateLine` (dot and words), `Problem`, `Sidebar`.
 * - sheet.tsx: `Sheet` and `Alert`. Both keep the keyboard inside, close with Escape and give the focus back. They cover the
 *   nearest positioned ancestor: a window's body, or the whole screen with `overScreen`.
 * - window.tsx: `WindowFrame`: a window with its lights. The class `mac-shake` shakes what refuses a password.
 * - icons.tsx: line icons in the current colour; app-icons.tsx: the icons of applications, any size.
 * - wallpaper.tsx: `Wallpaper`, the picture of each macOS, of our own drawing.
 */
import type { ComponentChildren } from 'preact';
import { lookClasses } from './macos-look.ts';
import './look.css';

interface Props {
  readonly macos: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** Gives what is inside the look of a macOS such as `14.4`. */
export function MacLook({ macos, class: more, children }: Props) {
  return <div class={more === undefined ? lookClasses(macos) : `${lookClasses(macos)} ${more}`}>{children}</div>;
}
