/** Sheets and alerts of macOS. Both are modal: see focus-inside.ts. */
import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { classes } from './class-names.ts';
import { useFocusInside } from './focus-inside.ts';

interface SheetProps {
  readonly title: string;
  /** Escape; without it Escape does nothing. */
  readonly onClose?: (() => void) | undefined;
  readonly children: ComponentChildren;
  /** The buttons below, the default one last. */
  readonly actions: ComponentChildren;
  readonly isWide?: boolean;
  /** Return sends it: then the default button is of type `submit`. */
  readonly onSubmit?: (() => void) | undefined;
}

/** A sheet over the window. */
export function Sheet({ title, onClose, children, actions, isWide, onSubmit }: SheetProps) {
  const place = useRef<HTMLDivElement>(null);
  const heading = useId();
  useFocusInside(place, onClose);
  return (
    <div class="mac-scrim">
      <div
        ref={place}
        class={classes('mac-sheet', isWide === true && 'wide')}
        role="dialog"
        aria-modal="true"
        aria-labelledby={heading}
        tabIndex={-1}
      >
        <form onSubmit={submitting(onSubmit)}>
          <div class="body">
            <h2 id={heading}>{title}</h2>
            {children}
          </div>
          <div class="actions">{actions}</div>
        </form>
      </div>
    </div>
  );
}

interface AlertProps {
  readonly title: string;
  readonly text?: string | undefined;
  readonly icon?: ComponentChildren;
  readonly children?: ComponentChildren;
  readonly actions: ComponentChildren;
  readonly onClose?: (() => void) | undefined;
  readonly onSubmit?: (() => void) | undefined;
  readonly isWide?: boolean;
  /** Over the whole screen of the Mac rather than a window; nothing else can be reached meanwhile. */
  readonly overScreen?: boolean;
  readonly isShaking?: boolean;
}

/** An alert: a question with two or three answers, or a field and a button. */
export function Alert(props: AlertProps) {
  const { title, text, icon, children, actions, onClose, onSubmit, isWide, overScreen, isShaking } = props;
  const place = useRef<HTMLDivElement>(null);
  const [heading, words] = [useId(), useId()];
  useFocusInside(place, onClose);
  return (
    <div class={classes('mac-scrim', overScreen === true && 'over-screen')}>
      <div
        ref={place}
        class={classes('mac-alert', isWide === true && 'wide', isShaking === true && 'mac-shake')}
        role="alertdialog"
        aria-modal="true"
        aria-labelledby={heading}
        aria-describedby={text === undefined ? undefined : words}
        tabIndex={-1}
      >
        <form onSubmit={submitting(onSubmit)}>
          {icon !== undefined && <div class="icon">{icon}</div>}
          <h2 id={heading}>{title}</h2>
          {text !== undefined && <p id={words}>{text}</p>}
          {children}
          <div class="actions">{actions}</div>
        </form>
      </div>
    </div>
  );
}

function submitting(onSubmit: (() => void) | undefined) {
  return (event: Event) => {
    event.preventDefault();
    onSubmit?.();
  };
}
