/**
 * A page of the organisation as it is, in a frame that may run our one script and reach nothing. The page before stays in
 * sight until the next one is there. A page that waits for something elsewhere is looked at again every second.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PageAct } from '#api/desk/acts.ts';
import type { PageWindow } from '#api/desk/view.ts';
import type { MacActions } from '../mac-actions.ts';
import { type FromPage, type ToPage, fromPage } from './messages.ts';
import { rememberTyped, typedBefore } from './typed-memory.ts';
import './page-window.css';

interface Props {
  readonly page: PageWindow;
  readonly desk: Pick<MacActions, 'pageAddress'>;
  /** Resolves when the Mac has done it. While it does, nothing else is sent. */
  readonly onAct: (act: PageAct) => Promise<unknown> | void;
  /** Whether the first field of a page has the keyboard, or else its default button. In a browser, what the page says. */
  readonly isDialog?: boolean;
  readonly onEscape?: (() => void) | undefined;
  /** How tall the page would be. */
  readonly onHeight?: (height: number) => void;
  readonly isBusy?: boolean;
}

/** The page that is in sight. */
interface Shown {
  readonly page: PageWindow;
  readonly frame: HTMLIFrameElement;
}

const lookEvery = 1000;

/** Draws it. */
export function PageFrame({ page, desk, onAct, isDialog = true, onEscape, onHeight, isBusy = false }: Props) {
  const [shown, setShown] = useState<Shown>();
  const { act, isActing } = useOneAtATime(page, onAct);
  useLooks(page, act);
  useKeyboard(shown, isDialog);
  const hear = (from: PageWindow, frame: HTMLIFrameElement, message: FromPage) => {
    switch (message.kind) {
      case 'ready':
        setShown({ page: from, frame });
        tell(frame, { kind: 'shown', address: from.address, fields: typedBefore(from) });
        return onHeight?.(message.height);
      case 'height':
        return onHeight?.(message.height);
      case 'act':
        return act(message.act);
      case 'typed':
        return rememberTyped(from, message.fields);
      case 'escape':
        return onEscape?.();
    }
  };
  const isComing = shown?.page.version !== page.version || shown.page.window !== page.window;
  const frames = shown === undefined || !isComing ? [page] : [shown.page, page];
  return (
    <div class="page-frame" aria-busy={isBusy || isActing || isComing}>
      {(isBusy || isActing || isComing) && <div class="page-progress" />}
      {frames.map((one) => (
        <Frame
          key={`${one.window} ${one.version}`}
          page={one}
          address={desk.pageAddress(one)}
          isHidden={isComing && one === page && shown !== undefined}
          hear={hear}
        />
      ))}
    </div>
  );
}

interface FrameProps {
  readonly page: PageWindow;
  readonly address: string;
  readonly isHidden: boolean;
  readonly hear: (page: PageWindow, frame: HTMLIFrameElement, message: FromPage) => void;
}

function Frame({ page, address, isHidden, hear }: FrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const heard = useRef(hear);
  heard.current = hear;
  const first = useRef({ page, address });
  // Before the frame can have loaded anything: what it says first is said once.
  useLayoutEffect(() => {
    const listen = ({ source, data }: MessageEvent) => {
      const message = source === frame.current?.contentWindow ? fromPage(data) : undefined;
      if (frame.current && message) heard.current(first.current.page, frame.current, message);
    };
    window.addEventListener('message', listen);
    return () => window.removeEventListener('message', listen);
  }, []);
  return (
    <iframe
      ref={frame}
      class={isHidden ? 'coming' : undefined}
      title={page.title === '' ? 'Page' : page.title}
      src={first.current.address}
      sandbox="allow-scripts allow-forms"
      referrerpolicy="no-referrer"
      inert={isHidden}
    />
  );
}

interface UnderWay {
  readonly kind: PageAct['kind'];
  /** Of the page that it was pressed on. */
  readonly version: string;
  readonly done: Promise<unknown>;
}

/**
 * A second press on a page while the Mac is at the first is not sent. On the page that the first led to, which can be there
 * before the act is over, or after a mere look, it takes its turn, if the page is still the one that it was made on.
 */
function useOneAtATime({ version }: PageWindow, onAct: Props['onAct']) {
  const underWay = useRef<UnderWay | undefined>(undefined);
  const last = useRef({ onAct, version });
  last.current = { onAct, version };
  const [isActing, setActing] = useState(false);
  const act = useCallback((wanted: PageAct) => {
    const before = underWay.current;
    const isLook = wanted.kind === 'look-again';
    const { version: pressedOn } = last.current;
    const isAgain = before?.kind !== 'look-again' && before?.version === pressedOn && wanted.kind !== 'close';
    if (before && (isLook || isAgain)) return;
    const perform = async () => {
      await before?.done;
      if (wanted.kind === 'close' || last.current.version === pressedOn) await last.current.onAct(wanted);
    };
    if (!isLook) setActing(true);
    const mine: UnderWay = {
      kind: wanted.kind,
      version: pressedOn,
      done: perform()
        .catch(() => undefined)
        .finally(() => {
          if (underWay.current === mine) underWay.current = undefined;
          if (!isLook) setActing(false);
        }),
    };
    underWay.current = mine;
  }, []);
  return { act, isActing };
}

function useLooks({ isWaiting, window: name }: PageWindow, act: (act: PageAct) => void): void {
  useEffect(() => {
    if (!isWaiting) return undefined;
    const looking = setInterval(() => act({ kind: 'look-again' }), lookEvery);
    return () => clearInterval(looking);
  }, [isWaiting, name, act]);
}

/**
 * The keyboard goes to a page when it has been drawn. Out of sight no frame can have it. And Chromium 156 loses every key of
 * one frame in fifty that was given it while it came and is a process of its own, until it is taken away and given again.
 */
function useKeyboard(shown: Shown | undefined, isDialog: boolean): void {
  const last = useRef(isDialog);
  last.current = isDialog;
  useEffect(() => {
    if (!shown) return undefined;
    let drawing = requestAnimationFrame(() => {
      drawing = requestAnimationFrame(() => giveFocus(shown.frame, last.current));
    });
    return () => cancelAnimationFrame(drawing);
  }, [shown]);
}

/** The page of a window in front has the keyboard; not while somebody types elsewhere, such as in the address bar or on the phone. */
function giveFocus(frame: HTMLIFrameElement, isDialog: boolean): void {
  const { activeElement } = document;
  if (isField(activeElement) && !frame.closest('[role="dialog"]')) return;
  // The phone is of this origin; pages of the organisation are of none, and cannot be looked into.
  if (activeElement instanceof HTMLIFrameElement && isField(activeElement.contentDocument?.activeElement)) return;
  frame.focus();
  tell(frame, { kind: 'focus', isDialog });
}

function isField(element: Element | null | undefined): boolean {
  return element?.matches('input, textarea, select') === true;
}

function tell(frame: HTMLIFrameElement, message: ToPage): void {
  frame.contentWindow?.postMessage(message, '*');
}
