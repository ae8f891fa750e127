/** A list of which one entry is chosen, as Setup Assistant has them (WAI-ARIA Authoring Practices, "Listbox"). */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

/** An entry. */
export interface Choice {
  readonly id: string;
  readonly words: string;
  /** At the right end. */
  readonly sign?: ComponentChildren;
  /** In the language of the entry. */
  readonly lang?: string;
}

interface Props {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
  /** A double click, or Return. */
  readonly onTake?: () => void;
  readonly takesFocus?: boolean;
}

const page = 8;
/** Letters that come this close to each other are one word to look for. */
const wordPause = 900;

/** The list. */
export function ChoiceList({ label, choices, chosen, onChoose, onTake, takesFocus }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const base = useId();
  const search = useTypedWord();
  const place = choices.findIndex(({ id }) => id === chosen);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen, choices]);
  const go = (to: number) => {
    const next = choices[Math.max(0, Math.min(choices.length - 1, to))];
    if (next) onChoose(next.id);
  };
  const pressed = (event: KeyboardEvent) => {
    const step = steps(choices.length)[event.key];
    if (step !== undefined) {
      event.preventDefault();
      return go(place + step);
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      return onTake?.();
    }
    if (event.key.length !== 1 || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    const word = search(event.key);
    const found = choices.findIndex(({ words }) => words.toLocaleLowerCase().startsWith(word));
    if (found >= 0) go(found);
  };
  return (
    <ul
      ref={list}
      class="setup-list"
      role="listbox"
      aria-label={label}
      aria-activedescendant={place < 0 ? undefined : `${base}-${place}`}
      tabIndex={0}
      data-first={takesFocus === true ? 'yes' : undefined}
      onKeyDown={pressed}
    >
      {choices.map(({ id, words, sign, lang }, index) => (
        <li
          key={id}
          id={`${base}-${index}`}
          role="option"
          aria-selected={id === chosen}
          lang={lang}
          onClick={() => onChoose(id)}
          onDblClick={() => onTake?.()}
        >
          <span>{words}</span>
          {sign}
        </li>
      ))}
    </ul>
  );
}

function steps(count: number): Readonly<Record<string, number>> {
  return { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -count, End: count };
}

function useTypedWord() {
  const word = useRef('');
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  return (letter: string) => {
    clearTimeout(timer.current);
    word.current += letter.toLocaleLowerCase();
    timer.current = setTimeout(() => (word.current = ''), wordPause);
    return word.current;
  };
}
