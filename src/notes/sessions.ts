/** Sessions of Notes and sign-ins under way, in memory: each by a random value in a cookie. */
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import type { SignedIn, SignInBegun } from './identity-server.ts';

/** A session. */
export interface Session {
  readonly id: string;
  readonly person: SignedIn;
  /** Stands in every form of the session. */
  readonly formToken: string;
  readonly endsAt: number;
}

const sessionLife = 8 * 3_600_000;
const signInLife = 600_000;
/** Beyond this many the oldest goes. */
const most = 10_000;

/** All of them. */
export class Sessions {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #sessions = new Map<string, Session>();
  readonly #begun = new Map<string, { readonly begun: SignInBegun; readonly endsAt: number }>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Keeps a sign-in that has begun; gives the value of its cookie. */
  keep(begun: SignInBegun): string {
    const id = this.#newId();
    put(this.#begun, id, { begun, endsAt: this.#clock.now() + signInLife });
    return id;
  }

  /** Takes a sign-in that had begun: once. */
  take(id: string): SignInBegun | undefined {
    const found = this.#begun.get(id);
    this.#begun.delete(id);
    return found && found.endsAt > this.#clock.now() ? found.begun : undefined;
  }

  open(person: SignedIn): Session {
    const session = {
      id: this.#newId(),
      person,
      formToken: this.#newId(),
      endsAt: this.#clock.now() + sessionLife,
    };
    put(this.#sessions, session.id, session);
    return session;
  }

  find(id: string): Session | undefined {
    const session = this.#sessions.get(id);
    if (session && session.endsAt <= this.#clock.now()) this.#sessions.delete(id);
    return this.#sessions.get(id);
  }

  end(id: string): void {
    this.#sessions.delete(id);
  }

  /** Ends what a logout token names: one session of the identity server, or all of a person. Returns how many ended. */
  endNamed({ subject, sid }: { readonly subject: string | undefined; readonly sid: string | undefined }): number {
    const named = [...this.#sessions.values()].filter(({ person }) =>
      sid === undefined ? person.subject === subject : person.sid === sid,
    );
    for (const { id } of named) this.#sessions.delete(id);
    return named.length;
  }

  #newId(): string {
    return toBase64url(this.#random.bytes(32));
  }
}

function put<Value>(map: Map<string, Value>, id: string, value: Value): void {
  map.set(id, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
