/**
 * What a framed page of the organisation and the desk around it say to each other by `postMessage`. The framed page has an
 * origin of its own (a sandbox), so neither side is known by origin: the desk knows the window, the page its parent.
 */
import type { PageAct } from '#api/desk/acts.ts';

/** A field that somebody has filled in and not sent, by its form and its place among the form's controls. */
export interface TypedField {
  readonly form: number;
  readonly control: number;
  readonly value: string;
}

/** From the page. */
export type FromPage =
  /** It is there, and as tall as this when nothing has to be scrolled. */
  | { readonly kind: 'ready'; readonly height: number }
  | { readonly kind: 'height'; readonly height: number }
  | { readonly kind: 'act'; readonly act: PageAct }
  /** What stands in its fields now; never a password. */
  | { readonly kind: 'typed'; readonly fields: readonly TypedField[] }
  | { readonly kind: 'escape' };

/** To the page. */
export type ToPage =
  /** Its own address, by which it knows links within itself, and what was typed before it was drawn again. */
  | { readonly kind: 'shown'; readonly address: string; readonly fields: readonly TypedField[] }
  /** Takes the keyboard: the field that asks for it; in a dialog else the first, else the default button; else the page. */
  | { readonly kind: 'focus'; readonly isDialog: boolean };

/** What a window said, if it said anything of this. The act inside is checked by the desk's process. */
export function fromPage(data: unknown): FromPage | undefined {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return undefined;
  const kinds: readonly unknown[] = ['ready', 'height', 'act', 'typed', 'escape'];
  return kinds.includes(data.kind) ? (data as FromPage) : undefined;
}
