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
  /** Each new page takes the keyboard, as the page of a window in front does. */
  readonly takesFocus?: boolean;
  readonly onEscape?: (() => void) | undefined;
  /** How tall the page would be. */
  readonly onHeight?: (height: number) => void;
  readonly isBusy?: boolean;
}

const lookEvery = 1000;

/** Draws it. */
export function PageFrame({ page, desk, onAct, takesFocus = true, onEscape, onHeight, isBusy = false }: Props) {
  const [shown, setShown] = useState<PageWindow>();
  const { act, isActing } = useOneAtATime(page, onAct);
  useLooks(page, act);
  const hear = (from: PageWindow, frame: HTMLIFrameElement, message: FromPage) => {
    switch (message.kind) {
      case 'ready':
        setShown(from);
        tell(frame, { kind: 'shown', address: from.address, fields: typedBefore(from) });
        onHeight?.(message.height);
        if (takesFocus) giveFocus(frame);
        return;
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
  const isComing = shown?.version !== page.version || shown.window !== page.window;
  const frames = shown === undefined || !isComing ? [page] : [shown, page];
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
  readonly done: Promise<unknown>;
}

/**
 * A press that comes while the Mac is at the one before is not sent; after a mere look it takes its turn, if the page is still
 * the one that it was made on.
 */
function useOneAtATime({ version }: PageWindow, onAct: Props['onAct']) {
  const underWay = useRef<UnderWay | undefined>(undefined);
  const last = useRef({ onAct, version });
  last.current = { onAct, version };
  const [isActing, setActing] = useState(false);
  const act = useCallback((wanted: PageAct) => {
    const before = underWay.current;
    const isLook = wanted.kind === 'look-again';
    if (before && (isLook || (before.kind !== 'look-again' && wanted.kind !== 'close'))) return;
    const { version: pressedOn } = last.current;
    const perform = async () => {
      await before?.done;
      if (wanted.kind === 'close' || last.current.version === pressedOn) await last.current.onAct(wanted);
    };
    if (!isLook) setActing(true);
    const mine: UnderWay = {
      kind: wanted.kind,
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

/** Not from a field of the person elsewhere on the screen, such as the address bar. */
function giveFocus(frame: HTMLIFrameElement): void {
  const { activeElement } = document;
  const isElsewhere = activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement;
  if (isElsewhere && !frame.closest('[role="dialog"]')) return;
  frame.focus();
  tell(frame, { kind: 'focus' });
}

function tell(frame: HTMLIFrameElement, message: ToPage): void {
  frame.contentWindow?.postMessage(message, '*');
}
