/** The screen of Terminal: xterm.js in an element of the page, with a shell behind it. */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { Shell, type ShellPorts } from './shell.ts';
import { withoutStyleElements } from './without-style-elements.ts';
import { themeFor } from './themes.ts';

/** What is asked of a screen. */
export interface TerminalScreen {
  readonly shell: Shell;
  readonly focus: () => void;
  readonly clear: () => void;
  readonly setScreenReader: (isOn: boolean) => void;
  readonly close: () => void;
}

interface Options {
  readonly prompt: string;
  readonly history: readonly string[];
  /** What stands above the first prompt. */
  readonly greeting: string;
  readonly isScreenReader: boolean;
  readonly ports: Omit<ShellPorts, 'write' | 'columns' | 'clear'>;
  /** Hears everything that is written, for a reload to write again. */
  readonly onWritten: (text: string) => void;
  readonly onCleared: () => void;
}

/** Opens it in an element. */
export function openTerminalScreen(place: HTMLElement, options: Options): TerminalScreen {
  const { prompt, history, greeting, isScreenReader, ports, onWritten, onCleared } = options;
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const terminal = new Terminal({
    fontFamily: '"SF Mono", Menlo, "DejaVu Sans Mono", Consolas, monospace',
    fontSize: 12,
    lineHeight: 1.15,
    scrollback: 2000,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    screenReaderMode: isScreenReader,
    theme: themeFor(prefersDark.matches),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  withoutStyleElements(document, () => terminal.open(place));
  const write = (text: string) => {
    terminal.write(text);
    onWritten(text);
  };
  const clear = () => {
    terminal.write('\u001b[2J\u001b[3J\u001b[H');
    onCleared();
  };
  const shell = new Shell(prompt, history, { ...ports, write, clear, columns: () => terminal.cols });
  const resized = new ResizeObserver(() => {
    if (place.offsetParent === null) return;
    fit.fit();
    shell.redraw();
  });
  fit.fit();
  terminal.write(greeting);
  shell.start();
  terminal.onData((data) => shell.type(data));
  // Tab leads out of an empty line, Shift-Tab out of any: nobody is caught here (WCAG 2.2, 2.1.2).
  terminal.attachCustomKeyEventHandler(({ key, shiftKey }) => !(key === 'Tab' && (shiftKey || shell.isEmpty)));
  const changed = () => (terminal.options.theme = themeFor(prefersDark.matches));
  prefersDark.addEventListener('change', changed);
  resized.observe(place);
  return {
    shell,
    focus: () => terminal.focus(),
    clear: () => shell.type('\u000c'),
    setScreenReader: (isOn) => (terminal.options.screenReaderMode = isOn),
    close: () => {
      prefersDark.removeEventListener('change', changed);
      resized.disconnect();
      terminal.dispose();
    },
  };
}
