/**
 * What acts under way ask the person. Each question is kept with the promise that waits for its answer, until somebody
 * answers or closes it: a page that was loaded again finds the same questions.
 */
import type { PromptAnswer } from '#api/desk/acts.ts';
import type { PageWindow, Prompt } from '#api/desk/view.ts';
import type { Random } from '#runtime/random.ts';
import { DeskRefusal } from './desk-refusal.ts';

type WithoutId<Of> = Of extends Prompt ? Omit<Of, 'id'> : never;

/** A question before it has an id. */
export type Question = WithoutId<Exclude<Prompt, { readonly kind: 'page' }>>;

/** A page of the organisation in a window that an act has opened, with what it shows. */
export interface ShownPage {
  readonly title: string;
  readonly address: string;
  readonly html: string;
  readonly isWaiting: boolean;
  readonly version: string;
}

interface Open {
  readonly prompt: Prompt;
  readonly html: string | undefined;
  /** Undefined once it is answered: a window stays while its next page is on the way. */
  resolve: ((answer: PromptAnswer) => void) | undefined;
}

/** The open questions of one Mac. */
export class OpenPrompts {
  readonly #random: Random;
  readonly #changed: () => void;
  #open: readonly Open[] = [];

  constructor(random: Random, changed: () => void) {
    this.#random = random;
    this.#changed = changed;
  }

  list(): readonly Prompt[] {
    return this.#open.map(({ prompt }) => prompt);
  }

  /** Whether anything waits for the person. */
  get isWaiting(): boolean {
    return this.#open.some(({ resolve }) => resolve !== undefined);
  }

  ask(question: Question): Promise<PromptAnswer> {
    return this.#put({ ...question, id: this.#newId() }, undefined);
  }

  /** Shows a page, in the window that the act has opened or in a new one. */
  askOnPage(page: ShownPage, title: string): Promise<PromptAnswer> {
    const window = this.#open.find(({ prompt }) => prompt.kind === 'page')?.prompt.id ?? this.#newId();
    const { html, ...rest } = page;
    const shown: PageWindow = { ...rest, window };
    return this.#put({ kind: 'page', id: window, title, text: '', page: shown }, html);
  }

  /** What a window shows. */
  html(window: string): { readonly html: string; readonly address: string } | undefined {
    const found = this.#open.find(({ prompt }) => prompt.id === window);
    if (found?.prompt.kind !== 'page' || found.html === undefined) return undefined;
    return { html: found.html, address: found.prompt.page.address };
  }

  /** @throws {DeskRefusal} `prompt_gone` */
  answer(id: string, answer: PromptAnswer): void {
    const open = this.#open.find(({ prompt }) => prompt.id === id);
    const resolve = open?.resolve;
    if (!open || !resolve) throw new DeskRefusal(404, 'prompt_gone', 'Nobody waits for this answer any more.');
    open.resolve = undefined;
    const stays = open.prompt.kind === 'page' && answer.kind === 'page' && answer.act.kind !== 'close';
    if (!stays) this.#open = this.#open.filter((one) => one !== open);
    this.#changed();
    resolve(answer);
  }

  /** The act is over. */
  clear(): void {
    const left = this.#open;
    this.#open = [];
    for (const { resolve } of left) resolve?.({ kind: 'close' });
    if (left.length > 0) this.#changed();
  }

  #put(prompt: Prompt, html: string | undefined): Promise<PromptAnswer> {
    return new Promise((resolve) => {
      this.#open = [...this.#open.filter((one) => one.prompt.id !== prompt.id), { prompt, html, resolve }];
      this.#changed();
    });
  }

  #newId(): string {
    return Buffer.from(this.#random.bytes(9)).toString('base64url');
  }
}
