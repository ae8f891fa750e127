/** An application's window where it stands: moved by its bar, sized by its edges, raised by a press or by the focus. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { classes } from '../../look/class-names.ts';
import type { Framed } from './app-props.ts';
import { boundsOf, isSizable, screenSize, type WindowAct, type WindowPlace } from './windows.ts';

interface Props {
  readonly place: WindowPlace;
  readonly depth: number;
  readonly isActive: boolean;
  readonly title: string;
  readonly onAct: (act: WindowAct) => void;
  readonly children: (framed: Framed) => ComponentChildren;
}

/** The edges that can be taken hold of, and which ways they go. By keyboard the menu Window does the same. */
const edges = [
  { name: 'right', right: 1, down: 0 },
  { name: 'lower', right: 0, down: 1 },
  { name: 'corner', right: 1, down: 1 },
] as const;

/** The place of a window. A minimized one keeps its content, unseen. */
export function AppWindow({ place, depth, isActive, title, onAct, children }: Props) {
  const { app, isMinimized } = place;
  const { left, top, width, height } = boundsOf(place);
  const section = useRef<HTMLElement>(null);
  const raise = () => {
    if (!isActive) onAct({ kind: 'raise', app });
  };
  const grab = (event: PointerEvent) => {
    if (!section.current || place.isZoomed) return;
    dragging(section.current, event, (right, down) => onAct({ kind: 'move', app, right, down }));
  };
  const framed: Framed = {
    isActive,
    onClose: () => onAct({ kind: 'close', app }),
    onMinimize: () => onAct({ kind: 'minimize', app }),
    onZoom: () => onAct({ kind: 'zoom', app }),
    onGrab: grab,
  };
  return (
    <section
      ref={section}
      class={classes('mac-place', `app-${app}`)}
      aria-label={title}
      hidden={isMinimized}
      inert={isMinimized}
      style={{ left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`, zIndex: `${depth}` }}
      onPointerDownCapture={raise}
      onFocusCapture={raise}
    >
      {children(framed)}
      {isSizable(app) &&
        edges.map((edge) => (
          <div
            key={edge.name}
            class={`mac-edge ${edge.name}`}
            onPointerDown={(event) => {
              if (!section.current || event.button !== 0) return;
              dragging(section.current, event, (right, down) =>
                onAct({ kind: 'size', app, right: right * edge.right, down: down * edge.down }),
              );
            }}
          />
        ))}
    </section>
  );
}

/** Follows the pointer until it is let go. The screen may be drawn smaller than it is. */
function dragging(section: HTMLElement, start: PointerEvent, onMove: (right: number, down: number) => void): void {
  const screen = section.closest('.mac-screen');
  const scale = screen ? screen.getBoundingClientRect().width / screenSize.width : 1;
  let { clientX, clientY } = start;
  // Else a page in a frame would have what the pointer does above it.
  if (start.target instanceof Element) start.target.setPointerCapture(start.pointerId);
  const move = (event: PointerEvent) => {
    onMove((event.clientX - clientX) / scale, (event.clientY - clientY) / scale);
    ({ clientX, clientY } = event);
  };
  const end = new AbortController();
  const over = () => end.abort();
  window.addEventListener('pointermove', move, { signal: end.signal });
  window.addEventListener('pointerup', over, { signal: end.signal });
  window.addEventListener('pointercancel', over, { signal: end.signal });
}
