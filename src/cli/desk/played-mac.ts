/**
 * One Mac as this process plays it: acts one after another, what they ask, what they send, and who looks on. Nothing of the
 * Mac is kept here between acts: each takes the Mac's lock, opens what is saved, and saves; so commands in a terminal and this
 * process work on the same Mac, and a process that dies leaves the Mac as it was saved last.
 */
import type { ActAnswer, DeskAct, PromptAnswer } from '#api/desk/acts.ts';
import type { MacEvent, MacView } from '#api/desk/view.ts';
import type { Desk } from '#mac/home/desk.ts';
import type { MacFetch } from '#mac/ports.ts';
import type { VirtualMac } from '#mac/virtual-mac.ts';
import { macPorts, type MacInHand, withMac } from '../mac/open-mac.ts';
import type { Surroundings } from '../mac/surroundings.ts';
import { perform } from './acts/perform.ts';
import type { Play } from './acts/play.ts';
import { bookmarksOf } from './bookmarks.ts';
import { DeskRefusal } from './desk-refusal.ts';
import { inOrder } from './in-order.ts';
import { OpenPrompts } from './open-prompts.ts';
import { person } from './person.ts';
import { TypedSecrets } from './typed-secrets.ts';
import { doingWords } from './view/doing.ts';
import { macView } from './view/mac-view.ts';
import { Wire } from './wire.ts';

/** What every Mac of the desk is played with. */
export interface Playground {
  readonly home: string;
  readonly issuer: string;
  readonly desk: Desk;
  readonly surroundings: Surroundings;
}

/** Milliseconds within which changes are told together. */
const together = 30;
/** An act that is over sooner is not worth a word. */
const wordsAfter = 350;
/** Done to the machine and not to macOS: nothing of macOS has to be over for it. */
const byHand: ReadonlySet<DeskAct['kind']> = new Set(['insert-card', 'remove-card', 'go-online', 'go-offline']);
/** For so long a question waits that nobody sees. */
const patience = 600_000;

/** The Mac. */
export class PlayedMac {
  readonly name: string;
  readonly #ground: Playground;
  readonly #prompts: OpenPrompts;
  readonly #secrets = new TypedSecrets();
  readonly #wire: Wire;
  readonly #listeners = new Set<(event: MacEvent) => void>();
  #queue: Promise<unknown> = Promise.resolve();
  #revision = 0;
  /** The Mac in the hands of the act under way. */
  #inHand: { readonly hand: MacInHand | undefined; readonly act: DeskAct['kind']; isLong: boolean } | undefined;
  #isTouched = false;
  #isTelling = false;
  #leaving: NodeJS.Timeout | undefined;

  // A Mac that cannot be read is told of in the list of the desk, with what is wrong.
  readonly #tell = inOrder(async () => this.#send({ kind: 'view', view: await this.view() }));

  constructor(name: string, ground: Playground) {
    this.name = name;
    this.#ground = ground;
    this.#prompts = new OpenPrompts(ground.surroundings.random, () => this.changed());
    this.#wire = new Wire(this.#secrets, (message) => {
      this.#send({ kind: 'wire', message });
      this.changed();
    });
  }

  /** Whether somebody looks on, and nothing is under way. */
  get isIdle(): boolean {
    return this.#listeners.size > 0 && this.#inHand === undefined;
  }

  /**
   * Performs an act after those that are under way; what a hand does to the machine, meanwhile.
   * @throws {DeskRefusal} `mac_busy`, and what {@link withMac} throws
   */
  act(act: DeskAct): Promise<ActAnswer> {
    const hand = this.#inHand?.hand;
    if (hand && byHand.has(act.kind)) return this.#meanwhile(hand, act);
    if (this.#prompts.isWaiting) {
      const sentence = 'The Mac waits for an answer. Answer what it asks, or close that window, first.';
      return Promise.reject(new DeskRefusal(409, 'mac_busy', sentence));
    }
    const result = this.#queue.then(() => this.#perform(act));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** Answers what an act asks. @throws {DeskRefusal} `prompt_gone` */
  answer(prompt: string, answer: PromptAnswer): void {
    if (answer.kind === 'text') this.#secrets.add(answer.text);
    this.#prompts.answer(prompt, answer);
  }

  /** What is on its screen. @throws {MacHomeError} */
  async view(): Promise<MacView> {
    const bookmarks = await bookmarksOf(this.#ground.issuer);
    const mac = this.#inHand?.hand?.mac ?? (await this.#glance());
    const underWay =
      this.#inHand?.isLong === true ? doingWords(this.#inHand.act, this.#wire.messages().at(-1)) : undefined;
    this.#revision += 1;
    return macView({
      name: this.name,
      mac,
      revision: this.#revision,
      underWay,
      prompts: this.#prompts.list(),
      bookmarks,
    });
  }

  /** The page of a window as it came; undefined: that window shows none. */
  async page(window: string): Promise<{ readonly html: string; readonly address: string } | undefined> {
    if (window !== 'setup' && window !== 'safari') return this.#prompts.html(window);
    const shown = (this.#inHand?.hand?.mac ?? (await this.#glance())).shownPage(window);
    return shown && { html: shown.html, address: shown.url };
  }

  /** How it fetches what a page names; undefined: it has no network. */
  async fetch(): Promise<MacFetch | undefined> {
    const { home, desk, surroundings } = this.#ground;
    const { saved, uidKey } = await desk.look(this.name);
    if (!saved.state.network.online) return undefined;
    return (await macPorts(home, saved.connection, uidKey, surroundings)).fetch;
  }

  get wire(): Pick<Wire, 'messages' | 'detail'> {
    return this.#wire;
  }

  /** Tells of changes from now on. Returns what ends it. */
  watch(listener: (event: MacEvent) => void): () => void {
    clearTimeout(this.#leaving);
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      // Whoever loads the page again finds what is asked; whoever went away for good leaves no Mac in use behind.
      if (this.#listeners.size === 0) this.#leaving = setTimeout(() => this.#prompts.clear(), patience).unref();
    };
  }

  /** Something is different: tells those who look on, soon. */
  changed(): void {
    if (this.#listeners.size === 0) return;
    if (this.#isTelling) return;
    this.#isTelling = true;
    setTimeout(() => {
      this.#isTelling = false;
      this.#tell();
    }, together);
  }

  /** It is on the desk no more. */
  gone(): void {
    this.#prompts.clear();
    this.#send({ kind: 'gone' });
  }

  async #perform(act: DeskAct): Promise<ActAnswer> {
    const { home, surroundings } = this.#ground;
    this.#inHand = { hand: undefined, act: act.kind, isLong: false };
    this.#isTouched = false;
    const words = setTimeout(() => {
      if (this.#inHand) this.#inHand.isLong = true;
      this.changed();
    }, wordsAfter);
    try {
      const watching = { ...surroundings, watch: this.#wire.note.bind(this.#wire) };
      return await withMac(home, this.name, watching, async (hand) => {
        this.#inHand = { hand, act: act.kind, isLong: this.#inHand?.isLong ?? false };
        this.changed();
        const answer = await perform(this.#play(hand), act);
        await this.#letGo(hand);
        return answer;
      });
    } finally {
      clearTimeout(words);
      this.#inHand = undefined;
      this.#prompts.clear();
      this.#wire.settle();
      this.changed();
    }
  }

  /** What a hand did meanwhile is saved too, also after the act has saved for the last time. */
  async #letGo(hand: MacInHand): Promise<void> {
    while (this.#isTouched) {
      this.#isTouched = false;
      await hand.open.save(hand.mac.state());
    }
    if (this.#inHand) this.#inHand = { ...this.#inHand, hand: undefined };
  }

  /** On the Mac that the act under way has in hand, and which that act saves. */
  async #meanwhile(hand: MacInHand, act: DeskAct): Promise<ActAnswer> {
    this.#isTouched = true;
    const unsaved: MacInHand = { ...hand, act: (work) => work(hand.mac) };
    const answer = await perform(this.#play(unsaved), act);
    this.changed();
    return answer;
  }

  #play(hand: MacInHand): Play {
    const { home, issuer, surroundings } = this.#ground;
    const people = person(hand.mac, this.#prompts, this.#secrets);
    return { hand, person: people, secrets: this.#secrets, home, issuer, surroundings };
  }

  /** The Mac as it is saved, to be looked at. */
  async #glance(): Promise<VirtualMac> {
    const { home, desk, surroundings } = this.#ground;
    const { saved, uidKey } = await desk.look(this.name);
    return surroundings.macs.open(saved.state, await macPorts(home, saved.connection, uidKey, surroundings));
  }

  #send(event: MacEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
