/**
 * What the page knows of the desk, and how it asks for acts. One stream of events brings everything: the desk alone, or the desk
 * with the Mac that is looked at. The process may stop and come back: then the stream is opened again until it answers.
 */
import type { ActAnswer, DeskAct, DeskProblem, NewMac, PromptAnswer } from '#api/desk/acts.ts';
import {
  actsPath,
  deskEventsPath,
  macEventsPath,
  macPath,
  macsPath,
  pagePath,
  phoneOfferPath,
  promptPath,
  wirePath,
} from '#api/desk/paths.ts';
import type { DeskView, MacEvent, MacView, WireDetail, WireMessage } from '#api/desk/view.ts';
import { DeskFailure, type MacActions } from './mac-actions.ts';
import type { Surroundings } from './surroundings.ts';

/** What is known. */
export interface DeskState {
  /** `lost`: the process does not answer; what is shown is what it said last. */
  readonly connection: 'opening' | 'open' | 'lost';
  readonly desk: DeskView | undefined;
  /** The Mac that is looked at. */
  readonly selected: string | undefined;
  readonly mac: MacView | undefined;
  /** Its messages, the newest last. */
  readonly wire: readonly WireMessage[];
  /** Said to the person until they close it. */
  readonly notice: string | undefined;
}

const retryAfter = 1000;
const mostMessages = 500;

const interrupted =
  'The Macs’ process stopped in the middle of something. The Mac stands where it was saved last; do that step again.';

/** The client. */
export class DeskClient {
  readonly #surroundings: Surroundings;
  readonly #listeners = new Set<() => void>();
  #state: DeskState = {
    connection: 'opening',
    desk: undefined,
    selected: undefined,
    mac: undefined,
    wire: [],
    notice: undefined,
  };
  #stream: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #underWay = 0;
  #wasInterrupted = false;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  get state(): DeskState {
    return this.#state;
  }

  /** Calls after each change. Returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Looks at a Mac, or at the desk alone. */
  select(name: string | undefined): void {
    if (name === this.#state.selected && this.#stream) return;
    this.#set({ selected: name, mac: undefined, wire: [] });
    this.#open();
  }

  /** Lets go of the stream, as while nobody looks for long. */
  rest(): void {
    clearTimeout(this.#timer);
    this.#stream?.close();
    this.#stream = undefined;
  }

  /** Opens the stream again after {@link rest}. */
  wake(): void {
    if (!this.#stream) this.#open();
  }

  tell(notice: string | undefined): void {
    this.#set({ notice });
  }

  clearWire(): void {
    this.#set({ wire: [] });
  }

  /** What can be done at a Mac. */
  actionsOf(name: string): MacActions {
    return {
      act: (act) => this.#act(name, act),
      answer: (prompt, answer: PromptAnswer) =>
        this.#send('POST', promptPath(name, prompt), answer).then(() => undefined),
      pageAddress: ({ window, version }) => pagePath(name, window, version),
    };
  }

  /** @throws {DeskFailure} */
  async putOnDesk(wish: NewMac): Promise<void> {
    await this.#send('POST', macsPath, wish);
    this.select(wish.name);
  }

  /** @throws {DeskFailure} */
  async takeOffDesk(name: string): Promise<void> {
    await this.#send('DELETE', macPath(name), undefined);
    if (this.#state.selected === name) this.select(undefined);
  }

  /** The address that makes the phone of this desk somebody's. @throws {DeskFailure} */
  async phoneOffer(userPrincipalName: string): Promise<string> {
    const { address } = (await this.#send('POST', phoneOfferPath, { userPrincipalName })) as { address: string };
    return address;
  }

  /** @throws {DeskFailure} */
  async wireDetail(id: number): Promise<WireDetail> {
    return (await this.#send('GET', wirePath(this.#state.selected ?? '', id), undefined)) as WireDetail;
  }

  async #act(name: string, act: DeskAct): Promise<ActAnswer> {
    this.#underWay += 1;
    try {
      return (await this.#send('POST', actsPath(name), act)) as ActAnswer;
    } finally {
      this.#underWay -= 1;
    }
  }

  async #send(method: string, address: string, body: unknown): Promise<unknown> {
    const { fetch } = this.#surroundings;
    const content =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    let answer: Response;
    try {
      answer = await fetch(address, { method, cache: 'no-store', ...content });
    } catch {
      throw new DeskFailure('desk_unreachable', 'The Macs’ process does not answer.');
    }
    const json: unknown = answer.status === 204 ? undefined : await answer.json().catch(() => undefined);
    if (answer.ok) return json;
    const { code, sentence } = (json ?? {}) as Partial<DeskProblem>;
    throw new DeskFailure(code ?? 'desk_failed', sentence ?? `The desk answers with ${answer.status}.`);
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#stream?.close();
    const { selected } = this.#state;
    const stream = this.#surroundings.openEvents(selected === undefined ? deskEventsPath : macEventsPath(selected));
    this.#stream = stream;
    stream.addEventListener('message', ({ data }: MessageEvent<string>) => {
      if (this.#stream !== stream) return;
      const value = JSON.parse(data) as MacEvent | DeskView;
      this.#received('kind' in value ? value : { kind: 'desk', desk: value });
    });
    stream.addEventListener('open', () => {
      if (this.#stream !== stream) return;
      this.#set({
        connection: 'open',
        wire: [],
        ...(this.#wasInterrupted ? { notice: interrupted } : {}),
      });
      this.#wasInterrupted = false;
    });
    stream.addEventListener('error', () => {
      if (this.#stream === stream) this.#lost();
    });
  }

  /** The stream broke: by the end of the process, or because this Mac is gone. Tries until something answers. */
  #lost(): void {
    this.#stream?.close();
    const { connection, mac } = this.#state;
    const wasAsked = (mac?.prompts.length ?? 0) > 0;
    if (connection === 'open' && (this.#underWay > 0 || wasAsked)) this.#wasInterrupted = true;
    // Where the process answers and only the Mac is gone, the desk alone is there to look at.
    const isUnknown = connection === 'opening' || this.#state.desk === undefined;
    this.#set({
      connection: isUnknown ? 'opening' : 'lost',
      ...(mac === undefined ? {} : { mac: { ...mac, prompts: [] } }),
    });
    this.#timer = setTimeout(() => void this.#again(), retryAfter);
  }

  async #again(): Promise<void> {
    const { selected } = this.#state;
    if (selected !== undefined) {
      const answer = await this.#surroundings.fetch(macPath(selected), { cache: 'no-store' }).catch(() => undefined);
      if (answer?.status === 404) this.#set({ selected: undefined, mac: undefined, wire: [] });
    }
    this.#open();
  }

  #received(event: MacEvent): void {
    switch (event.kind) {
      case 'desk':
        return this.#set({ desk: event.desk });
      case 'view':
        return this.#set({ mac: event.view });
      case 'wire': {
        const others = this.#state.wire.filter(({ id }) => id !== event.message.id);
        const wire = [...others, event.message].sort((one, other) => one.id - other.id);
        return this.#set({ wire: wire.slice(-mostMessages) });
      }
      case 'gone':
        return this.select(undefined);
    }
  }

  #set(change: Partial<DeskState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
