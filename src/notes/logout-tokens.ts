/**
 * Logout tokens: the identity server tells that a session has ended (OpenID Connect Back-Channel Logout 1.0 section 2.6).
 * `openid-client` does not read them; ours is the whole list of what must be checked.
 */
import { isJsonObject, type JsonObject, parseJsonObject } from '#protocol/encoding/json.ts';
import { pointFromJwk } from '#protocol/jose/jwk.ts';
import { hasValidSignature, parseJws, type UnverifiedJws } from '#protocol/jose/jws.ts';
import type { Clock } from '#runtime/clock.ts';
import { nodeCrypto } from '#runtime/crypto.ts';
import type { HttpsFetch } from '#runtime/https-fetch.ts';

/** Whose session has ended. */
export interface LogoutNotice {
  readonly subject: string | undefined;
  readonly sid: string | undefined;
}

/** What is needed to check one. */
export interface LogoutTokenOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly jwksUri: string;
  readonly fetch: HttpsFetch;
  readonly clock: Clock;
}

const event = 'http://schemas.openid.net/event/backchannel-logout';
/** Seconds of clock difference, and the age beyond which a token is not believed. */
const leeway = 60;
const longestAge = 300;

/** Reads them. */
export class LogoutTokens {
  readonly #options: LogoutTokenOptions;
  /** Those that were taken, by `jti`, until they are too old anyway. */
  readonly #taken = new Map<string, number>();

  constructor(options: LogoutTokenOptions) {
    this.#options = options;
  }

  /** What a token says; undefined where it must not be believed. */
  async read(compact: string): Promise<LogoutNotice | undefined> {
    const jws = parsed(compact);
    if (!jws || !this.#isRight(jws) || !(await this.#isSigned(jws))) return undefined;
    const { jti, sub, sid } = jws.claims;
    if (typeof jti !== 'string' || this.#isTaken(jti)) return undefined;
    const subject = typeof sub === 'string' ? sub : undefined;
    const session = typeof sid === 'string' ? sid : undefined;
    return subject === undefined && session === undefined ? undefined : { subject, sid: session };
  }

  #isRight({ header, claims }: UnverifiedJws): boolean {
    const { issuer, clientId, clock } = this.#options;
    const now = clock.now() / 1000;
    const { typ } = header;
    const { iss, aud, iat, exp, events, nonce } = claims;
    const audiences = Array.isArray(aud) ? aud : [aud];
    return (
      typeof typ === 'string' &&
      typ.toLowerCase() === 'logout+jwt' &&
      iss === issuer &&
      audiences.includes(clientId) &&
      isFresh(iat, exp, now) &&
      isJsonObject(events) &&
      isJsonObject(events[event]) &&
      nonce === undefined
    );
  }

  async #isSigned(jws: UnverifiedJws): Promise<boolean> {
    const key = (await this.#keys()).find(({ kid, kty }) => kid === jws.header['kid'] && kty === 'EC');
    return jws.alg === 'ES256' && key !== undefined && hasValidSignature(jws, nodeCrypto.p256(pointFromJwk(key)));
  }

  // Asked anew each time: these tokens are few, and the keys change.
  async #keys(): Promise<readonly JsonObject[]> {
    const answer = await this.#options.fetch(this.#options.jwksUri);
    const keys = parseJsonObject(answer.text())?.['keys'];
    return Array.isArray(keys) ? keys.filter((key) => isJsonObject(key)) : [];
  }

  #isTaken(jti: string): boolean {
    const now = this.#options.clock.now();
    for (const [old, until] of this.#taken) if (until <= now) this.#taken.delete(old);
    if (this.#taken.has(jti)) return true;
    this.#taken.set(jti, now + (longestAge + 2 * leeway) * 1000);
    return false;
  }
}

function parsed(compact: string): UnverifiedJws | undefined {
  try {
    return parseJws(compact);
  } catch {
    return undefined;
  }
}

function isFresh(iat: unknown, exp: unknown, now: number): boolean {
  if (typeof iat !== 'number' || iat > now + leeway || iat + longestAge + leeway <= now) return false;
  return typeof exp === 'number' && exp + leeway > now;
}
