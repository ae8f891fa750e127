/** The screen of Terminal: xterm.js in an element of the page, with a shell behind it. */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { Shell, type ShellPorts } from './shell.ts';
import { setStylesByScript } from './styles-by-script.ts';
import { isOfTerminal } from './terminal-keys.ts';
import { themeFor } from './themes.ts';
import { unscaleMouse } from './unscaled-mouse.ts';

/** What is asked of a screen. */
export interface TerminalScreen {
  readonly shell: Shell;
  readonly focus: () => void;
  /** Lets go of the keyboard. */
  readonly blur: () => void;
  readonly clear: () => void;
  readonly selectAll: () => void;
  /** What is selected. */
  readonly selection: () => string;
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
  const leaveStyles = setStylesByScript(document);
  terminal.open(place);
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
  terminal.attachCustomKeyEventHandler((event) => isOfTerminal(event, terminal, shell));
  const stopUnscaling = unscaleMouse(place);
  const changed = () => (terminal.options.theme = themeFor(prefersDark.matches));
  prefersDark.addEventListener('change', changed);
  resized.observe(place);
  return {
    shell,
    focus: () => terminal.focus(),
    blur: () => terminal.blur(),
    clear: () => shell.type('\u000c'),
    selectAll: () => terminal.selectAll(),
    selection: () => terminal.getSelection(),
    setScreenReader: (isOn) => (terminal.options.screenReaderMode = isOn),
    close: () => {
      prefersDark.removeEventListener('change', changed);
      resized.disconnect();
      stopUnscaling();
      terminal.dispose();
      leaveStyles();
    },
  };
}
