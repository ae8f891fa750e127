/**
 * Server nonces. They carry their own proof, so that giving one out writes nothing: random bytes, the time of expiry, and
 * an HMAC over both and over the client-request-id it was given to. Using one writes its id, once and for all nodes.
 *
 * Text form: base64url of id (16 bytes), expiry in seconds (4, big endian), HMAC-SHA-256 cut to 16.
 */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { concat, uint32 } from '#protocol/encoding/bytes.ts';
import { utf8 } from '#protocol/encoding/utf8.ts';
import type { Clock } from '#runtime/clock.ts';
import { constantTimeEqual } from '#runtime/crypto.ts';
import type { Random } from '#runtime/random.ts';
import type { Writer } from '#server/store/database.ts';
import { Refusal } from './refusal.ts';

/** A nonce of ours that is still good; whether it was used is known only when it is consumed. */
export interface LiveNonce {
  readonly id: Uint8Array;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What nonces need. The key is 32 bytes and shared by all nodes. */
export interface NoncePorts {
  readonly key: () => Uint8Array;
  readonly lifeSeconds: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** Gives out and recognises nonces. */
export class Nonces {
  readonly #ports: NoncePorts;
  // As a KeyObject, which costs a fifth of a Buffer.
  #key: KeyObject | undefined;

  constructor(ports: NoncePorts) {
    this.#ports = ports;
  }

  /** A fresh nonce for the holder of a client-request-id; without one it is bound to its absence. */
  issue(clientRequestId: string | undefined): string {
    const { clock, lifeSeconds, random } = this.#ports;
    const head = concat(random.bytes(16), uint32(Math.ceil(clock.now() / 1000) + lifeSeconds));
    return toBase64url(concat(head, this.#mac(head, clientRequestId)));
  }

  /** Recognises a nonce. @throws {Refusal} `nonce_malformed`, `nonce_foreign`, `nonce_expired` */
  recognise(text: string, clientRequestId: string | undefined): LiveNonce {
    const bytes = text.length === 48 ? fromBase64url(text) : undefined;
    if (!bytes) throw new Refusal('nonce_malformed');
    const head = bytes.subarray(0, 20);
    if (!constantTimeEqual(bytes.subarray(20), this.#mac(head, clientRequestId))) throw new Refusal('nonce_foreign');
    const expiresAt = new DataView(head.buffer, head.byteOffset).getUint32(16) * 1000;
    if (expiresAt <= this.#ports.clock.now()) throw new Refusal('nonce_expired');
    return { id: head.slice(0, 16), expiresAt };
  }

  #mac(head: Uint8Array, clientRequestId: string | undefined): Uint8Array {
    this.#key ??= createSecretKey(this.#ports.key());
    return createHmac('sha256', this.#key)
      .update(head)
      .update(utf8(clientRequestId ?? ''))
      .digest()
      .subarray(0, 16);
  }
}

/** Uses a nonce, once. True for the first caller only, on any node; durable with the writer's unit. */
export async function consumeNonce(writer: Writer, nonce: LiveNonce): Promise<boolean> {
  const insert = 'INSERT INTO consumed_nonce (id, expires_at) VALUES (?, ?) ON CONFLICT (expires_at, id) DO NOTHING';
  return (await writer.run(insert, nonce.id, nonce.expiresAt)) === 1;
}
