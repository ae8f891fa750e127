/** A browser as far as sign-ins need one: cookies by path, redirects within the issuer, forms without scripts. */
import assert from 'node:assert/strict';
import type { NavigationExtension } from '#mac/safari/navigation-extension.ts';
import type { HttpsFetch, HttpsResponse } from '#runtime/https-fetch.ts';

/** Where a browser is: on a page of the issuer, or sent to an address elsewhere. */
export interface Place {
  readonly url: URL;
  /** Undefined elsewhere. */
  readonly page: HttpsResponse | undefined;
}

interface Cookie {
  readonly value: string;
  readonly path: string;
  readonly attributes: string;
}

/** One person's browser. */
export class Browser {
  readonly #fetch: HttpsFetch;
  readonly #issuer: string;
  readonly #extension: NavigationExtension | undefined;
  readonly #cookies = new Map<string, Cookie>();
  /** What the last answer of the authorization endpoint said of a proof. */
  said: string | undefined;

  /** @param extension of a Mac that stands before each navigation */
  constructor(fetch: HttpsFetch, issuer: string, extension?: NavigationExtension) {
    this.#fetch = fetch;
    this.#issuer = issuer;
    this.#extension = extension;
  }

  /** A browser elsewhere that got hold of this one's cookies. */
  stolen(extension?: NavigationExtension): Browser {
    const thief = new Browser(this.#fetch, this.#issuer, extension);
    for (const [name, cookie] of this.#cookies) thief.#cookies.set(name, cookie);
    return thief;
  }

  /** Names and attributes of the cookies that it holds. */
  cookies(): readonly { readonly name: string; readonly attributes: string }[] {
    return [...this.#cookies].map(([name, { attributes }]) => ({ name, attributes }));
  }

  /** Opens an address and follows where it leads, as far as the issuer goes. */
  open(url: string | URL): Promise<Place> {
    return this.#go(new URL(url), undefined, {});
  }

  /** Fills in the form of a page and sends it. `wrong` stands in place of what a browser sends of itself. */
  submit(
    place: Place,
    fields: Readonly<Record<string, string>>,
    wrong: Readonly<Record<string, string>> = {},
  ): Promise<Place> {
    const text = place.page?.text() ?? assert.fail('there is a page');
    const form = /<form[^>]*>([\s\S]*?)<\/form>/.exec(text) ?? assert.fail(text);
    const action = /action="([^"]*)"/.exec(form[0])?.[1];
    const sent = new URLSearchParams();
    for (const [input] of form[0].matchAll(/<input\s[^>]*type="hidden"[^>]*>/g)) {
      sent.set(/name="([^"]*)"/.exec(input)?.[1] ?? '', /value="([^"]*)"/.exec(input)?.[1] ?? '');
    }
    for (const [name, value] of Object.entries(fields)) sent.set(name, value);
    return this.#go(new URL(action ?? place.url, place.url), sent.toString(), { origin: this.#issuer, ...wrong });
  }

  async #go(url: URL, form: string | undefined, headers: Readonly<Record<string, string>>): Promise<Place> {
    if (url.origin !== this.#issuer) return { url, page: undefined };
    const method = form === undefined ? 'GET' : 'POST';
    const added = await this.#extension?.intercept(url.href, method);
    const answer = await this.#fetch(url, {
      method,
      headers: {
        cookie: this.#cookiesFor(url),
        ...(added?.kind === 'headers' ? added.headers : {}),
        ...headers,
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === undefined ? {} : { body: form }),
    });
    if (url.pathname === '/openid/authorization') this.said = answer.headers['porchlight-sso'];
    this.#keep(url, answer.headers['set-cookie']);
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status > 399 || location === undefined) return { url, page: answer };
    return this.#go(new URL(location, url), undefined, {});
  }

  #cookiesFor(url: URL): string {
    const fitting = [...this.#cookies].filter(([, { path }]) => url.pathname.startsWith(path));
    return fitting.map(([name, { value }]) => `${name}=${value}`).join('; ');
  }

  #keep(url: URL, header: string | undefined): void {
    for (const line of header?.split(/, (?=[^;=\s]+=)/) ?? []) {
      const [, name = '', value = '', attributes = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(line) ?? [];
      const path = /; path=([^;]*)/i.exec(attributes)?.[1] ?? url.pathname;
      if (/expires=Thu, 01 Jan 1970/i.test(attributes)) this.#cookies.delete(name);
      else this.#cookies.set(name, { value, path, attributes });
    }
  }
}
