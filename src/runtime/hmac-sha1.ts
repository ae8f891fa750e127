import { createHmac } from 'node:crypto';
import type { HmacSha1 } from '#protocol/ade/oauth1.ts';

/** HMAC with SHA-1, for OAuth 1.0a alone. */
export const hmacSha1: HmacSha1 = (key, data) => createHmac('sha1', key).update(data).digest();
