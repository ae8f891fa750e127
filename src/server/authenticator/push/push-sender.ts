/** The port through which phones are woken: Web Push (RFC 8030), encrypted for the phone alone (RFC 8291). */

/** Where a phone listens, as its browser said. */
export interface PushTarget {
  readonly endpoint: string;
  /** The browser's public key, base64url of 65 bytes. */
  readonly p256dh: string;
  /** The browser's secret, base64url of 16 bytes. */
  readonly auth: string;
}

/** The server's key by which push services know it (RFC 8292), base64url. */
export interface VapidKey {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** One push. */
export interface Push {
  readonly target: PushTarget;
  /** Text for the phone alone. */
  readonly payload: string;
  /** For how long it is of use, in seconds. */
  readonly lifeSeconds: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * What came of a push. `gone`: nobody listens there any more (RFC 8030 section 7.3). `forbidden`: an address that nothing
 * may be sent to. Both end the subscription. `failed`: perhaps next time.
 */
export type PushOutcome = 'delivered' | 'gone' | 'forbidden' | 'failed';

/** Sends pushes. */
export interface PushSender {
  /** A new key for the server. */
  newKey(): VapidKey;
  /** Whether an endpoint may be sent to, as far as its text tells. */
  mayBe(endpoint: string): boolean;
  /** Within a bounded time. Never throws. */
  send(push: Push, key: VapidKey): Promise<PushOutcome>;
}
