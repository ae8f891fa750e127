/** What somebody edits, over something that may change elsewhere meanwhile. */
import { useState } from 'react';

/** A draft. */
export interface Draft<Value> {
  readonly draft: Value;
  readonly setDraft: (next: Value) => void;
  /** Whether it differs from what it was made from. */
  readonly isChanged: boolean;
  /** Somebody else has saved another one since, and what was typed here stays. */
  readonly isOutdated: boolean;
  /** Takes a value as saved: the draft is that, with nothing changed; without one, what is present. */
  readonly settle: (value?: Value) => void;
}

/** Keeps a draft. It follows what is present until somebody types, and never overwrites what was typed. */
export function useDraft<Value>(present: Value): Draft<Value> {
  const [state, setState] = useState({ base: present, draft: present });
  const isChanged = !isSame(state.base, state.draft);
  const isNew = !isSame(state.base, present);
  if (isNew && !isChanged) setState({ base: present, draft: present });
  return {
    draft: state.draft,
    setDraft: (draft) => setState((former) => ({ ...former, draft })),
    isChanged,
    isOutdated: isNew && isChanged,
    settle: (value = present) => setState({ base: value, draft: value }),
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
