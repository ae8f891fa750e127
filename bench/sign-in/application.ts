/** An application that people sign in to, as plain HTTP: what a client library checks besides would cost the client alone. */
import { createHash } from 'node:crypto';
import type { ApiClient } from '#api/client.ts';
import { parseJsonObject } from '#protocol/encoding/json.ts';
import type { HttpsFetch } from '#runtime/https-fetch.ts';
import type { Place } from './browser.ts';

const callback = 'https://app.example/callback';
/** One for all requests: it costs the server the same. */
const verifier = 'a-verifier-of-the-bench-that-is-long-enough-to-be-one';

/** What the token endpoint gave. */
export interface Tokens {
  readonly idToken: string;
  readonly refreshToken: string;
}

/** An application with its client at the server. */
export class Application {
  readonly #id: string;
  readonly #authorization: string;
  readonly #fetch: HttpsFetch;
  readonly #issuer: string;

  private constructor(id: string, secret: string, fetch: HttpsFetch, issuer: string) {
    this.#id = id;
    this.#authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    this.#fetch = fetch;
    this.#issuer = issuer;
  }

  /** Adds a client. */
  static async open(api: ApiClient, fetch: HttpsFetch, issuer: string): Promise<Application> {
    const { client, secret } = await api.addClient({ body: { name: 'Wiki', redirectUris: [callback] } });
    return new Application(client.id, secret ?? '', fetch, issuer);
  }

  /** Where a sign-in begins; `wish` are further parameters of the request. */
  begin(wish: Readonly<Record<string, string>> = {}): URL {
    const url = new URL('/openid/authorization', this.#issuer);
    url.search = new URLSearchParams({
      client_id: this.#id,
      response_type: 'code',
      redirect_uri: callback,
      scope: 'openid profile email groups',
      state: 'a-state-of-the-bench',
      nonce: 'a-nonce-of-the-bench',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...wish,
    }).toString();
    return url;
  }

  /** Exchanges a code. Undefined when it was refused. */
  exchange(code: string): Promise<Tokens | undefined> {
    return this.#token({ grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier });
  }

  /** Exchanges a refresh token for the next. Undefined when it was refused. */
  refresh(refreshToken: string): Promise<Tokens | undefined> {
    return this.#token({ grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  async #token(form: Readonly<Record<string, string>>): Promise<Tokens | undefined> {
    const answer = await this.#fetch(`${this.#issuer}/openid/token`, {
      method: 'POST',
      headers: { authorization: this.#authorization, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });
    const { id_token: idToken, refresh_token: refreshToken } = parseJsonObject(answer.text()) ?? {};
    if (answer.status !== 200 || typeof idToken !== 'string') return undefined;
    return { idToken, refreshToken: typeof refreshToken === 'string' ? refreshToken : '' };
  }
}

/** The code that a browser brings back. Undefined when it brings none. */
export function codeOf({ url, page }: Place): string | undefined {
  return page === undefined ? (url.searchParams.get('code') ?? undefined) : undefined;
}
