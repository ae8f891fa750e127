/** The sheet of Setup Assistant: an icon, a bold title, a few words, what is asked, and the buttons at the bottom. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { classes } from '../look/class-names.ts';
import { PushButton } from '../look/controls.tsx';
import { Problem } from '../look/forms.tsx';
import { ChevronIcon } from '../look/icons.tsx';
import type { SetupWords } from './setup-words.ts';

interface Props {
  readonly title: string;
  readonly words: SetupWords;
  readonly icon?: ComponentChildren;
  readonly text?: ComponentChildren;
  readonly children?: ComponentChildren;
  readonly onBack?: (() => void) | undefined;
  /** The default button; Return presses it. Without it there is none. */
  readonly onContinue?: (() => void) | undefined;
  readonly continueWords?: string;
  readonly mayContinue?: boolean;
  readonly isBusy?: boolean;
  /** Beside the default button or at the other end. */
  readonly other?: ComponentChildren;
  readonly problem?: string | undefined;
  /** What is going on, beside the buttons. */
  readonly status?: string | undefined;
  /** The content reaches from edge to edge. */
  readonly isWhole?: boolean;
}

/** The sheet. */
export function SetupPane(props: Props) {
  const { title, words, icon, text, children, onBack, isBusy = false, other, problem, status, isWhole } = props;
  const place = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // Again when the answer before is over: until then the default button takes no focus.
    const { current } = place;
    const isElsewhere = current?.contains(document.activeElement) === true && document.activeElement !== current;
    if (current && !isElsewhere) firstOf(current).focus();
  }, [title, isBusy]);
  const submit = (event: Event) => {
    event.preventDefault();
    if (!isBusy && props.mayContinue !== false) props.onContinue?.();
  };
  return (
    <main class={classes('setup-sheet', isWhole === true && 'whole')}>
      <form ref={place} onSubmit={submit} tabIndex={-1}>
        <header>
          {icon !== undefined && <div class="setup-icon">{icon}</div>}
          <h1>{title}</h1>
          {text !== undefined && <p>{text}</p>}
        </header>
        <div class="setup-content">{children}</div>
        <Problem>{problem}</Problem>
        <footer>
          {other !== undefined && <div class="setup-other">{other}</div>}
          <p class="setup-status" role="status">
            {status}
          </p>
          {onBack && (
            <button type="button" class="mac-button large setup-back" disabled={isBusy} onClick={() => onBack()}>
              <ChevronIcon size={13} isBack />
              <span>{words.back}</span>
            </button>
          )}
          {props.onContinue && (
            <PushButton type="submit" isDefault isLarge isBusy={isBusy} isDisabled={props.mayContinue === false}>
              {props.continueWords ?? words.continue}
            </PushButton>
          )}
        </footer>
      </form>
    </main>
  );
}

/** What asks for the focus, else the first field or list, else the default button. */
function firstOf(place: HTMLElement): HTMLElement {
  const wanted = ['[data-first]', 'input:not(:disabled), [role="listbox"]', '.mac-button.default:not(:disabled)'];
  return wanted.map((selector) => place.querySelector<HTMLElement>(selector)).find(Boolean) ?? place;
}
