/** What a step in Safari led to, as somebody in front of it sees it. */
import { nameOf } from './fill-form.ts';
import type { NavigationFailure } from './navigate.ts';
import type { Control, PageForm } from './page/page.ts';
import type { SafariState, Tab } from './safari-state.ts';
import { type Download, pageOf } from './tab-page.ts';

/** The outcome. */
export type SafariOutcome =
  | { readonly kind: 'page'; readonly page: ShownPage }
  /** An address that another application has to open; the tab stays as it was. */
  | { readonly kind: 'external'; readonly address: string }
  | ({ readonly kind: 'download'; readonly address: string } & Download)
  | { readonly kind: 'failed'; readonly address: string; readonly code: NavigationFailure; readonly sentence: string }
  /** The last tab was closed. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'refused'; readonly reason: string; readonly sentence: string };

/** A page on the screen. */
export interface ShownPage {
  readonly address: string;
  readonly status: number;
  readonly title: string;
  readonly text: string;
  readonly headings: readonly string[];
  /** What the page says aloud, and what its script says. */
  readonly alerts: readonly string[];
  readonly links: readonly { readonly label: string; readonly address: string }[];
  readonly forms: readonly ShownForm[];
  /** The page waits for something that happens elsewhere: step `wait`. */
  readonly isWaiting: boolean;
  /** Which of how many, counted from 1. */
  readonly tab: number;
  readonly tabs: number;
}

/** A form on the screen. */
export interface ShownForm {
  readonly fields: readonly ShownField[];
  readonly buttons: readonly ShownButton[];
  /** Pressing a button without a name runs a ceremony of WebAuthn. */
  readonly passkey: 'get' | 'create' | undefined;
}

/** A button on the screen. */
export interface ShownButton {
  readonly label: string;
  /** The form is sent only with its required fields filled in. */
  readonly checksFields: boolean;
}

/** A field on the screen. */
export interface ShownField {
  readonly label: string;
  readonly name: string;
  readonly type: 'text' | 'password' | 'checkbox' | 'radio' | 'select';
  /** Never that of a password. */
  readonly value: string;
  readonly checked: boolean;
  readonly options: readonly string[];
  readonly required: boolean;
  readonly autocomplete: string;
}

/** Nothing was done. */
export function refused(reason: string, sentence: string): SafariOutcome {
  return { kind: 'refused', reason, sentence };
}

/** What a tab shows. */
export function shown({ tabs, current }: SafariState, tab: Tab): SafariOutcome {
  const { title, text, headings, alerts, links, forms, isWaiting, refresh } = pageOf(tab);
  return {
    kind: 'page',
    page: {
      address: tab.url,
      status: tab.status,
      title,
      text,
      headings,
      alerts: tab.message === undefined ? alerts : [...alerts, tab.message],
      links,
      forms: forms.map(shownForm),
      isWaiting: isWaiting || refresh !== undefined,
      tab: current + 1,
      tabs: tabs.length,
    },
  };
}

function shownForm({ controls, ceremony, unchecked }: PageForm): ShownForm {
  return {
    fields: controls.flatMap(shownField),
    buttons: controls
      .filter(({ type, disabled, isShown }) => type === 'submit' && isShown && !disabled)
      .map((button) => ({ label: nameOf(button), checksFields: !unchecked && !button.unchecked })),
    passkey: ceremony?.kind,
  };
}

function shownField(control: Control): ShownField[] {
  const { name, type, value, checked, required, autocomplete } = control;
  if (type === 'hidden' || type === 'other' || type === 'submit') return [];
  if (!control.isShown || control.disabled) return [];
  const chosen = control.options.find(({ selected }) => selected)?.label ?? '';
  return [
    {
      label: nameOf(control),
      name,
      type,
      value: type === 'password' ? '' : type === 'select' ? chosen : value,
      checked,
      options: control.options.map(({ label }) => label),
      required,
      autocomplete,
    },
  ];
}
