/**
 * `state` and `nonce` of web sign-ins. Those of a preauthentication carry their own proof, as server nonces do: giving one
 * out writes nothing, and asking without end costs nobody room. The state of an address that never changes is one of its
 * Mac: with it comes no proof, only the right Mac.
 */
import { createHmac } from 'node:crypto';
import { toBase64url } from '#protocol/encoding/base64.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Random } from '#runtime/random.ts';
import { type LiveNonce, Nonces } from '../nonces.ts';
import { Refusal } from '../refusal.ts';

/** How long a window may take to open after the preauthentication, in seconds. */
const stateLife = 300;

/** What states need. The key is shared by all nodes. */
export interface StatePorts {
  readonly key: () => Uint8Array;
  readonly clock: Clock;
  readonly random: Random;
}

/** Gives out and recognises them. */
export class WebStates {
  readonly #ports: StatePorts;
  readonly #states: Nonces;

  constructor(ports: StatePorts) {
    this.#ports = ports;
    this.#states = new Nonces({ ...ports, key: () => this.#derived('state'), lifeSeconds: stateLife });
  }

  /** A fresh pair for somebody who is named so, or for nobody yet. */
  issue(user: string | undefined): { readonly state: string; readonly nonce: string } {
    const state = this.#states.issue(folded(user));
    return { state, nonce: this.#nonceOf(state) };
  }

  /** Recognises a pair. @throws {Refusal} `authorization_request_foreign`, `authorization_request_expired` */
  recognise(state: string, nonce: string | undefined, user: string | undefined): LiveNonce {
    if (nonce !== this.#nonceOf(state)) throw new Refusal('authorization_request_foreign');
    try {
      return this.#states.recognise(state, folded(user));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw new Refusal(
        error.code === 'nonce_expired' ? 'authorization_request_expired' : 'authorization_request_foreign',
      );
    }
  }

  /** The state of a Mac whose address is always the same. */
  stateOfDevice(deviceId: string): string {
    return toBase64url(this.#derived(`device:${deviceId}`).subarray(0, 18));
  }

  #nonceOf(state: string): string {
    return toBase64url(createHmac('sha256', this.#derived('nonce')).update(state).digest().subarray(0, 18));
  }

  #derived(what: string): Uint8Array {
    return createHmac('sha256', this.#ports.key()).update(`web-sign-in:${what}`).digest();
  }
}

function folded(user: string | undefined): string | undefined {
  return user?.toLowerCase();
}
