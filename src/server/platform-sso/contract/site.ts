/** Where a Mac of the tests sends what it has to say: a provider in this process, or one behind a network. */
import type { Reply } from './reply.ts';

/** What a Mac needs of the provider: an address to talk to, whose clock its own agrees with. */
export interface Site {
  /** Milliseconds since 1970. */
  readonly time: number;
  send(request: SentRequest): Promise<Reply>;
  /** A registration token for a Mac, as an administrator makes it. */
  registrationToken(serialNumber: string): Promise<string>;
}

/** A request on its way. */
export interface SentRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly address: string;
}
