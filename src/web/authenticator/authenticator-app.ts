/** What the person does and what arrives, one step after the other, and the state after it. Knows no screen. */
import { parseOfferAddress } from '#api/authenticator.ts';
import type { Decision } from '#api/authenticator-signatures.ts';
import { type AppState, firstState, type Outcome, type Scene, type ShownRequest } from './app-state.ts';
import type { StoredAccount } from '#phone/phone.ts';
import { listen } from './live-events.ts';
import type { Problem, ScreenPhone } from './phone.ts';
import { currentSubscription, subscribeToPush } from './push.ts';
import type { Vault } from './storage/vault.ts';
import type { Surroundings } from './surroundings.ts';
import { texts } from './texts.ts';
import type { Unlocking } from './unlocking/unlocking.ts';

/** What the app works with. */
export interface AppParts {
  readonly phone: ScreenPhone;
  readonly unlocking: Unlocking;
  readonly vault: Vault;
  readonly surroundings: Surroundings;
  /** The server that this app speaks with, and mostly comes from. */
  readonly origin: string;
}

/** Milliseconds out of sight after which the app locks itself. */
const lockAfter = 60_000;

/** The app. */
export class AuthenticatorApp {
  readonly #parts: AppParts;
  readonly #listeners = new Set<() => void>();
  readonly #streams = new Map<string, () => void>();
  #state = firstState;
  #offerText: string | undefined;
  #hiddenSince: number | undefined;

  constructor(parts: AppParts) {
    this.#parts = parts;
  }

  get state(): AppState {
    return this.#state;
  }

  /** Calls after each change. Returns what ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins with what is kept. @param address the whole one that was opened: a QR code leads to one with an offer */
  async start(address: string): Promise<void> {
    if (address.includes('#enroll=')) this.#offerText = address;
    const { phone, unlocking } = this.#parts;
    const [accounts, method] = await Promise.all([phone.accounts(), unlocking.method()]);
    this.#set({ accounts, method, lock: method === undefined ? 'none-chosen' : 'locked' });
    this.#watchAll();
  }

  /** An address was opened while the app was open already. */
  async opened(address: string): Promise<void> {
    if (!address.includes('#enroll=')) return;
    this.#offerText = address;
    if (this.#state.lock === 'open') await this.#busy(() => this.#lookAtOffer());
  }

  show(scene: Scene): void {
    this.#set({ scene, problem: undefined });
  }

  tell(text: string): void {
    this.#set({ problem: { kind: 'text', text } });
  }

  async choosePin(pin: string): Promise<void> {
    await this.#busy(async () => {
      await this.#parts.unlocking.choosePin(pin);
      await this.#chosen('pin');
    });
  }

  async choosePasskey(): Promise<void> {
    await this.#busy(async () => {
      try {
        await this.#parts.unlocking.choosePasskey(texts.appName);
      } catch {
        return this.tell(texts.chooseUnlock.passkeyFailed);
      }
      await this.#chosen('passkey');
    });
  }

  async unlockByPin(pin: string): Promise<void> {
    await this.#busy(async () => {
      const tried = await this.#parts.unlocking.byPin(pin);
      switch (tried.kind) {
        case 'right':
          return this.#open();
        case 'wrong':
          return this.tell(texts.unlock.wrong(tried.triesLeft));
        case 'wait':
          return this.tell(texts.unlock.wait(tried.seconds));
        case 'exhausted':
          await this.#forget();
          return this.tell(texts.unlock.erased);
      }
    });
  }

  async unlockByPasskey(): Promise<void> {
    await this.#busy(async () => {
      if (await this.#parts.unlocking.byPasskey()) await this.#open();
      else this.tell(texts.unlock.passkeyFailed);
    });
  }

  lock(): void {
    if (this.#state.lock === 'open') this.#set({ lock: 'locked', scene: { kind: 'accounts' }, problem: undefined });
  }

  /** Forgets everything; the server is told where it can be. */
  async reset(): Promise<void> {
    await this.#busy(() => this.#forget());
  }

  /** The app went out of sight, or came back. */
  seen(isVisible: boolean): void {
    const now = this.#parts.surroundings.now();
    if (!isVisible) this.#hiddenSince = now;
    else if (this.#hiddenSince !== undefined && now - this.#hiddenSince > lockAfter) this.lock();
    if (isVisible) this.#hiddenSince = undefined;
    if (isVisible) void this.refresh();
  }

  /** Looks at what an address from a QR code offers. */
  async lookAt(text: string): Promise<void> {
    this.#offerText = text.trim();
    await this.#busy(() => this.#lookAtOffer());
  }

  async addAccount(name: string, oneTimeCodes: boolean): Promise<void> {
    const { scene, method } = this.#state;
    if (scene.kind !== 'offer' || method === undefined) return;
    await this.#busy(async () => {
      const added = await this.#parts.phone.enroll(scene.offer, { name, oneTimeCodes, unlock: method });
      if (added.kind !== 'done') return this.#fail(added);
      await this.#reload();
      this.show({ kind: 'accounts' });
      const subscription = await currentSubscription();
      if (subscription !== undefined) await this.#tellWhereToPush(added.value, subscription);
    });
  }

  async removeAccount(account: StoredAccount): Promise<void> {
    await this.#busy(async () => {
      const removed = await this.#parts.phone.remove(account);
      await this.#reload();
      this.show({ kind: 'accounts' });
      if (removed.kind === 'unreachable') this.tell(texts.account.removedHere);
    });
  }

  async answer(decision: Decision, number?: string): Promise<void> {
    const { scene, method } = this.#state;
    if ((scene.kind !== 'request' && scene.kind !== 'not-me') || method === undefined) return;
    const { account, request } = scene.shown;
    await this.#busy(async () => {
      const reply = await this.#parts.phone.answer(account, request, { decision, number, unlock: method });
      if (reply.kind === 'done') this.#end(reply.value);
      else this.#answerFailed(reply, scene.shown);
    });
  }

  /** The request that is shown has ended by the clock. */
  expire(): void {
    const { kind } = this.#state.scene;
    if (kind === 'request' || kind === 'not-me') this.#end('expired');
  }

  /** Asks what waits, for every account. */
  async refresh(): Promise<void> {
    for (const account of this.#state.accounts) await this.#lookFor(account);
  }

  /** Has requests told when the app is closed. All accounts are of one server, and so is the key. */
  async switchPushOn(): Promise<void> {
    const [first] = this.#state.accounts;
    if (first === undefined) return;
    await this.#busy(async () => {
      const subscription = await subscribeToPush(first.pushKey).catch(() => 'failed' as const);
      if (subscription === 'failed') return this.tell(texts.accounts.notificationsFailed);
      if (subscription === undefined) return undefined;
      for (const account of this.#state.accounts) await this.#tellWhereToPush(account, subscription);
    });
  }

  async #chosen(method: 'pin' | 'passkey'): Promise<void> {
    this.#set({ method });
    await this.#open();
  }

  async #open(): Promise<void> {
    this.#set({ lock: 'open', problem: undefined, scene: { kind: 'accounts' } });
    if (this.#offerText === undefined) await this.refresh();
    else await this.#lookAtOffer();
  }

  async #lookAtOffer(): Promise<void> {
    const address = this.#offerText ?? '';
    const parsed = parseOfferAddress(address);
    this.#offerText = undefined;
    const paste = { kind: 'paste' } as const;
    if (parsed === undefined) return this.#set({ scene: paste, problem: textOf(texts.add.notAnOffer) });
    if (parsed.issuer !== this.#parts.origin) {
      const { host } = new URL(parsed.issuer);
      return this.#set({ scene: paste, problem: textOf(texts.add.elsewhere(host)) });
    }
    const looked = await this.#parts.phone.look(address);
    if (looked.kind === 'done') this.show({ kind: 'offer', offer: { address, view: looked.value } });
    else this.#set({ scene: paste, problem: looked });
  }

  async #lookFor(account: StoredAccount): Promise<void> {
    const waiting = await this.#parts.phone.waiting(account);
    if (waiting.kind !== 'done') return;
    const { scene, lock } = this.#state;
    const shown = scene.kind === 'request' || scene.kind === 'not-me' ? scene.shown : undefined;
    if (waiting.value === undefined) {
      this.#set({ isWaiting: false });
      // Answered on another phone, or cancelled on the other screen.
      if (shown?.account.authenticatorId === account.authenticatorId && !this.#state.isBusy) this.#end('over');
      return;
    }
    const { request, endsAt } = waiting.value;
    this.#set({ isWaiting: true });
    if (lock !== 'open' || shown?.request.id === request.id) return;
    this.show({ kind: 'request', shown: { account, request, triesLeft: request.triesLeft, endsAt } });
  }

  #answerFailed(problem: Problem, shown: ShownRequest): void {
    if (problem.kind === 'unreachable') return this.#fail(problem);
    const { code, triesLeft } = problem;
    if (code === 'number_wrong' && triesLeft !== undefined) {
      this.show({ kind: 'request', shown: { ...shown, triesLeft } });
      return this.tell(texts.request.wrong(triesLeft));
    }
    const ended = endings.get(code);
    if (ended) this.#end(ended);
    else this.#fail(problem);
  }

  #end(outcome: Outcome): void {
    this.#set({ isWaiting: false });
    this.show({ kind: 'outcome', outcome });
  }

  async #tellWhereToPush(account: StoredAccount, subscription: PushSubscriptionJSON): Promise<void> {
    const reply = await this.#parts.phone.subscribe(account, subscription);
    if (reply.kind !== 'done') this.#fail(reply);
  }

  async #forget(): Promise<void> {
    for (const account of this.#state.accounts) await this.#parts.phone.remove(account);
    for (const stop of this.#streams.values()) stop();
    this.#streams.clear();
    await this.#parts.vault.clear();
    this.#set({ ...firstState });
  }

  async #reload(): Promise<void> {
    this.#set({ accounts: await this.#parts.phone.accounts() });
    this.#watchAll();
  }

  #watchAll(): void {
    const { accounts } = this.#state;
    const keys = new Set(accounts.map(({ authenticatorId }) => authenticatorId));
    for (const [key, stop] of this.#streams) {
      if (keys.has(key)) continue;
      stop();
      this.#streams.delete(key);
    }
    for (const account of accounts) {
      if (this.#streams.has(account.authenticatorId)) continue;
      const changed = () => void this.#lookFor(account);
      const live = (isLive: boolean) => this.#set({ isLive });
      const refused = (problem: Problem) =>
        this.#set({ ended: new Map([...this.#state.ended, [account.authenticatorId, problem]]) });
      this.#streams.set(account.authenticatorId, listen(this.#parts.phone, account, { changed, live, refused }));
    }
  }

  async #busy(act: () => Promise<void>): Promise<void> {
    if (this.#state.isBusy) return;
    this.#set({ isBusy: true, problem: undefined });
    try {
      await act();
    } catch {
      this.tell(texts.problems.unexpected);
    } finally {
      this.#set({ isBusy: false });
    }
  }

  #fail(problem: Problem): void {
    this.#set({ problem });
  }

  #set(change: Partial<AppState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

const endings: ReadonlyMap<string, Outcome> = new Map([
  ['numbers_exhausted', 'exhausted'],
  ['request_expired', 'expired'],
  ['request_over', 'over'],
  ['request_unknown', 'over'],
]);

function textOf(text: string) {
  return { kind: 'text', text } as const;
}
