/** The frame of a window: its lights, its title or its sidebar. Where it stands is said by the desktop. */
import type { ComponentChildren } from 'preact';
import { classes } from './class-names.ts';

/** What the lights do; a light without an act is not drawn. */
export interface WindowActs {
  readonly onClose: () => void;
  readonly onMinimize?: () => void;
  readonly onZoom?: () => void;
  /** A press on the bar that begins to move the window. */
  readonly onGrab?: (event: PointerEvent) => void;
}

/** The red, the yellow and the green light. */
export function Lights({ onClose, onMinimize, onZoom }: WindowActs) {
  return (
    <div class="mac-lights" role="group" aria-label="Window">
      <button type="button" class="close" aria-label="Close" onClick={() => onClose()}>
        <Sign path="M1.6 1.6 6.4 6.4M6.4 1.6 1.6 6.4" />
      </button>
      {onMinimize && (
        <button type="button" class="minimize" aria-label="Minimize" onClick={() => onMinimize()}>
          <Sign path="M1.2 4H6.8" />
        </button>
      )}
      {onZoom && (
        <button type="button" class="zoom" aria-label="Zoom" onClick={() => onZoom()}>
          <Sign path="M4 1.2V6.8M1.2 4H6.8" />
        </button>
      )}
    </div>
  );
}

function Sign({ path }: { readonly path: string }) {
  return (
    <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
      <path d={path} stroke="currentColor" stroke-width="1.2" stroke-linecap="round" fill="none" />
    </svg>
  );
}

interface FrameProps extends WindowActs {
  readonly title: string;
  readonly isActive: boolean;
  /** In the title bar, between the lights and the end: an address bar, a back button. Else the title stands there. */
  readonly toolbar?: ComponentChildren;
  /** A sidebar that reaches to the top: then there is no title bar, and `head` stands above the content. */
  readonly sidebar?: ComponentChildren;
  readonly head?: ComponentChildren;
  readonly isSlim?: boolean;
  readonly children: ComponentChildren;
}

/** A window. */
export function WindowFrame(props: FrameProps) {
  const { title, isActive, toolbar, sidebar, head, isSlim, children, ...acts } = props;
  const grab = (event: PointerEvent) => {
    const isControl = event.target instanceof Element && event.target.closest('button, input, select, a') !== null;
    if (!isControl && event.button === 0) acts.onGrab?.(event);
  };
  return (
    <div class={classes('mac-window', !isActive && 'back')}>
      {sidebar === undefined && (
        <div class={classes('mac-titlebar', isSlim === true && 'slim')} onPointerDown={grab}>
          <Lights {...acts} />
          {toolbar ?? (
            <>
              {title === '' ? <span class="title" /> : <h2 class="title">{title}</h2>}
              <span class="balance" />
            </>
          )}
        </div>
      )}
      <div class="mac-window-body">
        {sidebar !== undefined && (
          <div class="side">
            <div class="drag" onPointerDown={grab}>
              <Lights {...acts} />
            </div>
            {sidebar}
          </div>
        )}
        {sidebar === undefined ? (
          children
        ) : (
          <div class="main">
            <div class="head" onPointerDown={grab}>
              {head ?? <h2>{title}</h2>}
            </div>
            {children}
          </div>
        )}
      </div>
    </div>
  );
}
