/** Replay nonces (RFC 8555 section 6.5): authenticated, so that only used ones are stored, and each counts once on all nodes. */
import { createHmac } from 'node:crypto';
import { fromBase64url, toBase64url } from '#protocol/encoding/base64.ts';
import { concat, uint32 } from '#protocol/encoding/bytes.ts';
import { constantTimeEqual } from '#runtime/crypto.ts';
import type { DeviceIdentityPorts } from '../identity-ports.ts';

/** How long a nonce may be used, in seconds. */
const life = 3600;
const idLength = 16;

/** Makes and consumes nonces. */
export class AcmeNonces {
  readonly #ports: Pick<DeviceIdentityPorts, 'database' | 'clock' | 'random'>;
  readonly #key: Uint8Array;

  constructor(ports: Pick<DeviceIdentityPorts, 'database' | 'clock' | 'random'>, key: Uint8Array) {
    this.#ports = ports;
    this.#key = key;
  }

  /** A fresh nonce, base64url. */
  make(): string {
    const expiry = Math.floor(this.#ports.clock.now() / 1000) + life;
    const body = concat(this.#ports.random.bytes(idLength), uint32(expiry));
    return toBase64url(concat(body, this.#tag(body)));
  }

  /** Whether a nonce is ours, fresh and was not consumed before; then it is from now on. */
  async consume(nonce: string): Promise<boolean> {
    const bytes = fromBase64url(nonce);
    if (bytes?.length !== idLength + 4 + 16) return false;
    const body = bytes.subarray(0, idLength + 4);
    if (!constantTimeEqual(bytes.subarray(idLength + 4), this.#tag(body))) return false;
    const expiresAt = new DataView(body.buffer, body.byteOffset).getUint32(idLength) * 1000;
    if (expiresAt <= this.#ports.clock.now()) return false;
    const inserted = await this.#ports.database.write((writer) =>
      writer.run(
        'INSERT INTO acme_consumed_nonce (expires_at, id) VALUES (?, ?) ON CONFLICT DO NOTHING',
        expiresAt,
        body.slice(0, idLength),
      ),
    );
    return inserted === 1;
  }

  #tag(body: Uint8Array): Uint8Array {
    return createHmac('sha256', this.#key).update('acme-nonce:').update(body).digest().subarray(0, 16);
  }
}
