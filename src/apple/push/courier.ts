/**
 * The courier of simulated Apple: push tokens of virtual Macs, and the one notification that waits for each (Apple keeps the
 * newest only). A Mac may wait for it.
 */
import { toHex } from '#protocol/encoding/bytes.ts';
import type { AppleStore, PushTokenState } from '../apple-state.ts';
import type { ApplePorts } from '../authority-state.ts';

/** Tokens and notifications. */
export class Courier {
  readonly #store: AppleStore;
  readonly #ports: ApplePorts;
  readonly #waiting = new Map<string, () => void>();

  constructor(store: AppleStore, ports: ApplePorts) {
    this.#store = store;
    this.#ports = ports;
  }

  /** A new token for a topic: 32 bytes, hexadecimal. */
  register(topic: string): string {
    const token = toHex(this.#ports.random.bytes(32));
    this.#store.state.pushTokens.push({ token, topic, unregisteredAt: undefined, notification: undefined });
    this.#store.keep();
    return token;
  }

  /** The Mac gives its token up: pushes to it are answered 410 from now on. */
  unregister(token: string): void {
    const row = this.find(token);
    if (row !== undefined) row.unregisteredAt = this.#ports.clock.now();
    this.#store.keep();
  }

  find(token: string): PushTokenState | undefined {
    return this.#store.state.pushTokens.find((row) => row.token === token);
  }

  /** Keeps a notification for a token, in place of the one before, and wakes who waits. */
  deliver(row: PushTokenState, payload: string): void {
    row.notification = payload;
    this.#store.keep();
    this.#waiting.get(row.token)?.();
  }

  /** Takes what waits for a token. When nothing does, waits for the next, so many milliseconds at most. */
  async take(token: string, waitMs: number): Promise<string | undefined> {
    const row = this.find(token);
    if (row === undefined) return undefined;
    if (row.notification === undefined && waitMs > 0) await this.#next(token, waitMs);
    const { notification } = row;
    row.notification = undefined;
    if (notification !== undefined) this.#store.keep();
    return notification;
  }

  /** Lets everybody go who waits. */
  close(): void {
    for (const wake of this.#waiting.values()) wake();
  }

  #next(token: string, waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        if (this.#waiting.get(token) === wake) this.#waiting.delete(token);
        resolve();
      };
      const timer = setTimeout(wake, waitMs);
      this.#waiting.get(token)?.();
      this.#waiting.set(token, wake);
    });
  }
}
