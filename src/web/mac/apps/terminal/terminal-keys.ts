/** Keys that are not the shell's: copying, pasting, and the way out by Tab. */
import type { Terminal } from '@xterm/xterm';
import type { Shell } from './shell.ts';

/**
 * Whether xterm.js takes a key. Left to the browser are: Tab on an empty line and Shift-Tab on any, which lead out (WCAG 2.2,
 * 2.1.2); Control or Command with V, which pastes; with C, which copies where something is selected.
 */
export function isOfTerminal(event: KeyboardEvent, terminal: Terminal, shell: Shell): boolean {
  const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
  if (key === 'Tab') return !(shiftKey || shell.isEmpty);
  const isCommand = (ctrlKey || metaKey) && !altKey;
  if (isCommand && key.toLowerCase() === 'v') return false;
  return !(isCommand && key.toLowerCase() === 'c' && terminal.hasSelection());
}
