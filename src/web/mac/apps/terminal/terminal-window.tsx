/** Terminal's window. xterm.js is loaded when somebody opens it. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { WindowFrame } from '../../look/window.tsx';
import type { AppProps } from '../../screen/desktop/app-props.ts';
import { useMenus } from '../../screen/desktop/menus.ts';
import { remember, remembered } from '../../screen/desktop/window-memory.ts';
import { saidBy } from '../../screen/use-act.ts';
import { sentenceOf } from '../../mac-actions.ts';
import type { TerminalScreen } from './terminal-screen.ts';
import { greetingOf, keptSession, keepSession } from './session.ts';
import './terminal.css';

/** The window. */
export function TerminalWindow(props: AppProps) {
  const { mac, person, framed } = props;
  const place = useRef<HTMLDivElement>(null);
  const screen = useRef<TerminalScreen | undefined>(undefined);
  const [isScreenReader, setScreenReader] = useState(() => remembered(mac.name, 'terminal-reader') === true);
  const [isReady, setReady] = useState(false);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const { current: element } = place;
    if (!element) return undefined;
    const gone = new AbortController();
    void open(element, latest, gone.signal, isScreenReader).then((opened) => {
      if (!opened) return;
      screen.current = opened;
      setReady(true);
      if (latest.current.framed.isActive) opened.focus();
    });
    return () => {
      gone.abort();
      leaveUnanswered(latest.current);
      screen.current?.close();
      screen.current = undefined;
    };
    // The screen is opened once; what changes reaches it below.
  }, []);
  useEffect(() => {
    const prompt = mac.prompts.findLast(({ kind }) => kind === 'terminal');
    if (!isReady) return;
    if (prompt) screen.current?.shell.ask({ id: prompt.id, text: prompt.text });
    else screen.current?.shell.stopAsking();
  }, [mac.prompts, isReady]);
  useEffect(() => {
    screen.current?.setScreenReader(isScreenReader);
    remember(mac.name, 'terminal-reader', isScreenReader);
  }, [isScreenReader, mac.name]);
  useEffect(() => {
    if (framed.isActive) screen.current?.focus();
    // Nothing is typed into a window behind another: it could be a password.
    else screen.current?.blur();
  }, [framed.isActive]);
  const clear = useCallback(() => screen.current?.clear(), []);
  const copy = useCallback(() => {
    const text = screen.current?.selection() ?? '';
    // Where the browser does not allow it, Control-C or Command-C does.
    if (text !== '') void navigator.clipboard.writeText(text).catch(() => undefined);
  }, []);
  const menus = useMemo(
    () => [
      { title: 'Shell', items: [{ words: 'Clear Screen', shortcut: '⌃L', onChoose: clear }] },
      {
        title: 'Edit',
        items: [
          { words: 'Copy', onChoose: copy },
          { words: 'Select All', onChoose: () => screen.current?.selectAll() },
        ],
      },
      {
        title: 'View',
        items: [
          {
            words: 'Screen Reader Mode',
            isChecked: isScreenReader,
            onChoose: () => setScreenReader((before) => !before),
          },
        ],
      },
    ],
    [clear, copy, isScreenReader],
  );
  useMenus('terminal', menus);
  return (
    <WindowFrame title={`${person} — -zsh`} isSlim {...framed}>
      <div class="mac-terminal" ref={place} onPointerUp={() => screen.current?.focus()} />
    </WindowFrame>
  );
}

type Latest = { readonly current: AppProps };

async function open(element: HTMLElement, latest: Latest, gone: AbortSignal, isScreenReader: boolean) {
  const { openTerminalScreen } = await import('./terminal-screen.ts');
  if (gone.aborted) return undefined;
  const { mac, person } = latest.current;
  const kept = keptSession(mac.name);
  let written = kept.written === '' ? greetingOf(mac.now) : kept.written;
  let { history } = kept;
  const keep = () => keepSession(mac.name, { written, history });
  return openTerminalScreen(element, {
    prompt: `${person}@${mac.computerName.replaceAll(/[^\w.-]+/g, '-').slice(0, 30)} ~ % `,
    history,
    greeting: written,
    isScreenReader,
    onWritten: (text) => {
      written += text;
      keep();
    },
    onCleared: () => {
      written = '';
      keep();
    },
    ports: {
      run: (line) => runLine(latest, line),
      answer: (prompt, text) => {
        const { desk } = latest.current;
        const answer = text === undefined ? ({ kind: 'close' } as const) : ({ kind: 'text', text } as const);
        // A prompt that is gone was closed with its command, which says so itself.
        void desk.answer(prompt, answer).catch(() => undefined);
      },
      close: () => latest.current.framed.onClose(),
      remember: (lines) => {
        history = lines;
        keep();
      },
    },
  });
}

async function runLine({ current: { desk } }: Latest, line: string): Promise<string> {
  try {
    const { outcome } = await desk.act({ kind: 'command', line });
    if (outcome.kind !== 'output') return saidBy(outcome) ?? '';
    const { stdout, stderr } = outcome;
    return [stdout, stderr].filter((text) => typeof text === 'string').join('');
  } catch (error) {
    return sentenceOf(error);
  }
}

function leaveUnanswered({ mac, desk }: AppProps): void {
  for (const { id, kind } of mac.prompts) {
    if (kind === 'terminal') void desk.answer(id, { kind: 'close' }).catch(() => undefined);
  }
}
