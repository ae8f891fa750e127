/** A dialog over the desk (WAI-ARIA, "Dialog (Modal)"): the browser keeps the keyboard inside, and Escape closes it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { CloseIcon } from './desk-icons.tsx';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** Draws it, open. */
export function Dialog({ title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog class="desk-dialog" ref={dialog} aria-labelledby="desk-dialog-title" onClose={onClose}>
      <div class="desk-dialog-top">
        <h2 id="desk-dialog-title">{title}</h2>
        <button type="button" class="desk-plain" aria-label="Close" onClick={onClose}>
          <CloseIcon />
        </button>
      </div>
      {children}
    </dialog>
  );
}
