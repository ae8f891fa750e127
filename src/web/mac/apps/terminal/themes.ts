/** Colours of Terminal, light and dark. */
import type { ITheme } from '@xterm/xterm';

/** On white. */
const light: ITheme = {
  background: '#ffffff',
  foreground: '#1d1d1f',
  cursor: '#7f7f85',
  cursorAccent: '#ffffff',
  selectionBackground: '#b3d7ff',
  red: '#b8201a',
  green: '#1f7a36',
  yellow: '#8a6500',
  blue: '#0a62cc',
};

/** On nearly black. */
const dark: ITheme = {
  background: '#1c1c1e',
  foreground: '#f2f2f4',
  cursor: '#a2a2a8',
  cursorAccent: '#1c1c1e',
  selectionBackground: '#3f638b',
  red: '#ff8a82',
  green: '#5fd384',
  yellow: '#ffd60a',
  blue: '#62a9ff',
};

/** The colours for what the person prefers. */
export function themeFor(isDark: boolean): ITheme {
  return isDark ? dark : light;
}
