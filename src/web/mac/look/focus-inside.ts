/** Keeps the keyboard inside a dialog while it is open (WAI-ARIA Authoring Practices, "Dialog (Modal)"). */
import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

const focusable =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), iframe, [tabindex="0"]';

/** The first to have the focus: what asks for it, else the first field, else the default button, else the first. */
function firstOf(place: HTMLElement): HTMLElement {
  const wanted = ['[data-first]', 'input:not(:disabled)', '.mac-button.default:not(:disabled)', focusable];
  return wanted.map((selector) => place.querySelector<HTMLElement>(selector)).find(Boolean) ?? place;
}

/** Takes the focus in, keeps it, and gives it back to where it was. */
export function useFocusInside(place: RefObject<HTMLElement | null>, onEscape: (() => void) | undefined): void {
  useLayoutEffect(() => {
    const before = document.activeElement;
    if (place.current) firstOf(place.current).focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [place]);
  useLayoutEffect(() => {
    const { current } = place;
    if (!current) return undefined;
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && onEscape) {
        event.preventDefault();
        event.stopPropagation();
        onEscape();
      }
      if (event.key === 'Tab') cycle(current, event);
    };
    current.addEventListener('keydown', pressed);
    return () => current.removeEventListener('keydown', pressed);
  }, [place, onEscape]);
}

function cycle(place: HTMLElement, event: KeyboardEvent): void {
  const all = [...place.querySelectorAll<HTMLElement>(focusable)].filter((element) => element.offsetParent !== null);
  const [first, last] = [all[0], all.at(-1)];
  const edge = event.shiftKey ? first : last;
  if (document.activeElement !== edge && document.activeElement !== place) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}
