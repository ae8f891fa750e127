/**
 * The Mac's screen is drawn smaller or larger than it is (a CSS transform), and xterm.js reckons with its own size: what somebody
 * selects would lie beside the pointer. Mouse events of the terminal, and those of a selection that leaves it, are sent again
 * with the place that they have on the screen before it is scaled.
 */

const kinds = ['mousedown', 'mousemove', 'mouseup', 'click', 'dblclick'] as const;

/** Begins. @returns how to end it */
export function unscaleMouse(place: HTMLElement): () => void {
  const end = new AbortController();
  let isDragging = false;
  const heard = (event: MouseEvent) => {
    const rect = place.getBoundingClientRect();
    const scale = rect.width / place.offsetWidth;
    const isInside = event.target instanceof Node && place.contains(event.target);
    if (!event.isTrusted || !(isInside || isDragging) || Math.abs(scale - 1) < 0.001) return;
    if (event.type === 'mousedown') isDragging = true;
    if (event.type === 'mouseup') isDragging = false;
    event.stopImmediatePropagation();
    const again = new MouseEvent(event.type, {
      ...told(event),
      clientX: rect.left + (event.clientX - rect.left) / scale,
      clientY: rect.top + (event.clientY - rect.top) / scale,
    });
    event.target?.dispatchEvent(again);
    if (again.defaultPrevented) event.preventDefault();
  };
  for (const kind of kinds) window.addEventListener(kind, heard, { capture: true, signal: end.signal });
  return () => end.abort();
}

function told({ detail, button, buttons, shiftKey, altKey, ctrlKey, metaKey }: MouseEvent): MouseEventInit {
  return {
    bubbles: true,
    cancelable: true,
    view: window,
    detail,
    button,
    buttons,
    shiftKey,
    altKey,
    ctrlKey,
    metaKey,
  };
}
