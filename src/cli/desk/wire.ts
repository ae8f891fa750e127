/** The messages of one Mac since this process plays it, the newest last: "on the wire". */
import type { WireDetail, WireMessage } from '#api/desk/view.ts';
import type { Exchange } from '#mac/evidence.ts';
import { aboutOf } from '../mac/steps.ts';
import type { TypedSecrets } from './typed-secrets.ts';
import { partsOf } from './wire-parts.ts';

const mostKept = 500;

interface Kept {
  readonly id: number;
  readonly exchange: Exchange;
  isUnderWay: boolean;
  /** What was last told of it. */
  told: string;
}

/** The record. */
export class Wire {
  readonly #secrets: TypedSecrets;
  readonly #tell: (message: WireMessage) => void;
  #records: readonly Kept[] = [];
  #lastId = 0;

  constructor(secrets: TypedSecrets, tell: (message: WireMessage) => void) {
    this.#secrets = secrets;
    this.#tell = tell;
  }

  /** A message began, or something became known of it. */
  note(exchange: Exchange): void {
    let record = this.#records.find((one) => one.exchange === exchange);
    if (!record) {
      this.#lastId += 1;
      record = { id: this.#lastId, exchange, isUnderWay: true, told: '' };
      this.#records = [...this.#records, record].slice(-mostKept);
    }
    record.isUnderWay = exchange.received === undefined && exchange.error === undefined;
    this.#say(record);
  }

  /** The act is over: nothing is under way, and every check is made. */
  settle(): void {
    for (const record of this.#records) {
      record.isUnderWay = false;
      this.#say(record);
    }
  }

  messages(): readonly WireMessage[] {
    return this.#records.map((record) => this.#messageOf(record));
  }

  detail(id: number): WireDetail | undefined {
    const record = this.#records.find((one) => one.id === id);
    if (!record) return undefined;
    const { sent, received } = record.exchange;
    return {
      ...this.#messageOf(record),
      sent: this.#side(sent.headers, sent.body),
      received: received && this.#side(received.headers, received.body),
      parts: partsOf(record.exchange).map(({ title, header, claims }) => ({
        title,
        header: this.#secrets.inJson(header),
        claims: this.#secrets.inJson(claims),
      })),
    };
  }

  #say(record: Kept): void {
    const message = this.#messageOf(record);
    const text = JSON.stringify(message);
    if (text === record.told) return;
    record.told = text;
    this.#tell(message);
  }

  #messageOf({ id, exchange, isUnderWay }: Kept): WireMessage {
    const { time, purpose, sent, received, error, checks, quirks } = exchange;
    return {
      id,
      time,
      purpose,
      about: this.#secrets.inText(aboutOf(exchange)),
      method: sent.method,
      url: this.#secrets.inText(sent.url),
      status: received?.status,
      error,
      isUnderWay,
      checks: checks.map(({ sentence, holds }) => ({ sentence, holds })),
      quirks,
    };
  }

  #side(headers: Exchange['sent']['headers'], body: string): WireDetail['sent'] {
    const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
    const clean = Object.entries(headers).map(([name, value]) => [name, this.#secrets.inText(value)]);
    return {
      headers: Object.fromEntries(clean) as Record<string, string>,
      body: this.#secrets.inBody(body, type),
    };
  }
}
