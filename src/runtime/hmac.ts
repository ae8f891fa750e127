import { createHmac } from 'node:crypto';
import type { Hmac } from '#protocol/otp/hotp.ts';

/** HMAC by `node:crypto`. */
export const nodeHmac: Hmac = (digest, key, data) => new Uint8Array(createHmac(digest, key).update(data).digest());
