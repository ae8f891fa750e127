/** A browser as far as a sign-in needs one: cookies by path, redirects within the issuer, forms without scripts. */
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
}

/** One person's browser. Browsers of a bench share connections: what is measured is the server, not handshakes. */
export class Browser {
  readonly #fetch: HttpsFetch;
  readonly #issuer: string;
  readonly #cookies = new Map<string, Cookie>();

  constructor(fetch: HttpsFetch, issuer: string) {
    this.#fetch = fetch;
    this.#issuer = issuer;
  }

  /** Opens an address and follows where it leads, as far as the issuer goes. */
  open(url: string | URL): Promise<Place> {
    return this.#go(new URL(url), undefined);
  }

  /** Fills in the form of a page and sends it. @throws Error when there is none */
  submit({ url, page }: Place, fields: Readonly<Record<string, string>>): Promise<Place> {
    const form = /<form[^>]*>[\s\S]*?<\/form>/.exec(page?.text() ?? '')?.[0];
    if (form === undefined) throw new Error(`There is no form at ${url.pathname}: ${page?.text() ?? 'no page'}`);
    const sent = new URLSearchParams();
    for (const [input] of form.matchAll(/<input\s[^>]*type="hidden"[^>]*>/g)) {
      sent.set(/name="([^"]*)"/.exec(input)?.[1] ?? '', /value="([^"]*)"/.exec(input)?.[1] ?? '');
    }
    for (const [name, value] of Object.entries(fields)) sent.set(name, value);
    return this.#go(url, sent.toString());
  }

  async #go(url: URL, form: string | undefined): Promise<Place> {
    if (url.origin !== this.#issuer) return { url, page: undefined };
    const cookie = this.#cookiesFor(url);
    const answer = await this.#fetch(
      url,
      form === undefined
        ? { headers: { cookie } }
        : {
            method: 'POST',
            headers: { cookie, origin: this.#issuer, 'content-type': 'application/x-www-form-urlencoded' },
            body: form,
          },
    );
    this.#keep(url, answer.headers['set-cookie']);
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status > 399 || location === undefined) return { url, page: answer };
    return this.#go(new URL(location, url), undefined);
  }

  #cookiesFor({ pathname }: URL): string {
    const fitting = [...this.#cookies].filter(([, { path }]) => pathname.startsWith(path));
    return fitting.map(([name, { value }]) => `${name}=${value}`).join('; ');
  }

  #keep(url: URL, header: string | undefined): void {
    for (const line of header?.split(/, (?=[^;=\s]+=)/) ?? []) {
      const [, name = '', value = '', attributes = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(line) ?? [];
      if (/expires=Thu, 01 Jan 1970/i.test(attributes)) this.#cookies.delete(name);
      else this.#cookies.set(name, { value, path: /; path=([^;]*)/i.exec(attributes)?.[1] ?? url.pathname });
    }
  }
}
