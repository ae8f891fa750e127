/** What the screens ask of the phone: expected outcomes as values, in place of what `src/phone` throws. */
import type { OfferView, PendingRequest } from '#api/authenticator.ts';
import type { Decision } from '#api/authenticator-signatures.ts';
import type { ShownCode } from '#phone/codes.ts';
import { createPhone, type Phone, PhoneError, type PhonePorts, type StoredAccount } from '#phone/phone.ts';
import type { UnlockMethod } from './unlocking/unlocking.ts';

/** A refusal with its code and sentence, or no connection. */
export type Problem =
  | {
      readonly kind: 'refused';
      readonly code: PhoneError['code'];
      readonly description: string;
      readonly triesLeft: number | undefined;
    }
  | { readonly kind: 'unreachable' };

/** What was asked for, or what came in its place. */
export type Reply<T> = { readonly kind: 'done'; readonly value: T } | Problem;

/** An offer of an account, looked at. */
export interface Offer {
  /** From the QR code. */
  readonly address: string;
  readonly view: OfferView;
}

/** A request, and when it ends by this phone's clock. */
export interface Waiting {
  readonly request: PendingRequest;
  readonly endsAt: number;
}

/** How the person answered. */
export interface Answer {
  readonly decision: Decision;
  /** With `approve`. */
  readonly number?: string | undefined;
  readonly unlock: UnlockMethod;
}

/** What it stands on: beside a phone's ports, where an address for events is found from here. */
export interface ScreenPorts extends PhonePorts {
  readonly eventsAt: (address: string) => string;
}

/** The phone behind the screens. */
export class ScreenPhone {
  readonly #phone: Phone;
  readonly #ports: ScreenPorts;
  /** What the servers' clocks are ahead of ours, in milliseconds, by account. */
  readonly #offsets = new Map<string, number>();

  constructor(ports: ScreenPorts) {
    this.#ports = ports;
    this.#phone = createPhone(ports);
  }

  accounts(): Promise<readonly StoredAccount[]> {
    return this.#phone.accounts();
  }

  look(address: string): Promise<Reply<OfferView>> {
    return replyOf(() => this.#phone.look(address));
  }

  enroll({ address }: Offer, wish: Parameters<Phone['enroll']>[1]): Promise<Reply<StoredAccount>> {
    return replyOf(() => this.#phone.enroll(address, wish));
  }

  /** Removes the account here in any case; the reply says whether the server knows. */
  async remove({ authenticatorId }: StoredAccount): Promise<Reply<undefined>> {
    const { storage } = this.#ports;
    const reply = await replyOf(() => this.#phone.remove(authenticatorId).then(() => undefined));
    if (reply.kind !== 'done') await storage.exclusively(() => storage.remove(authenticatorId));
    return reply;
  }

  /** Undefined when this phone has no secret for it. */
  code({ authenticatorId }: StoredAccount): Promise<ShownCode | undefined> {
    return this.#phone.code(authenticatorId);
  }

  /** What waits for one account, if anything does. */
  waiting({ authenticatorId }: StoredAccount): Promise<Reply<Waiting | undefined>> {
    return replyOf(async () => {
      const [request] = await this.#phone.requests(authenticatorId);
      if (request === undefined) return undefined;
      return { request, endsAt: Date.parse(request.expiresAt) - (await this.#offset(authenticatorId)) };
    });
  }

  answer({ authenticatorId }: StoredAccount, request: PendingRequest, { decision, number, unlock }: Answer) {
    return replyOf(async () => {
      switch (decision) {
        case 'approve':
          return this.#phone.approve(authenticatorId, request, number ?? '', unlock);
        case 'deny':
          return this.#phone.deny(authenticatorId, request, unlock);
        case 'not-me':
          return this.#phone.notMe(authenticatorId, request, unlock);
      }
    });
  }

  /** An address for one EventSource. */
  eventAddress({ authenticatorId }: StoredAccount): Promise<Reply<string>> {
    return replyOf(async () => this.#ports.eventsAt(await this.#phone.eventAddress(authenticatorId)));
  }

  /** Has requests told to this browser when the app is closed. */
  subscribe({ authenticatorId }: StoredAccount, { endpoint, keys }: PushSubscriptionJSON): Promise<Reply<undefined>> {
    const { p256dh = '', auth = '' } = keys ?? {};
    return replyOf(async () => {
      await this.#phone.subscribe(authenticatorId, { endpoint: endpoint ?? '', keys: { p256dh, auth } });
      return undefined;
    });
  }

  /** Measured once: a minute is short, and clocks of phones are wrong by seconds. */
  async #offset(authenticatorId: string): Promise<number> {
    const known = this.#offsets.get(authenticatorId);
    if (known !== undefined) return known;
    const { now } = await this.#phone.self(authenticatorId);
    const offset = Date.parse(now) - this.#ports.clock.now();
    this.#offsets.set(authenticatorId, offset);
    return offset;
  }
}

async function replyOf<T>(act: () => Promise<T>): Promise<Reply<T>> {
  try {
    return { kind: 'done', value: await act() };
  } catch (error) {
    if (error instanceof PhoneError) {
      const { code, message: description, triesLeft } = error;
      return { kind: 'refused', code, description, triesLeft };
    }
    // What `fetch` throws without a connection.
    if (error instanceof TypeError) return { kind: 'unreachable' };
    throw error;
  }
}
