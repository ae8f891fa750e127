/**
 * An edit that is not saved yet. It is kept in this browser with the version that it was made from, so that neither a reload
 * nor a server that starts anew loses it. One for each person and kind of thing.
 */
import { useSyncExternalStore } from 'react';
import { now } from '../surroundings.ts';

/** An edit. */
export interface Draft<Thing> {
  /** The version that was edited; 0 for the first. */
  readonly basedOn: number;
  /** What that version said; undefined for the first. */
  readonly base: Thing | undefined;
  readonly thing: Thing;
  /** Milliseconds since 1970. */
  readonly editedAt: number;
}

/** The store of one edit. */
export interface DraftStore<Thing> {
  readonly current: () => Draft<Thing> | undefined;
  /** Begins, or goes on. */
  readonly put: (draft: Omit<Draft<Thing>, 'editedAt'>) => void;
  /** Changes the thing of a draft that is there. */
  readonly change: (change: (thing: Thing) => Thing) => void;
  readonly drop: () => void;
  readonly subscribe: (listener: () => void) => () => void;
}

const stores = new Map<string, DraftStore<unknown>>();

/** The store of a name; the same one for whoever asks again. @param isThing whether what was kept can be read */
export function draftStore<Thing>(name: string, isThing: (value: unknown) => value is Thing): DraftStore<Thing> {
  const known = stores.get(name) as DraftStore<Thing> | undefined;
  if (known !== undefined) return known;
  const made = makeStore<Thing>(`porchlight-draft-${name}`, isThing);
  stores.set(name, made as unknown as DraftStore<unknown>);
  return made;
}

function makeStore<Thing>(key: string, isThing: (value: unknown) => value is Thing): DraftStore<Thing> {
  const listeners = new Set<() => void>();
  let draft = read(key, isThing);
  const tell = (next: Draft<Thing> | undefined) => {
    draft = next;
    for (const listener of listeners) listener();
  };
  const keep = (next: Draft<Thing> | undefined) => {
    write(key, next);
    tell(next);
  };
  // Another window of this browser edits the same.
  addEventListener('storage', (event) => {
    if (event.key === key) tell(read(key, isThing));
  });
  return {
    current: () => draft,
    put: (next) => keep({ ...next, editedAt: now() }),
    change: (change) => {
      if (draft !== undefined) keep({ ...draft, thing: change(draft.thing), editedAt: now() });
    },
    drop: () => keep(undefined),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The draft of a store, for components. */
export function useDraft<Thing>(store: DraftStore<Thing>): Draft<Thing> | undefined {
  return useSyncExternalStore(store.subscribe, store.current);
}

function read<Thing>(key: string, isThing: (value: unknown) => value is Thing): Draft<Thing> | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<Draft<unknown>> | null;
    if (kept === null || typeof kept.basedOn !== 'number' || typeof kept.editedAt !== 'number') return undefined;
    const base = isThing(kept.base) ? kept.base : undefined;
    if (!isThing(kept.thing) || (kept.basedOn > 0 && base === undefined)) return undefined;
    return { basedOn: kept.basedOn, base, thing: kept.thing, editedAt: kept.editedAt };
  } catch {
    return undefined;
  }
}

function write(key: string, draft: Draft<unknown> | undefined): void {
  try {
    if (draft === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // A browser that keeps nothing: the draft lives as long as the page.
  }
}
